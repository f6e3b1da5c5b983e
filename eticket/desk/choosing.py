"""What an address of the desk asks for: which view, narrowed and ordered how."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.db.models import QuerySet

from eticket.access.viewers import AgentViewer
from eticket.lib.folding import clean_line
from eticket.tickets.models import Status, Ticket

EVERYWHERE = "todos"
PARAMETERS = {
    "view": "vista",
    "query": "q",
    "status": "estado",
    "area": "area",
    "product": "sistema",
    "assigned": "asignado",
    "account": "cuenta",
    "order": "orden",
    "cursor": "pagina",
}
# The addresses speak Spanish, viewer.queues() English.
QUEUES = {
    "mios": "mine",
    "sin-asignar": "unassigned",
    "en-espera": "waiting",
    "cerrados-hoy": "closed_today",
}
ORDERS = {
    "espera": ("turn_since", "id"),
    "nuevos": ("-opened_at", "-id"),
    "antiguos": ("opened_at", "id"),
    "cerrados": ("-closed_at", "-id"),
}
ENDED = (Status.CLOSED, Status.CANCELLED)


@dataclass(frozen=True)
class Choice:
    """One address of the list, cleaned: what makes no sense is left out."""

    view: str = ""
    query: str = ""
    status: str = ""
    area: str = ""
    product: str = ""
    assigned: str = ""
    account: str = ""
    order: str = ""
    cursor: str = ""

    @property
    def is_narrowed(self) -> bool:
        """Whether it asks for other rows than its view has."""
        return bool(
            self.query
            or self.status
            or self.area
            or self.product
            or self.assigned
            or self.account
            or self.view == EVERYWHERE
        )

    @property
    def filters(self) -> dict[str, str]:
        """The filters that are set, by name."""
        names = ("status", "area", "product", "assigned", "account")
        return {name: value for name in names if (value := getattr(self, name))}

    @property
    def orders(self) -> list[str]:
        """The orders this list may have, the usual one first; each is read from an index."""
        if self.view == "cerrados-hoy" or (self.status in ENDED and self.view != EVERYWHERE):
            return ["cerrados"]
        if self.view == EVERYWHERE:
            return ["nuevos", "antiguos"]
        return ["espera", "nuevos", "antiguos"]

    @property
    def columns(self) -> tuple[str, ...]:
        return ORDERS[self.order or self.orders[0]]

    def where(self, **changes: str) -> str:
        """The query string of this choice with some things changed; a change forgets the page."""
        other = replace(self, **({"cursor": ""} | changes)) if changes else self
        given = [(word, getattr(other, name)) for name, word in PARAMETERS.items()]
        query = urlencode([(word, value) for word, value in given if value])
        return f"?{query}" if query else ""


def choice_of(given: Mapping[str, str], viewer: AgentViewer) -> Choice:
    """The choice behind an address, as far as this agent may choose it."""
    said = {name: clean_line(given.get(word, ""))[:600] for name, word in PARAMETERS.items()}
    said["query"], said["account"] = said["query"][:200], _key(said["account"])
    areas = [str(pk) for pk in viewer.area_ids]
    # All tickets at once are never listed: only found, or one customer's.
    if said["query"] or said["account"]:
        said["view"] = EVERYWHERE
    elif said["view"] not in {*QUEUES, *(f"area-{pk}" for pk in areas)}:
        said["view"] = "sin-asignar"
    if said["status"] not in Status.values:
        said["status"] = ""
    if said["area"] not in areas:
        said["area"] = ""
    said["product"] = _key(said["product"])
    if said["assigned"] not in ("usted", "nadie"):
        said["assigned"] = _key(said["assigned"])
    choice = Choice(**said)
    return choice if choice.order in choice.orders else replace(choice, order="")


def tickets_of(choice: Choice, viewer: AgentViewer) -> QuerySet[Ticket]:
    """The tickets that a choice means, in no order."""
    tickets = _scope(choice, viewer)
    if choice.status:
        tickets = tickets.filter(status=choice.status)
        if choice.status not in ENDED:
            tickets = tickets.filter(closed_at=None)
    if choice.area:
        tickets = tickets.filter(area=int(choice.area))
    if choice.product:
        tickets = tickets.filter(product=int(choice.product))
    if choice.account:
        tickets = tickets.filter(account=int(choice.account))
    if choice.assigned == "usted":
        tickets = tickets.filter(assigned_to=viewer.user)
    elif choice.assigned:
        agent = None if choice.assigned == "nadie" else int(choice.assigned)
        tickets = tickets.filter(assigned_to=agent)
    return viewer.search(tickets, choice.query) if choice.query else tickets


def _scope(choice: Choice, viewer: AgentViewer) -> QuerySet[Ticket]:
    if choice.view == EVERYWHERE:
        return viewer.tickets
    if choice.view.startswith("area-") and choice.status in ENDED:
        # closed_at stands in front, so that the index of ended tickets serves.
        return viewer.tickets.filter(area=int(choice.view[5:]), closed_at__isnull=False)
    return viewer.queues()[QUEUES.get(choice.view, choice.view)]


def _key(text: str) -> str:
    return text if text.isascii() and text.isdigit() and len(text) < 18 else ""
