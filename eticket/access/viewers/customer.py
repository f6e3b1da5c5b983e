"""What a customer's person may see."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from eticket.access.viewers.viewer import Viewer
from eticket.accounts import addresses
from eticket.accounts.models import Account, Invitation, Membership, User
from eticket.events.kinds import KINDS
from eticket.events.models import Event
from eticket.licensing.models import Device, DeviceChange, DeviceQuerySet, Policy, Serial
from eticket.tickets.counting import capped_counts
from eticket.tickets.models import (
    Attachment,
    Message,
    Status,
    Ticket,
    TicketQuerySet,
    Unread,
)
from eticket.tickets.searching import matching

PUBLIC_KINDS = [name for name, kind in KINDS.items() if kind.public and kind.in_thread]

# What the page of one ticket shows; a person's row has far more than the name.
FOLLOWED = (
    *(field.attname for field in Ticket._meta.concrete_fields),
    "product__name",
    "area__name",
    "serial__number",
    "serial__valid_until",
    "policy__description",
    "assigned_to__name",
    "rating__stars",
    "rating__comment",
    "rating__rated_at",
)


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
    def tickets(self) -> TicketQuerySet:
        tickets = Ticket.objects.filter(account=self.account)
        if not self.membership.sees_all_tickets:
            tickets = tickets.filter(raised_by=self.user)
        return tickets

    @property
    def unread(self) -> QuerySet[Unread]:
        unread = Unread.objects.filter(user=self.user, ticket__account=self.account)
        if not self.membership.sees_all_tickets:
            unread = unread.filter(ticket__raised_by=self.user)
        return unread

    def with_unread(self, tickets: QuerySet[Ticket]) -> QuerySet[Ticket]:
        """The tickets, each with ``is_unread``: an answer this person has not opened."""
        return tickets.annotate(
            is_unread=Exists(Unread.objects.filter(user=self.user, ticket=OuterRef("pk")))
        )

    @property
    def followed(self) -> QuerySet[Ticket]:
        """The tickets with all that their page tells, and whether they are unread."""
        related = ("product", "area", "serial", "policy", "assigned_to", "rating")
        return self.with_unread(self.tickets).select_related(*related).only(*FOLLOWED)

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

    def timeline(self, ticket: Ticket) -> QuerySet[Event]:
        return (
            Event.objects.about(ticket)
            .filter(kind__in=PUBLIC_KINDS)
            .select_related("actor")
            .order_by("id")
        )

    @property
    def attachments(self) -> QuerySet[Attachment]:
        return Attachment.objects.filter(note=None, ticket__in=self.tickets)

    @property
    def serials(self) -> QuerySet[Serial]:
        """The account's serials: to see, and to raise tickets from."""
        if not self.is_customer:
            return Serial.objects.none()
        return Serial.objects.filter(account=self.account)

    @property
    def policies(self) -> QuerySet[Policy]:
        if not self.sees_licences:
            return Policy.objects.none()
        return Policy.objects.filter(serial__account=self.account)

    @property
    def devices(self) -> DeviceQuerySet:
        if not self.sees_licences:
            return Device.objects.none()
        return Device.objects.filter(serial__account=self.account)

    @property
    def manages_devices(self) -> bool:
        """Whether this person switches computers off and on (product.md, Licences 5)."""
        return self.is_customer and self.membership.manages

    @property
    def device_changes(self) -> QuerySet[DeviceChange]:
        if not self.sees_licences:
            return DeviceChange.objects.none()
        return DeviceChange.objects.filter(serial__account=self.account)

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

    @cached_property
    def waiting_count(self) -> int:
        """How many tickets wait for the customer: the amber count of the bars."""
        return capped_counts({"waiting": self.tickets.filter(status=Status.WAITING)}, 100)[
            "waiting"
        ]

    @cached_property
    def counts(self) -> dict[str, int]:
        """all, open, waiting, unread; capped, one statement."""
        return self.count()

    def count(self, **more: QuerySet[Any]) -> dict[str, int]:
        """``counts`` and whatever else a page counts, all in one statement."""
        counts = capped_counts(
            {
                "all": self.tickets,
                "open": self.tickets.open(),
                "waiting": self.tickets.filter(status=Status.WAITING),
                "unread": self.unread,
                **more,
            }
        )
        self.waiting_count = counts["waiting"]
        return counts
