"""Slowing down what is tried too often: counted in the database, before any costly work.

Waits grow and end; nothing is ever locked (C097). One conditional UPDATE takes a try, so that
64 parallel ones count as 64 in every process and on both databases.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from django.db import transaction
from django.db.models import Case, F, Q, Value, When
from django.utils import timezone

from eticket.accounts.models import Throttle


@dataclass(frozen=True)
class Pace:
    """``free`` tries leave no wait; each further one leaves the next of ``waits``, in seconds.

    The last wait stays; all is forgotten ``memory`` seconds after the latest try.
    """

    free: int
    waits: tuple[int, ...]
    memory: int


class TooManyTries(Exception):
    """Try again in ``seconds``."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


@transaction.atomic
def take_try(paces: Iterable[tuple[str, Pace]]) -> None:
    """Count one try under every key, or none of them. Raises TooManyTries."""
    now = timezone.now()
    for key, pace in paces:
        _take(_digest(key), pace, now)


def wait_of(keys: Iterable[str]) -> int:
    """The seconds until all of these keys are free again; it counts no try."""
    now = timezone.now()
    rows = Throttle.objects.filter(key__in=map(_digest, keys), free_at__gt=now)
    latest = rows.order_by("-free_at").values_list("free_at", flat=True).first()
    return max(1, ceil((latest - now).total_seconds())) if latest else 0


def give_back(keys: Iterable[str]) -> None:
    """The try was right: it counts no more against these keys."""
    for key in keys:
        Throttle.objects.filter(key=_digest(key), tries__gt=0).update(
            tries=F("tries") - 1, free_at=timezone.now()
        )


def forget(key: str) -> None:
    """Nothing is counted under this key any more."""
    Throttle.objects.filter(key=_digest(key)).delete()


def sweep() -> int:
    """Remove what is forgotten; how many rows that was."""
    return Throttle.objects.filter(forget_at__lte=timezone.now()).delete()[0]


def _take(digest: str, pace: Pace, now: datetime) -> None:
    rows = Throttle.objects.filter(key=digest)
    Throttle.objects.bulk_create(
        [Throttle(key=digest, free_at=now, forget_at=now + timedelta(seconds=pace.memory))],
        ignore_conflicts=True,
    )
    old = Q(forget_at__lte=now)
    free = now + timedelta(seconds=0 if pace.free else pace.waits[0])
    taken = rows.filter(old | Q(free_at__lte=now)).update(
        free_at=Case(When(old, then=Value(free)), *_waits(pace, now), default=Value(now)),
        tries=Case(When(old, then=Value(1)), default=F("tries") + 1),
        forget_at=now + timedelta(seconds=pace.memory),
    )
    if not taken:
        free_at = rows.values_list("free_at", flat=True).first() or now
        raise TooManyTries(max(1, ceil((free_at - now).total_seconds())))


def _waits(pace: Pace, now: datetime) -> list[When]:
    """The wait after this try, by how many came before it; the longest first."""
    return [
        When(tries__gte=pace.free + i, then=Value(now + timedelta(seconds=pace.waits[i])))
        for i in reversed(range(len(pace.waits)))
    ]


def _digest(key: str) -> str:
    # Not what was typed: people type passwords into the wrong field.
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()
