"""The one way past the triggers that keep events as they were written.

The law wants a person's data blanked and old records of access removed; each time leaves a
Redaction, which says who did it, why, and how many events it touched.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from eticket.events.kinds import ACCESS
from eticket.events.models import Event, EventQuerySet, Origin, Redaction

BATCH = 2000


@contextmanager
def redacting(reason: str, *, by: models.Model | None) -> Iterator[Redaction]:
    """Within this block, one transaction, events may be changed and removed.

    ``reason`` is for the record; whoever works sets ``redaction.events``.
    """
    with transaction.atomic():
        redaction = Redaction.objects.create(
            reason=reason, by_id=by.pk if by else None, happened_at=timezone.now(), is_open=True
        )
        yield redaction
        redaction.is_open = False
        redaction.save(update_fields=["is_open", "events"])


def blank(
    events: EventQuerySet,
    change: Callable[[dict[str, Any]], dict[str, Any]],
    *,
    reason: str,
    by: models.Model | None,
) -> int:
    """Replace the data of ``events`` by what ``change`` makes of it; forget where they came from.

    Kind, moment and subject stay. How many events that were.
    """
    with redacting(reason, by=by) as redaction:
        found = list(events.order_by("pk").only("pk", "data"))
        for event in found:
            event.data = change(event.data)
        Event.objects.bulk_update(found, ["data"], batch_size=500)
        Origin.objects.filter(event__in=events.values("pk")).delete()
        redaction.events = len(found)
    return len(found)


def forget_old_records() -> int:
    """Remove records of mere access, and the origins of all, when their time is over; how many.

    Deeds stay for good.
    """
    now = timezone.now()
    old = Event.objects.audit().filter(
        kind__in=ACCESS, happened_at__lt=now - timedelta(days=settings.ACCESS_RECORD_DAYS)
    )
    removed = 0
    while keys := list(old.order_by("happened_at").values_list("pk", flat=True)[:BATCH]):
        with redacting("access records past their time", by=None) as redaction:
            redaction.events = len(keys)
            Event.objects.filter(pk__in=keys).delete()
        removed += len(keys)
    return removed + _forget_origins(now - timedelta(days=settings.ORIGIN_DAYS))


def _forget_origins(before: datetime) -> int:
    old = Origin.objects.filter(event__in=Event.objects.audit().filter(happened_at__lt=before))
    return old.delete()[0]
