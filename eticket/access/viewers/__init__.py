"""The only door to data: what a person may see, as querysets that start from the person.

portal/ and desk/ never start a query from a model; whatever a viewer does not show is a 404.
"""

from eticket.access.viewers.agent import AgentViewer
from eticket.access.viewers.customer import CustomerViewer
from eticket.access.viewers.program import ProgramViewer
from eticket.access.viewers.viewer import Viewer

__all__ = ["AgentViewer", "CustomerViewer", "ProgramViewer", "Viewer"]
