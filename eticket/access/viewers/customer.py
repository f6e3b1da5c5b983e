"""What a customer's person may see."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, partial
from typing import Any, NamedTuple

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from eticket.access.viewers import threads
from eticket.access.viewers.threads import EARLIEST, LARGEST, LATEST
from eticket.access.viewers.viewer import Viewer
from eticket.accounts import addresses
from eticket.accounts.models import Account, Invitation, Membership, User
from eticket.events.kinds import KINDS
from eticket.lib.prepared import Prepared
from eticket.licensing.finding import with_description, with_devices
from eticket.licensing.models import (
    Activation,
    Certificate,
    Device,
    DeviceChange,
    DeviceQuerySet,
    Policy,
    Serial,
)
from eticket.tickets.counting import PreparedCounting
from eticket.tickets.models import (
    Attachment,
    Kind,
    Message,
    Status,
    Ticket,
    TicketQuerySet,
    Unread,
)
from eticket.tickets.opening import with_room
from eticket.tickets.searching import matching

# What the account before did with a serial's computers is not told to the account after.
SINCE_MOVED = Q(serial__moved_at=None) | Q(activated_at__gte=F("serial__moved_at"))
PUBLIC = threads.happened([name for name, kind in KINDS.items() if kind.public and kind.in_thread])


@dataclass
class CustomerViewer(Viewer):
    """Sees what belongs to the account, as far as the person's role goes."""

    user: User
    membership: Membership

    @property
    def account(self) -> Account:
        return self.membership.account

    @property
    def is_customer(self) -> bool:
        return self.account.is_customer

    @property
    def sees_licences(self) -> bool:
        """Whether Series and Pólizas exist for this person (S37)."""
        return self.is_customer and self.membership.sees_licences

    @property
    def sees_people(self) -> bool:
        """Whether Usuarios exists for this person (S88, S97)."""
        return self.account.additional_users is not None and self.membership.manages

    @property
    def sight(self) -> "Sight":
        sees_all = self.membership.sees_all_tickets
        return Sight(self.membership.account_id, self.membership.user_id, sees_all)

    @property
    def tickets(self) -> TicketQuerySet:
        return self.sight.tickets

    @property
    def unread(self) -> QuerySet[Unread]:
        return self.sight.unread

    def with_unread(self, tickets: QuerySet[Ticket]) -> QuerySet[Ticket]:
        """The tickets, each with ``is_unread``: an answer this person has not opened."""
        return self.sight.with_unread(tickets)

    def follow(self, number: str) -> Ticket | None:
        """A ticket with all that its page tells, and ``is_unread``; None if it is not theirs."""
        sight = self.sight
        return FOLLOWED[sight.sees_all].first(sight.account_id, sight.user_id, number)

    def is_proved(self, email: str) -> bool:
        """Whether mail about this account goes to ``email``; one's own needs no look-up."""
        if email == self.user.email and self.user.email_proved_at:
            return True
        return addresses.is_proved(self.account, email)

    def with_last_answer(self, tickets: QuerySet[Ticket]) -> QuerySet[Ticket]:
        """The tickets, each with ``answer`` and ``answered_by``: what staff said last."""
        last = Message.objects.filter(ticket=OuterRef("pk"), from_staff=True).order_by("-id")
        return tickets.annotate(
            answer=Subquery(last.values("body")[:1]),
            answered_by=Subquery(last.values("author_name")[:1]),
        )

    def search(self, tickets: QuerySet[Ticket], query: str) -> QuerySet[Ticket]:
        return matching(tickets, query, account=self.account)

    def messages(self, ticket: Ticket) -> QuerySet[Message]:
        return ticket.messages.order_by("id").prefetch_related("attachments")

    def said(self, ticket: Ticket, before: int = LARGEST) -> list[dict[str, Any]]:
        """The newest messages before the one with this id, newest first, one more than a page."""
        return threads.messages.rows(ticket.pk, before)

    def happened(
        self, ticket: Ticket, since: datetime = EARLIEST, until: datetime = LATEST
    ) -> list[dict[str, Any]]:
        return PUBLIC.rows(ticket.pk, since, until)

    def files(self, ticket: Ticket, first: int, last: int) -> list[dict[str, Any]]:
        """What is attached to the messages with ids from ``first`` to ``last``."""
        return threads.files.rows(ticket.pk, first, last)

    @property
    def attachments(self) -> QuerySet[Attachment]:
        return Attachment.objects.filter(note=None, ticket__in=self.tickets)

    @property
    def serials(self) -> QuerySet[Serial]:
        """The account's serials: to see, and to raise tickets from."""
        if not self.is_customer:
            return Serial.objects.none()
        return Serial.objects.filter(account=self.account)

    def with_renewal(self, serials: QuerySet[Serial]) -> QuerySet[Any]:
        """The serials, each with ``renewal``: the number of the open ticket that asks for it."""
        asked = self.tickets.open().filter(serial=OuterRef("pk"), kind=Kind.SERVICE)
        return serials.annotate(renewal=Subquery(asked.order_by("id").values("number")[:1]))

    def serial_to_ask_about(self, number: str) -> Serial | None:
        """The serial with its description, seats and room for tickets, for the form of one."""
        return ASKED_ABOUT.first(self.account.pk, number) if self.is_customer else None

    @property
    def policies(self) -> QuerySet[Policy]:
        if not self.sees_licences:
            return Policy.objects.none()
        return Policy.objects.filter(serial__account=self.account)

    @property
    def devices(self) -> DeviceQuerySet:
        if not self.sees_licences:
            return Device.objects.none()
        return Device.objects.filter(SINCE_MOVED, serial__account=self.account)

    @property
    def manages_devices(self) -> bool:
        """Whether this person switches computers off and on (product.md, Licences 5)."""
        return self.is_customer and self.membership.manages

    @property
    def offline_activations(self) -> QuerySet[Activation]:
        """The answers to request files that somebody of the account brought."""
        if not self.manages_devices:
            return Activation.objects.none()
        brought = Activation.objects.filter(key__startswith="offline:", by__isnull=False)
        return brought.filter(serial__account=self.account, by__memberships__account=self.account)

    @property
    def device_changes(self) -> QuerySet[DeviceChange]:
        if not self.sees_licences:
            return DeviceChange.objects.none()
        since_moved = Q(serial__moved_at=None) | Q(happened_at__gte=F("serial__moved_at"))
        return DeviceChange.objects.filter(since_moved, serial__account=self.account)

    @property
    def certificates(self) -> QuerySet[Certificate]:
        """The papers about the account's licences."""
        if not self.sees_licences:
            return Certificate.objects.none()
        return Certificate.objects.filter(account=self.account)

    @property
    def people(self) -> QuerySet[Membership]:
        if not self.sees_people:
            return Membership.objects.none()
        return Membership.objects.filter(account=self.account).select_related("user")

    @property
    def invitations(self) -> QuerySet[Invitation]:
        """The places offered and not taken yet."""
        if not self.sees_people:
            return Invitation.objects.none()
        return Invitation.objects.pending().filter(account=self.account).select_related("account")

    @property
    def memberships(self) -> QuerySet[Membership]:
        """One's own places, for the switcher."""
        return Membership.objects.active().filter(user=self.user).select_related("account")

    def navigation(self) -> list[dict[str, object]]:
        """The sections this person has, for the bars (S36, S97)."""
        sections: list[dict[str, object]] = [
            {"name": "home"},
            {"name": "tickets", "count": self.waiting_count},
        ]
        if self.sees_licences:
            sections += [{"name": "serials"}, {"name": "policies"}]
        if self.sees_people:
            sections.append({"name": "people"})
        return sections

    @property
    def waiting_count(self) -> int:
        """How many tickets wait for the customer: the amber count of the bars."""
        return self.counts["waiting"]

    @cached_property
    def counts(self) -> dict[str, int]:
        """all, open, waiting, unread; capped, one statement."""
        sight = self.sight
        return COUNTED[sight.sees_all].counts(sight.account_id, sight.user_id)


