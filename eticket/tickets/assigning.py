"""Who works on a ticket: take, assign, release, transfer to another area, wait."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eticket.accounts.models import User
from eticket.events.recording import record
from eticket.lib.errors import RuleBroken
from eticket.tickets.closing import ReasonMissing
from eticket.tickets.models import Area, Status, Ticket
from eticket.tickets.saying import TicketIsOver, check_version, save


class NotOfTheArea(RuleBroken):
    code = "not_of_the_area"
    message = _("%(agent)s no atiende el área %(area)s.")


@transaction.atomic
def take_ticket(ticket: Ticket, *, by: User, seen: int | None = None) -> Ticket:
    """Put a ticket in the agent's own hands; an open one is in process from now on."""
    ticket = _open_locked(ticket, None)
    if ticket.assigned_to_id == by.pk and ticket.status != Status.OPEN:
        return ticket
    check_version(ticket, seen)
    ticket.assigned_to = by
    if ticket.status == Status.OPEN:
        ticket.status = Status.IN_PROGRESS
    save(ticket)
    record("ticket.taken", ticket, by=by)
    return ticket


@transaction.atomic
def assign_ticket(
    ticket: Ticket, agent: User | None, *, by: User, seen: int | None = None
) -> Ticket:
    """Give a ticket to an agent of its area, or to nobody. Raises NotOfTheArea."""
    ticket = _open_locked(ticket, seen)
    if agent and not works_in(agent, ticket.area):
        raise NotOfTheArea(agent=agent.name, area=ticket.area.name)
    ticket.assigned_to = agent
    save(ticket)
    if agent:
        record("ticket.assigned", ticket, by=by, agent=agent.name, agent_id=agent.pk)
    else:
        record("ticket.released", ticket, by=by)
    return ticket


@transaction.atomic
def transfer_ticket(
    ticket: Ticket, area: Area, *, by: User, reason: str, seen: int | None = None
) -> Ticket:
    """Hand a ticket to another area, with a reason; it arrives there unassigned."""
    ticket = _open_locked(ticket, seen)
    if not reason.strip():
        raise ReasonMissing
    if ticket.area_id == area.pk:
        return ticket
    origin = ticket.area.name
    ticket.area = area
    ticket.assigned_to = None
    save(ticket)
    record(
        "ticket.transferred",
        ticket,
        by=by,
        from_area=origin,
        to_area=area.name,
        reason=reason.strip(),
    )
    return ticket


@transaction.atomic
def wait_for_customer(ticket: Ticket, *, by: User, seen: int | None = None) -> Ticket:
    """Say that it is the customer's turn."""
    ticket = _open_locked(ticket, None)
    if ticket.status == Status.WAITING:
        return ticket
    check_version(ticket, seen)
    ticket.status = Status.WAITING
    ticket.turn_since = timezone.now()
    ticket.assigned_to_id = ticket.assigned_to_id or by.pk
    save(ticket)
    record("ticket.waited", ticket, by=by)
    return ticket


def works_in(agent: User, area: Area) -> bool:
    """Whether an agent may see and answer an area's tickets; the administrator may all."""
    if not (agent.is_active and agent.works_here):
        return False
    return agent.is_staff or area.agents.filter(pk=agent.pk).exists()


def _open_locked(ticket: Ticket, seen: int | None) -> Ticket:
    ticket = Ticket.objects.locked(ticket.pk)
    check_version(ticket, seen)
    if not ticket.is_open:
        raise TicketIsOver
    return ticket
