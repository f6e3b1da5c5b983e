"""What every deed on a conversation does: say, save, and refuse to act on stale sight."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from eticket.accounts.models import User
from eticket.lib.errors import RuleBroken
from eticket.lib.prepared import Prepared
from eticket.tickets import reading, searching
from eticket.tickets.attaching import NewFile, attach
from eticket.tickets.models import Message, Ticket

SAID: Prepared[Message] = Prepared(
    lambda form_key, author: Message.objects.filter(form_key=form_key, author=author), str, int
)


class TicketIsOver(RuleBroken):
    code = "ticket_is_over"
    message = _("Este ticket ya no se puede reabrir; puede generar uno nuevo ligado a él.")


class TicketChanged(RuleBroken):
    code = "ticket_changed"
    message = _("El ticket cambió mientras usted escribía; revise lo nuevo y envíe otra vez.")


def check_version(ticket: Ticket, seen: int | None) -> None:
    """Refuse to act on a ticket that changed since ``seen`` was shown (C125); None: do not ask."""
    if seen is not None and ticket.version != seen:
        raise TicketChanged


def said_before(form_key: str | None, by: User) -> Message | None:
    """The message that this very form made already, if it was sent twice."""
    return SAID.first(form_key, by.pk) if form_key else None


def say(
    ticket: Ticket,
    by: User,
    body: str,
    files: Sequence[NewFile],
    form_key: str | None,
    now: datetime,
    *,
    from_staff: bool,
    is_solution: bool = False,
) -> Message:
    """Add a message to a locked ticket: files, search index and readers follow."""
    message = Message.objects.create(
        ticket=ticket,
        author=by,
        author_name=by.name,
        from_staff=from_staff,
        is_solution=is_solution,
        body=body,
        created_at=now,
        form_key=form_key,
    )
    attach(files, ticket, message=message)
    searching.index_message(message, ticket)
    if from_staff:
        ticket.first_answered_at = ticket.first_answered_at or now
        reading.mark_unread(ticket, except_for=by)
    return message


def save(ticket: Ticket) -> None:
    """Write a changed ticket under its next version."""
    ticket.version += 1
    ticket.save()
