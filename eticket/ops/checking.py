"""What must be true of the data whatever happened; `manage.py doctor` reads it all."""

from collections.abc import Callable, Iterator
from datetime import timedelta

from django.db.models import Count, F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from eticket.accounts.models import Account, Role
from eticket.events.models import Event
from eticket.licensing.models import LimitKind, Serial
from eticket.licensing.signing import key_findings
from eticket.notifications import sms
from eticket.notifications.models import Delivery
from eticket.tickets.models import OPEN_STATUSES, Status, Ticket
from eticket.tickets.sweeping import check_files

SLOW_DISPATCH = timedelta(minutes=5)


def check_all() -> Iterator[str]:
    """A sentence for each thing that is not as it must be."""
    for check in CHECKS:
        yield from check()


def check_open_keys() -> Iterator[str]:
    held = Ticket.objects.exclude(open_key=None).values_list(
        "number", "open_key", "status", "account_id", "product_id", "follow_up_email", "serial_id"
    )
    for number, key, status, account, product, email, serial in held.iterator():
        own = (f"{account}:{product}:{email}", f"renewal:{account}:{serial}")
        if status not in OPEN_STATUSES or key not in own:
            yield f"ticket {number}: holds the key of another one ({key})"


def check_endings() -> Iterator[str]:
    ended = Q(status__in=[Status.CLOSED, Status.CANCELLED])
    wrong = Ticket.objects.filter((ended & Q(closed_at=None)) | (~ended & ~Q(closed_at=None)))
    for number, status in wrong.values_list("number", "status"):
        yield f"ticket {number}: {status}, which its closing date contradicts"


def check_open_tickets() -> Iterator[str]:
    """Exceptions that staff made are counted out."""
    # Those of the account a serial was moved from stay where they are.
    own = Q(tickets__account=F("account"))
    counted = own & Q(tickets__status__in=OPEN_STATUSES, tickets__is_exception=False)
    over = Serial.objects.annotate(
        held=Count("tickets", filter=counted),
        limit=Coalesce("max_open_tickets", "product__max_open_tickets"),
    ).filter(held__gt=F("limit"))
    for number, held, limit in over.values_list("number", "held", "limit"):
        yield f"serial {number}: {held} open tickets, {limit} allowed"


def check_seats() -> Iterator[str]:
    over = (
        Serial.objects.filter(devices_kind=LimitKind.NUMBER)
        .annotate(taken=Count("devices", filter=Q(devices__deactivated_at=None)))
        .filter(taken__gt=F("devices_max"))
    )
    for number, taken, seats in over.values_list("number", "taken", "devices_max"):
        yield f"serial {number}: {taken} active devices, {seats} seats"


def check_managers() -> Iterator[str]:
    """Nobody may be left without a person who runs the account unnoticed (C102)."""
    runs_it = Q(
        memberships__role__in=[Role.HOLDER, Role.MANAGER],
        memberships__disabled_at=None,
        memberships__user__is_active=True,
    )
    accounts = Account.objects.annotate(
        people=Count("memberships"), managers=Count("memberships", filter=runs_it)
    ).filter(people__gt=0, managers=0)
    for pk, name in accounts.values_list("pk", "name"):
        yield f"account {pk} ({name}): nobody is left who runs it"


def check_events() -> Iterator[str]:
    late = Event.objects.pending().filter(happened_at__lt=timezone.now() - SLOW_DISPATCH)
    if number := late.count():
        yield f"{number} events wait for more than {SLOW_DISPATCH}: does the worker run?"


def check_deliveries() -> Iterator[str]:
    for pk, template, error in Delivery.objects.failed().values_list("pk", "template", "error"):
        yield f"delivery {pk} ({template}): given up, {error}"


CHECKS: list[Callable[[], Iterator[str]]] = [
    check_open_keys,
    check_endings,
    check_open_tickets,
    check_seats,
    check_managers,
    check_events,
    check_deliveries,
    key_findings,
    sms.findings,
    lambda: (f"file {finding}" for finding in check_files()),
]
