"""Ending tickets: closed with a solution, or cancelled with a reason."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eticket.accounts.models import User
from eticket.events.recording import record
from eticket.lib.errors import RuleBroken
from eticket.tickets import drafting
from eticket.tickets.attaching import NewFile, check_room
from eticket.tickets.models import Message, Status, Ticket
from eticket.tickets.saying import TicketIsOver, check_version, said_before, save, say


class SolutionMissing(RuleBroken):
    code = "solution_missing"
    message = _("Para cerrar el ticket escriba la solución.")


class ReasonMissing(RuleBroken):
    code = "reason_missing"
    message = _("Falta el motivo.")


@transaction.atomic
def close_ticket(
    ticket: Ticket,
    *,
    by: User,
    solution: str,
    files: Sequence[NewFile] = (),
    form_key: str | None = None,
    seen: int | None = None,
) -> Message:
    """Close an open ticket with its solution, said to the customer as the last message.

    Raises SolutionMissing, TicketIsOver, TicketChanged, FilesRefused.
    """
    if made := said_before(form_key, by):
        return made
    ticket = Ticket.objects.locked(ticket.pk)
    if made := said_before(form_key, by):
        return made
    check_version(ticket, seen)
    if not ticket.is_open:
        raise TicketIsOver
    if not solution.strip():
        raise SolutionMissing
    check_room(ticket, files)
    now = timezone.now()
    message = say(ticket, by, solution, files, form_key, now, from_staff=True, is_solution=True)
    ticket.assigned_to_id = ticket.assigned_to_id or by.pk
    _end(ticket, Status.CLOSED)
    record("ticket.closed", ticket, by=by, message=message.pk)
    drafting.forget(by, drafting.form_of_reply(ticket))
    return message


@transaction.atomic
def cancel_ticket(ticket: Ticket, *, by: User, reason: str, seen: int | None = None) -> Ticket:
    """Cancel an open ticket, by its customer or an agent, always with a reason.

    Cancelling a cancelled one again changes nothing.
    Raises ReasonMissing, TicketIsOver, TicketChanged.
    """
    ticket = Ticket.objects.locked(ticket.pk)
    if ticket.status == Status.CANCELLED:
        return ticket
    check_version(ticket, seen)
    if not ticket.is_open:
        raise TicketIsOver
    if not reason.strip():
        raise ReasonMissing
    _end(ticket, Status.CANCELLED)
    record("ticket.cancelled", ticket, by=by, reason=reason.strip())
    return ticket


def _end(ticket: Ticket, status: Status) -> None:
    ticket.status = status
    ticket.closed_at = ticket.turn_since = timezone.now()
    ticket.open_key = None
    save(ticket)
