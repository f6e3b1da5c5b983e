"""A request of the desk: the middleware has made sure that it comes from the staff."""

from django.http import HttpRequest

from eticket.access.viewers import AgentViewer
from eticket.accounts.models import User


class DeskRequest(HttpRequest):
    user: User
    viewer: AgentViewer
