"""From events to deliveries: what was recorded becomes one row per message to send."""

import logging
import time

from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError, transaction
from django.utils import timezone

from eticket.events.models import Event
from eticket.notifications.models import Delivery
from eticket.notifications.notices import Notice
from eticket.notifications.routes import ROUTES

log = logging.getLogger(__name__)

URGENT = [kind for kind, routes in ROUTES.items() if any(route.is_urgent for route in routes)]
SILENT = [kind for kind, routes in ROUTES.items() if not routes]
RETRY_SECONDS = 60.0
# Events that could not be dispatched, and when to try again; they must not hold up the others.
_set_aside: dict[int, float] = {}


def dispatch_events(limit: int = 100) -> int:
    """Turn up to ``limit`` pending events into deliveries, urgent kinds first; how many."""
    pending = Event.objects.pending().exclude(pk__in=_aside()).order_by("id")
    events = list(pending.filter(kind__in=URGENT)[:limit]) or list(pending[:limit])
    silent = [event.pk for event in events if event.kind in SILENT]
    if silent:
        Event.objects.pending().filter(pk__in=silent).update(dispatched_at=timezone.now())
    for event in events:
        if event.kind not in SILENT:
            _dispatch(event)
    return len(events)


@transaction.atomic
def dispatch(event: Event) -> int:
    """Write the deliveries of one event, once whoever tries; how many there are."""
    # The row is taken by this update: another worker waits here, then finds nothing to do.
    if not Event.objects.pending().filter(pk=event.pk).update(dispatched_at=timezone.now()):
        return 0
    return len(Delivery.objects.bulk_create(_deliveries_of(Notice(event)), ignore_conflicts=True))


def _dispatch(event: Event) -> None:
    try:
        dispatch(event)
    except DatabaseError:
        raise
    except Exception:
        log.exception("event %s (%s) cannot be dispatched", event.pk, event.kind)
        _set_aside[event.pk] = time.monotonic() + RETRY_SECONDS


def _deliveries_of(notice: Notice) -> list[Delivery]:
    try:
        return [
            Delivery(
                event=notice.event,
                template=route.template,
                address=recipient.address,
                user=recipient.user,
                is_urgent=route.is_urgent,
            )
            for route in ROUTES.get(notice.event.kind, [])
            if route.when(notice)
            for recipient in route.to(notice)
        ]
    except ObjectDoesNotExist:
        # What it was about is gone: nobody can be told of it.
        return []


def _aside() -> list[int]:
    now = time.monotonic()
    for pk in [pk for pk, until in _set_aside.items() if until < now]:
        del _set_aside[pk]
    return list(_set_aside)
