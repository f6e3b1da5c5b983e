"""What one of the publisher's own people may see."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from django.db.models import Avg, Count, F, Q, QuerySet
from django.utils import timezone

from eticket.access import rights
from eticket.access.viewers import threads
from eticket.access.viewers.threads import EARLIEST, LATEST
from eticket.access.viewers.viewer import Viewer
from eticket.accounts.models import Account, Contact, Membership, Throttle, User
from eticket.accounts.throttling import QUIETED
from eticket.events.kinds import KINDS
from eticket.events.models import Event, EventQuerySet
from eticket.lib import days
from eticket.lib.prepared import Prepared
from eticket.lib.serials import clean_serial
from eticket.licensing.models import Device, Import, Policy, Serial
from eticket.notifications.models import Delivery
from eticket.privacy.models import ArcoRequest, Deletion, Purge, RequestState, RestDay
from eticket.tickets.counting import Counting, PreparedCounting, counting
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

NEEDED = ("account", "serial__product", "device", "product", "policy", "area", "assigned_to")
EARLIER = 3
NOTED = ("id", "author_id", "author_name", "body", "created_at")

AREAS: Prepared[Area] = Prepared(lambda user: Area.objects.filter(agents=user), int)
NOTES: Prepared[dict[str, Any]] = Prepared(
    lambda ticket: Note.objects.filter(ticket=ticket).order_by("id").values(*NOTED), int
)
TIMELINE = threads.happened(
    [*(name for name, kind in KINDS.items() if kind.in_thread), "ticket.opened"], most=None
)
UNDELIVERED: Prepared[dict[str, Any]] = Prepared(
    lambda ticket: (
        Delivery.objects.filter(
            event__in=Event.objects.filter(subject_kind="ticket", subject_id=ticket)
        )
        .failed()
        .values("address", "error")
        .distinct()[:5]
    ),
    int,
)
PLACES: Prepared[Membership] = Prepared(
    lambda account, user: (
        Membership.objects.active().filter(account=account, user=user).select_related("user")
    ),
    int,
    int,
)


@dataclass
class AgentViewer(Viewer):
    """Sees the tickets of the areas the agent belongs to; the administrator, all."""

    user: User

    @cached_property
    def my_areas(self) -> list[Area]:
        """The areas whose tickets this person works on; the administrator's are all."""
        return list(Area.objects.all()) if self.user.is_staff else AREAS.rows(self.user.pk)

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

    def whole_thread(self, ticket: Ticket) -> "Thread":
        """All that was said, noted, attached and done, each in order."""
        return Thread(
            threads.every_message.rows(ticket.pk),
            NOTES.rows(ticket.pk),
            threads.every_file.rows(ticket.pk),
            TIMELINE.rows(ticket.pk, EARLIEST, LATEST),
        )

    def undelivered(self, ticket: Ticket) -> list[dict[str, Any]]:
        """Addresses to which mails of this ticket did not come, and why (C041)."""
        return UNDELIVERED.rows(ticket.pk)

    def ticket(self, number: str) -> Ticket | None:
        """A ticket with all that its page tells; None if it is out of sight."""
        return _of_areas(tuple(self.area_ids)).ticket.first(number)

    def earlier(self, ticket: Ticket) -> list[dict[str, Any]]:
        """The last tickets of the same account but this one."""
        return _of_areas(tuple(self.area_ids)).earlier.rows(ticket.account_id, ticket.pk)

    def figures(self, ticket: Ticket) -> dict[str, Any]:
        """What the customer has: tickets, policies, computers of the serial; and how they rate."""
        asked = _of_areas(tuple(self.area_ids))
        serial, today = ticket.serial_id or 0, days.today()
        soon = today + timedelta(days=days.EXPIRING_DAYS)
        counts = asked.counts.counts(ticket.account_id, ticket.pk, serial, today, soon)
        rated = asked.rated.first(ticket.account_id) or {}
        return {**counts, "stars": rated.get("stars"), "ratings": rated.get("ratings", 0)}

    def place_of(self, ticket: Ticket) -> Membership | None:
        """The place in the account of whoever raised the ticket."""
        return PLACES.first(ticket.account_id, ticket.raised_by_id) if ticket.raised_by_id else None

    @property
    def attachments(self) -> QuerySet[Attachment]:
        return Attachment.objects.filter(ticket__in=self.tickets)

    def agents_of(self, area: Area) -> QuerySet[User]:
        """Who works on the area's tickets; not who left the staff and is a customer's person."""
        return area.agents.filter(is_active=True).exclude(staff_role="").order_by("name")

    @property
    def audit(self) -> EventQuerySet:
        """What the audit lists (right "audit.read")."""
        return Event.objects.audit()

    @property
    def people(self) -> QuerySet[User]:
        """Everybody who ever signed in or may (right "audit.read")."""
        return User.objects.all()

    @property
    def every_place(self) -> QuerySet[Membership]:
        """Also places that were taken away (right "audit.read")."""
        return Membership.objects.all()

    @property
    def slowed(self) -> QuerySet[Throttle]:
        """What must wait now, longest first (right "throttles.lift")."""
        waiting = Throttle.objects.filter(free_at__gt=timezone.now())
        return waiting.exclude(purpose__in=QUIETED).select_related("user").order_by("-free_at")

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
    def imports(self) -> QuerySet[Import]:
        """Files of customers and licences; the administrator's."""
        return Import.objects.all() if self.user.is_staff else Import.objects.none()

    def queues(self) -> dict[str, QuerySet[Ticket]]:
        """The desk's views by name, in the order of the bar (issue's point 6)."""
        return _queues(self.user.pk, tuple(self.area_ids), _midnight())

    def queue_counts(self) -> dict[str, int]:
        """How many tickets each view has, to just beyond the cap; one statement."""
        return _queue_counting(self.user.pk, tuple(self.area_ids), _midnight()).counts()

    @property
    def colleagues(self) -> QuerySet[User]:
        """The staff of this person's areas, by name."""
        return _colleagues(() if self.user.is_staff else tuple(self.area_ids))

    @cached_property
    def colleague_names(self) -> list[tuple[int, str]]:
        """(id, name) of each, for the filter that stands on every page of the desk."""
        areas = () if self.user.is_staff else tuple(self.area_ids)
        return [(row["pk"], row["name"]) for row in _prepared_colleagues(areas).rows()]

    def find_accounts(self, folded: str) -> QuerySet[Account]:
        """Accounts by name or RFC, by somebody's e-mail or name, or by a whole serial number."""
        contacts = Contact.objects.filter(Q(email__contains=folded) | Q(name__icontains=folded))
        # Whoever is blocked on the way out is found no more.
        people = Membership.objects.filter(user__is_active=True).filter(
            Q(user__email__contains=folded) | Q(user__name__icontains=folded)
        )
        found = Q(folded__contains=folded) | Q(pk__in=contacts.values("account"))
        found |= Q(pk__in=people.values("account"))
        if number := clean_serial(folded):
            found |= Q(pk__in=Serial.objects.filter(number=number).values("account"))
        return self.accounts.filter(found)

    @property
    def all_requests(self) -> QuerySet[ArcoRequest]:
        """Everybody's ARCO requests, once their address was proved, for the privacy role."""
        if not rights.may(self.user, "privacy.attend"):
            return ArcoRequest.objects.none()
        return ArcoRequest.objects.exclude(state=RequestState.UNPROVED)

    def deletion_of(self, asked: ArcoRequest) -> Deletion | None:
        """What a granted request to delete set going."""
        return Deletion.objects.filter(request=asked).first()

    @property
    def rest_days(self) -> QuerySet[RestDay]:
        return RestDay.objects.all()

    @property
    def purges(self) -> QuerySet[Purge]:
        """What was removed because its time was over, the newest first."""
        return Purge.objects.order_by("-id")

    def people_of(self, account: Account) -> QuerySet[Membership]:
        """Everybody with a place in the account, also who lost it."""
        return account.memberships.select_related("user").order_by("disabled_at", "id")


