"""What one of the publisher's own people may see."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache

from django.db.models import Q, QuerySet
from django.utils import timezone

from eticket.access.viewers.viewer import Viewer
from eticket.accounts.models import Account, Contact, Membership, User
from eticket.events.kinds import KINDS
from eticket.events.models import Event
from eticket.lib import days
from eticket.lib.serials import clean_serial
from eticket.licensing.models import Device, Policy, Serial
from eticket.notifications.models import Delivery
from eticket.tickets.counting import Counting, counting
from eticket.tickets.models import (
    Area,
    Attachment,
    Message,
    Note,
    Rating,
    Status,
    Ticket,
    TicketQuerySet,
)
from eticket.tickets.searching import matching

THREAD_KINDS = [name for name, kind in KINDS.items() if kind.in_thread]


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