class Sight(NamedTuple):
    """What decides which tickets a customer's person sees."""

    account_id: int
    user_id: int
    sees_all: bool

    @property
    def tickets(self) -> TicketQuerySet:
        tickets = Ticket.objects.filter(account=self.account_id)
        return tickets if self.sees_all else tickets.filter(raised_by=self.user_id)

    @property
    def unread(self) -> QuerySet[Unread]:
        unread = Unread.objects.filter(user=self.user_id, ticket__account=self.account_id)
        return unread if self.sees_all else unread.filter(ticket__raised_by=self.user_id)

    def with_unread(self, tickets: QuerySet[Ticket]) -> QuerySet[Ticket]:
        mine = Unread.objects.filter(user=self.user_id, ticket=OuterRef("pk"))
        return tickets.annotate(is_unread=Exists(mine))

    def followed(self, number: str) -> QuerySet[Ticket]:
        """The ticket with what its page shows; a person's row has far more than the name."""
        related = {
            "product": ["name"],
            "area": ["name"],
            "serial": ["number", "valid_until", "account_id"],
            "device": ["name"],
            "policy": ["description"],
            "assigned_to": ["name"],
            "rating": ["stars", "comment", "rated_at"],
        }
        shown = [f"{model}__{field}" for model, fields in related.items() for field in fields]
        own = [field.attname for field in Ticket._meta.concrete_fields]
        found = self.with_unread(self.tickets).filter(number=number)
        return found.select_related(*related).only(*own, *shown)


# By account and number.
ASKED_ABOUT: Prepared[Serial] = Prepared(
    lambda account, number: with_room(
        with_devices(
            with_description(Serial.objects.filter(account=account, number=number)),
            Device.objects.all(),
        )
    ).select_related("product", "account"),
    int,
    str,
)


def _followed(account: int, user: int, number: str, *, sees_all: bool) -> QuerySet[Ticket]:
    return Sight(account, user, sees_all).followed(number)


# By whether one sees all: account, user, number.
FOLLOWED: dict[bool, Prepared[Ticket]] = {
    sees_all: Prepared(partial(_followed, sees_all=sees_all), int, int, str)
    for sees_all in (True, False)
}


def _counted(account: int, user: int, *, sees_all: bool) -> dict[str, QuerySet[Any]]:
    sight = Sight(account, user, sees_all)
    return {
        "all": sight.tickets,
        "open": sight.tickets.open(),
        "waiting": sight.tickets.filter(status=Status.WAITING),
        "unread": sight.unread,
    }


# By whether one sees all: account and user.
COUNTED = {
    sees_all: PreparedCounting(partial(_counted, sees_all=sees_all), int, int)
    for sees_all in (True, False)
}