class Thread(NamedTuple):
    """A whole thread as rows: the files say to which message or note they belong."""

    messages: list[dict[str, Any]]
    notes: list[dict[str, Any]]
    files: list[dict[str, Any]]
    events: list[dict[str, Any]]


class _OfAreas(NamedTuple):
    """What the page of a ticket asks within some areas."""

    ticket: Prepared[Ticket]
    earlier: Prepared[dict[str, Any]]
    rated: Prepared[dict[str, Any]]
    counts: PreparedCounting


@lru_cache(maxsize=256)
def _of_areas(area_ids: tuple[int, ...]) -> _OfAreas:
    tickets = Ticket.objects.filter(area__in=area_ids)

    def counts(
        account: int, ticket: int, serial: int, today: date, soon: date
    ) -> dict[str, QuerySet[Any]]:
        serials = Serial.objects.filter(account=account)
        return {
            "policies": Policy.objects.filter(serial__account=account),
            "expiring": serials.filter(valid_until__gte=today, valid_until__lte=soon),
            "expired": serials.filter(valid_until__lt=today),
            "others": tickets.filter(account=account).exclude(pk=ticket),
            "devices": Device.objects.filter(serial=serial, deactivated_at=None),
        }

    return _OfAreas(
        Prepared(lambda number: tickets.filter(number=number).select_related(*NEEDED), str),
        Prepared(
            lambda account, ticket: (
                tickets.filter(account=account)
                .exclude(pk=ticket)
                .order_by("-opened_at", "-id")
                .values("number", "subject", "status")[:EARLIER]
            ),
            int,
            int,
        ),
        Prepared(
            lambda account: (
                Rating.objects.filter(ticket__area__in=area_ids, ticket__account=account)
                .values("ticket__account")
                .annotate(stars=Avg("stars"), ratings=Count("pk"))
                .order_by()
            ),
            int,
        ),
        PreparedCounting(counts, int, int, int, date, date),
    )


