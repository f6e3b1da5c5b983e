"""A ticket's life, told step by step as the deeds would have left it, without mails."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from eticket.accounts.models import User
from eticket.events.models import Event
from eticket.tickets.models import Area, Message, Note, Rating, Status, Ticket
from eticket.tickets.numbering import number_at


@dataclass
class History:
    """One ticket and everything that hangs on it; nothing is written to the database here."""

    ticket: Ticket
    raiser: User
    messages: list[Message] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    # Each with what it tells of: its number is known only once that is saved.
    events: list[tuple[Event, Message | Note | None]] = field(default_factory=list)
    files: list[tuple[Message, str]] = field(default_factory=list)
    rating: Rating | None = None
    has_unread: bool = False

    def open(self, text: str, files: tuple[str, ...] = ()) -> None:
        ticket, at = self.ticket, self.ticket.opened_at
        ticket.number = number_at(ticket.kind, self.raiser.pk, at)
        ticket.turn_since = at
        self._say(self.raiser, text, at, files)
        self._tell("ticket.opened", self.raiser, at, number=ticket.number, exception=False)
        ticket.open_key = ticket.key_while_open

    def transfer(self, area: Area, by: User, at: datetime, reason: str) -> None:
        origin, self.ticket.area = self.ticket.area.name, area
        self._tell("ticket.transferred", by, at, from_area=origin, to_area=area.name, reason=reason)

    def take(self, by: User, at: datetime) -> None:
        self.ticket.assigned_to = by
        self.ticket.status = Status.IN_PROGRESS
        self._tell("ticket.taken", by, at)

    def reply(self, text: str, at: datetime, files: tuple[str, ...] = ()) -> None:
        """The customer replies; a closed ticket is reopened by it."""
        before, ticket = self.ticket.status, self.ticket
        message = self._say(self.raiser, text, at, files)
        self._tell("ticket.replied", self.raiser, at, message)
        if before in (Status.CLOSED, Status.WAITING):
            ticket.status, ticket.turn_since, ticket.closed_at = Status.IN_PROGRESS, at, None
            ticket.open_key = ticket.key_while_open
            kind = "ticket.reopened" if before == Status.CLOSED else "ticket.progressed"
            self._tell(kind, self.raiser, at)

    def answer(self, text: str, by: User, at: datetime, *, waits: bool) -> None:
        ticket = self.ticket
        message = self._say(by, text, at, from_staff=True)
        ticket.first_answered_at = ticket.first_answered_at or at
        self._tell("ticket.replied", by, at, message)
        if waits:
            ticket.status, ticket.turn_since = Status.WAITING, at
            self._tell("ticket.waited", by, at)

    def note(self, text: str, by: User, at: datetime) -> None:
        note = Note(ticket=self.ticket, author=by, author_name=by.name, body=text, created_at=at)
        self.notes.append(note)
        self._tell("ticket.noted", by, at, note)

    def close(self, solution: str, by: User, at: datetime) -> None:
        ticket = self.ticket
        message = self._say(by, solution, at, from_staff=True, is_solution=True)
        ticket.first_answered_at = ticket.first_answered_at or at
        self._end(Status.CLOSED, at)
        self._tell("ticket.closed", by, at, message)

    def cancel(self, reason: str, at: datetime) -> None:
        self._end(Status.CANCELLED, at)
        self._tell("ticket.cancelled", self.raiser, at, reason=reason)

    def rate(self, stars: int, comment: str, at: datetime) -> None:
        self.rating = Rating(
            ticket=self.ticket,
            stars=stars,
            comment=comment,
            rated_by=self.raiser,
            rated_at=at,
            changed_at=at,
        )
        self._tell("ticket.rated", self.raiser, at, stars=stars)

    def _end(self, status: Status, at: datetime) -> None:
        ticket = self.ticket
        ticket.status, ticket.open_key = status, None
        ticket.closed_at = ticket.turn_since = at

    def _say(
        self,
        by: User,
        text: str,
        at: datetime,
        files: tuple[str, ...] = (),
        **kind: bool,
    ) -> Message:
        message = Message(
            ticket=self.ticket, author=by, author_name=by.name, body=text, created_at=at, **kind
        )
        self.messages.append(message)
        self.files += [(message, name) for name in files]
        return message

    def _tell(
        self, kind: str, by: User, at: datetime, about: Message | Note | None = None, **data: Any
    ) -> None:
        self.ticket.version += kind not in ("ticket.opened", "ticket.noted", "ticket.rated")
        event = Event(
            kind=kind,
            subject_kind="ticket",
            account_id=self.ticket.account_id,
            actor=by,
            data=data,
            happened_at=at,
            # Told long ago: the demo sends no mail.
            is_pending=False,
        )
        self.events.append((event, about))
