"""Writes told histories, each kind at once and in the order of time."""

import hashlib
import secrets
from itertools import chain

from eticket.accounts.models import Role, User
from eticket.events.models import Event
from eticket.lib.filetypes import PREVIEWABLE, sniff
from eticket.ops.demo.customers import Customer
from eticket.ops.demo.files import content_of
from eticket.ops.demo.histories import History
from eticket.tickets import searching
from eticket.tickets.attaching import path_on_disk
from eticket.tickets.models import Attachment, Message, Note, Rating, Ticket, Unread

BATCH = 500


def save(histories: list[History], customers: list[Customer]) -> None:
    """Rows get their numbers in the order of time, as if they had been made day by day."""
    histories.sort(key=lambda h: h.ticket.opened_at)
    Ticket.objects.bulk_create((h.ticket for h in histories), batch_size=BATCH)
    _save_messages(histories)
    notes = sorted(chain.from_iterable(h.notes for h in histories), key=lambda n: n.created_at)
    Note.objects.bulk_create(notes, batch_size=BATCH)
    _save_events(histories)
    Rating.objects.bulk_create(h.rating for h in histories if h.rating)
    _save_files(histories)
    readers = {c.account.pk: c for c in customers}
    Unread.objects.bulk_create(
        Unread(user=user, ticket=h.ticket)
        for h in histories
        if h.has_unread
        for user in _readers(readers[h.ticket.account_id], h)
    )


def _save_messages(histories: list[History]) -> None:
    messages = sorted(
        chain.from_iterable(h.messages for h in histories), key=lambda m: m.created_at
    )
    Message.objects.bulk_create(messages, batch_size=BATCH)
    first = {id(h.messages[0]) for h in histories}
    searching.index_texts(
        [(m.pk, searching.searchable(m, m.ticket, first=id(m) in first)) for m in messages]
    )


def _save_events(histories: list[History]) -> None:
    events = []
    for history in histories:
        for event, about in history.events:
            event.subject_id = history.ticket.pk
            if about:
                event.data["note" if isinstance(about, Note) else "message"] = about.pk
            events.append(event)
    events.sort(key=lambda event: event.happened_at)
    Event.objects.bulk_create(events, batch_size=BATCH)


def _save_files(histories: list[History]) -> None:
    Attachment.objects.bulk_create(
        _attachment(history, message, name)
        for history in histories
        for message, name in history.files
    )


def _attachment(history: History, message: Message, name: str) -> Attachment:
    # Not through attaching.store: flushing hundreds of files takes longer than all the rest.
    content = content_of(name)
    path = f"{secrets.token_hex(1)}/{secrets.token_hex(16)}"
    target = path_on_disk(path)
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    target.touch(0o600)
    target.write_bytes(content)
    kind = sniff(content[:512], name)
    return Attachment(
        public_id=secrets.token_hex(16),
        ticket=history.ticket,
        message=message,
        name=name,
        size=len(content),
        content_type=kind,
        sha256=hashlib.sha256(content).hexdigest(),
        path=path,
        preview=Attachment.Preview.PENDING if kind in PREVIEWABLE else Attachment.Preview.NONE,
        created_at=message.created_at,
    )


def _readers(customer: Customer, history: History) -> list[User]:
    return [
        user
        for user, role in zip(customer.people, customer.roles, strict=True)
        if role != Role.OWN_TICKETS or user == history.raiser
    ]