def _colleagues(area_ids: tuple[int, ...]) -> QuerySet[User]:
    """The staff of these areas; of all, when there are none."""
    staff = User.objects.exclude(staff_role="").filter(is_active=True).order_by("name")
    return staff.filter(areas__in=area_ids).distinct() if area_ids else staff


@lru_cache(maxsize=256)
def _prepared_colleagues(area_ids: tuple[int, ...]) -> Prepared[dict[str, Any]]:
    return Prepared(lambda: _colleagues(area_ids).values("pk", "name"))


def _midnight() -> datetime:
    now = timezone.now().astimezone(days.MEXICO)
    return now.replace(hour=0, minute=0, second=0, microsecond=0)


def _queues(
    user_id: int, area_ids: tuple[int, ...], midnight: datetime
) -> dict[str, QuerySet[Ticket]]:
    tickets = Ticket.objects.filter(area__in=area_ids)
    running = tickets.open()
    return {
        # The area as a sum: else SQLite, without statistics, reads all of the area's open tickets.
        "mine": Ticket.objects.open()
        .filter(assigned_to=user_id)
        .alias(place=F("area") + 0)
        .filter(place__in=area_ids),
        # Said as what it is not: two statuses would lead SQLite to an index of all open tickets.
        "unassigned": running.filter(assigned_to=None).exclude(status=Status.WAITING),
        "waiting": running.filter(status=Status.WAITING),
        "closed_today": tickets.filter(status=Status.CLOSED, closed_at__gte=midnight),
        **{f"area-{pk}": Ticket.objects.open().filter(area=pk) for pk in area_ids},
    }


# Every page of the desk counts them, and putting the statement together costs more than asking it.
@lru_cache(maxsize=512)
def _queue_counting(user_id: int, area_ids: tuple[int, ...], midnight: datetime) -> Counting:
    return counting(_queues(user_id, area_ids, midnight))
