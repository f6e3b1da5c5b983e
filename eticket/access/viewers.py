"""The only door to data: what a person may see, as querysets that start from the person.

portal/ and desk/ never start a query from a model; whatever a viewer does not show is a 404.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from eticket.accounts import addresses
from eticket.accounts.models import Account, Contact, Invitation, Membership, Session, User
from eticket.events.kinds import KINDS
from eticket.events.models import Event
from eticket.lib import days
from eticket.lib.serials import clean_serial
from eticket.licensing.models import Device, DeviceChange, DeviceQuerySet, Policy, Product, Serial
from eticket.notifications.models import Delivery
from eticket.tickets.counting import Counting, capped_counts, counting
from eticket.tickets.models import (
    Area,
    Attachment,
    Draft,
    Message,
    Note,
    Rating,
    Status,
    Ticket,
    TicketQuerySet,
    Unread,
)
from eticket.tickets.searching import matching

PUBLIC_KINDS = [name for name, kind in KINDS.items() if kind.public and kind.in_thread]
THREAD_KINDS = [name for name, kind in KINDS.items() if kind.in_thread]


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


class Viewer:
    """What every signed-in person has: themselves, the areas and the products."""

    user: User

    @property
    def areas(self) -> QuerySet[Area]:
        return Area.objects.filter(is_active=True)

    @property
    def products(self) -> QuerySet[Product]:
        return Product.objects.filter(is_active=True)

    @property
    def tickets(self) -> QuerySet[Ticket]:
        return Ticket.objects.none()

    @property
    def sessions(self) -> QuerySet[Session]:
        """The browsers in which this person is signed in, the latest used first."""
        now = timezone.now()
        return Session.objects.filter(user=self.user, expire_date__gt=now).order_by("-expire_date")

    def draft(self, form: str) -> Draft | None:
        return self.drafts(form).get(form)

    def drafts(self, *forms: str) -> dict[str, Draft]:
        """One's own drafts of these forms, by form."""
        return {draft.form: draft for draft in Draft.objects.filter(user=self.user, form__in=forms)}


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


@dataclass
class AgentViewer(Viewer):
    """Sees the tickets of the areas the agent belongs to; the administrator, all."""

    user: User

    @cached_property
    def my_areas(self) -> list[Area]:
        """The areas whose tickets this person works on; the administrator's are all."""
        areas = Area.objects.all() if self.user.is_staff else Area.objects.filter(agents=self.user)
        return list(areas)

    @property
    def area_ids(self) -> list[int]:
        return [area.pk for area in self.my_areas]

    @property
    def all_areas(self) -> QuerySet[Area]:
        """Every area, to transfer to."""
        return Area.objects.filter(is_active=True)

    @property
    def tickets(self) -> TicketQuerySet:
        return Ticket.objects.filter(area__in=self.area_ids)

    def search(self, tickets: QuerySet[Ticket], query: str) -> QuerySet[Ticket]:
        return matching(tickets, query)

    def messages(self, ticket: Ticket) -> QuerySet[Message]:
        return ticket.messages.order_by("id").prefetch_related("attachments")

    def notes(self, ticket: Ticket) -> QuerySet[Note]:
        return ticket.notes.order_by("id").prefetch_related("attachments")

    def timeline(self, ticket: Ticket) -> QuerySet[Event]:
        return (
            Event.objects.about(ticket)
            .filter(kind__in=[*THREAD_KINDS, "ticket.opened"])
            .select_related("actor")
            .order_by("id")
        )

    def deliveries(self, ticket: Ticket) -> QuerySet[Delivery]:
        """Mails of this ticket that did not arrive (C041)."""
        return Delivery.objects.filter(event__in=Event.objects.about(ticket)).failed()

    @property
    def attachments(self) -> QuerySet[Attachment]:
        return Attachment.objects.filter(ticket__in=self.tickets)

    def agents_of(self, area: Area) -> QuerySet[User]:
        return area.agents.filter(is_active=True).order_by("name")

    @property
    def accounts(self) -> QuerySet[Account]:
        return Account.objects.all()

    @property
    def contacts(self) -> QuerySet[Contact]:
        return Contact.objects.all()

    @property
    def memberships(self) -> QuerySet[Membership]:
        return Membership.objects.active().select_related("user")

    @property
    def serials(self) -> QuerySet[Serial]:
        return Serial.objects.all()

    @property
    def policies(self) -> QuerySet[Policy]:
        return Policy.objects.all()

    @property
    def devices(self) -> QuerySet[Device]:
        return Device.objects.all()

    @property
    def ratings(self) -> QuerySet[Rating]:
        return Rating.objects.filter(ticket__area__in=self.area_ids)

    def queues(self) -> dict[str, QuerySet[Ticket]]:
        """The desk's views by name, in the order of the bar (issue's point 6)."""
        return _queues(self.user.pk, tuple(self.area_ids), _midnight())

    def queue_counts(self) -> dict[str, int]:
        """How many tickets each view has, to just beyond the cap; one statement."""
        return _queue_counting(self.user.pk, tuple(self.area_ids), _midnight()).counts()

    @property
    def colleagues(self) -> QuerySet[User]:
        """The staff of this person's areas, by name."""
        staff = User.objects.exclude(staff_role="").filter(is_active=True).order_by("name")
        return staff if self.user.is_staff else staff.filter(areas__in=self.area_ids).distinct()

    def find_accounts(self, folded: str) -> QuerySet[Account]:
        """Accounts by name or RFC, by somebody's e-mail or name, or by a whole serial number."""
        contacts = Contact.objects.filter(Q(email__contains=folded) | Q(name__icontains=folded))
        people = Membership.objects.filter(
            Q(user__email__contains=folded) | Q(user__name__icontains=folded)
        )
        found = Q(folded__contains=folded) | Q(pk__in=contacts.values("account"))
        found |= Q(pk__in=people.values("account"))
        if number := clean_serial(folded):
            found |= Q(pk__in=Serial.objects.filter(number=number).values("account"))
        return self.accounts.filter(found)

    def people_of(self, account: Account) -> QuerySet[Membership]:
        """Everybody with a place in the account, also who lost it."""
        return account.memberships.select_related("user").order_by("disabled_at", "id")


def _midnight() -> datetime:
    now = timezone.now().astimezone(days.MEXICO)
    return now.replace(hour=0, minute=0, second=0, microsecond=0)


def _queues(
    user_id: int, area_ids: tuple[int, ...], midnight: datetime
) -> dict[str, QuerySet[Ticket]]:
    tickets = Ticket.objects.filter(area__in=area_ids)
    running = tickets.open()
    return {
        "mine": running.filter(assigned_to=user_id),
        "unassigned": running.filter(
            assigned_to=None, status__in=[Status.OPEN, Status.IN_PROGRESS]
        ),
        "waiting": running.filter(status=Status.WAITING),
        "closed_today": tickets.filter(status=Status.CLOSED, closed_at__gte=midnight),
        **{f"area-{pk}": Ticket.objects.open().filter(area=pk) for pk in area_ids},
    }


# Every page of the desk counts them, and putting the statement together costs more than asking it.
@lru_cache(maxsize=512)
def _queue_counting(user_id: int, area_ids: tuple[int, ...], midnight: datetime) -> Counting:
    return counting(_queues(user_id, area_ids, midnight))
