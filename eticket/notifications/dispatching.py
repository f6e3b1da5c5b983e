"""From events to deliveries: what was recorded becomes one row per message to send."""

import logging
import time
from collections.abc import Iterable

from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError, transaction

from eticket.events.models import Event
from eticket.notifications.models import Delivery
from eticket.notifications.notices import Notice
from eticket.notifications.routes import ROUTES

log = logging.getLogger(__name__)

URGENT = [kind for kind, routes in ROUTES.items() if any(route.is_urgent for route in routes)]
RETRY_SECONDS = 60.0
# Events that could not be dispatched, and when to try again; they must not hold up the others.
_set_aside: dict[int, float] = {}


def dispatch_events(limit: int = 50) -> int:
    """Turn up to ``limit`` pending events into deliveries, urgent kinds first; how many."""
    pending = Event.objects.pending().exclude(pk__in=_aside()).order_by("id")
    events = list(pending[:limit])
    if len(events) == limit:
        events = list(pending.filter(kind__in=URGENT)[:limit]) or events
    dispatch(events)
    return len(events)


def dispatch(events: Iterable[Event]) -> int:
    """Write the deliveries of these events, once whoever tries; how many there are."""
    # Read first, so that nobody waits for our lock while recipients are looked up.
    found: dict[int, list[Delivery]] = {}
    for event in events:
        try:
            found[event.pk] = _deliveries_of(Notice(event))
        except DatabaseError:
            raise
        except Exception:
            log.exception("event %s (%s) cannot be dispatched", event.pk, event.kind)
            _set_aside[event.pk] = time.monotonic() + RETRY_SECONDS
    return _write(found) if found else 0


@transaction.atomic
def _write(found: dict[int, list[Delivery]]) -> int:
    pending = Event.objects.pending().filter(pk__in=found).order_by("pk")
    # Another worker that read the same events waits here, then finds them done.
    ours = list(pending.select_for_update().values_list("pk", flat=True))
    Event.objects.filter(pk__in=ours).update(is_pending=False)
    deliveries = [delivery for pk in ours for delivery in found[pk]]
    return len(Delivery.objects.bulk_create(deliveries, ignore_conflicts=True))


def _deliveries_of(notice: Notice) -> list[Delivery]:
    try:
        return [
            Delivery(
                event=notice.event,
                channel=route.channel,
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
