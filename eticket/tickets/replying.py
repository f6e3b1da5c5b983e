"""Replying: what each side says next, and whose turn it is then (S71, S112, S113)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from eticket.accounts.models import Account, User
from eticket.accounts.publishing import publisher
from eticket.events.recording import record
from eticket.licensing.models import Serial
from eticket.tickets import drafting
from eticket.tickets.attaching import NewFile, attach, check_room
from eticket.tickets.models import Message, Note, Status, Ticket, turn_of
from eticket.tickets.opening import AlreadyOpen, TooManyOpenTickets, has_room_for_ticket
from eticket.tickets.saying import TicketIsOver, check_version, said_before, save, say


@transaction.atomic
def reply_as_customer(
    ticket: Ticket,
    *,
    by: User,
    body: str,
    files: Sequence[NewFile] = (),
    form_key: str | None = None,
) -> Message:
    """Add the customer's reply; a waiting ticket goes on, a lately closed one is reopened.

    Raises TicketIsOver, TooManyOpenTickets, AlreadyOpen (reopening obeys the limits), FilesRefused.
    """
    if made := said_before(form_key, by):
        return made
    ticket = _locked_with_account(ticket)
    if made := said_before(form_key, by):
        return made
    check_room(ticket, files)
    reopened = not ticket.is_open
    if reopened:
        _reopen(ticket)
    now = timezone.now()
    message = say(ticket, by, body, files, form_key, now, from_staff=False)
    progressed = ticket.status == Status.WAITING
    if progressed:
        ticket.status = Status.IN_PROGRESS
    if progressed or reopened:
        ticket.turn_since = now
    save(ticket)
    record("ticket.replied", ticket, by=by, message=message.pk, reopened=reopened)
    if reopened:
        record("ticket.reopened", ticket, by=by, message=message.pk)
    elif progressed:
        record("ticket.progressed", ticket, by=by)
    drafting.forget(by, drafting.form_of_reply(ticket))
    return message


@transaction.atomic
def reply_as_staff(
    ticket: Ticket,
    *,
    by: User,
    body: str,
    then: Status = Status.WAITING,
    files: Sequence[NewFile] = (),
    form_key: str | None = None,
    seen: int | None = None,
) -> Message:
    """Add an agent's answer; ``then`` is WAITING (for the customer) or IN_PROGRESS.

    Whoever answers an unassigned ticket takes it. Raises TicketIsOver, TicketChanged, FilesRefused.
    """
    if made := said_before(form_key, by):
        return made
    ticket = Ticket.objects.locked(ticket.pk)
    if made := said_before(form_key, by):
        return made
    check_version(ticket, seen)
    if not ticket.is_open:
        raise TicketIsOver
    check_room(ticket, files)
    now = timezone.now()
    message = say(ticket, by, body, files, form_key, now, from_staff=True)
    if ticket.assigned_to_id is None:
        ticket.assigned_to = by
        record("ticket.taken", ticket, by=by)
    if turn_of(ticket.status) != turn_of(then):
        ticket.turn_since = now
    waits = then == Status.WAITING and ticket.status != then
    ticket.status = then
    save(ticket)
    record("ticket.replied", ticket, by=by, message=message.pk, then=then)
    if waits:
        record("ticket.waited", ticket, by=by, message=message.pk)
    drafting.forget(by, drafting.form_of_reply(ticket))
    return message


@transaction.atomic
def write_note(
    ticket: Ticket,
    *,
    by: User,
    body: str,
    files: Sequence[NewFile] = (),
    form_key: str | None = None,
) -> Note:
    """Add an internal note; nothing of it reaches the customer, not even that it exists."""
    if form_key and (made := Note.objects.filter(form_key=form_key, author=by).first()):
        return made
    ticket = Ticket.objects.locked(ticket.pk)
    if form_key and (made := Note.objects.filter(form_key=form_key, author=by).first()):
        return made
    check_room(ticket, files, of_notes=True)
    note = Note.objects.create(
        ticket=ticket, author=by, author_name=by.name, body=body, form_key=form_key
    )
    attach(files, ticket, note=note)
    record("ticket.noted", ticket, by=by, note=note.pk)
    drafting.forget(by, drafting.form_of_note(ticket))
    return note


def reopen_until(ticket: Ticket) -> datetime | None:
    """Until when a customer's reply reopens a closed ticket; None: it does not."""
    if ticket.status != Status.CLOSED or ticket.closed_at is None:
        return None
    return ticket.closed_at + timedelta(days=publisher().reopen_days)


def can_reopen(ticket: Ticket) -> bool:
    until = reopen_until(ticket)
    return until is not None and timezone.now() <= until


def _locked_with_account(ticket: Ticket) -> Ticket:
    # A reply may reopen, and reopening counts: the locks of opening, in the same order.
    Account.objects.locked(ticket.account_id)
    if ticket.serial_id:
        Serial.objects.locked(ticket.serial_id)
    return Ticket.objects.locked(ticket.pk)


def _reopen(ticket: Ticket) -> None:
    if not can_reopen(ticket):
        raise TicketIsOver
    if ticket.serial and not ticket.is_exception and not has_room_for_ticket(ticket.serial):
        raise TooManyOpenTickets(serial=ticket.serial.number)
    key = ticket.key_while_open
    if key and Ticket.objects.filter(open_key=key).exists():
        if not ticket.is_exception:
            raise AlreadyOpen
        key = None
    ticket.status = Status.IN_PROGRESS
    ticket.closed_at = None
    ticket.open_key = key
