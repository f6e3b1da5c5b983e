"""Slowing down what is tried too often: counted in the database, before any costly work.

Waits grow and end; nothing is ever locked (C097). One conditional UPDATE takes a try, so that
64 parallel ones count as 64 in every process and on both databases.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Case, F, Q, Value, When
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from eticket.accounts.models import Throttle, User
from eticket.accounts.publishing import publisher
from eticket.events.asking import asker
from eticket.events.recording import record
from eticket.lib.prepared import Prepared


@dataclass(frozen=True)
class Pace:
    """``free`` tries leave no wait; each further one leaves the next of ``waits``, in seconds.

    The last wait stays; all is forgotten ``memory`` seconds after the latest try.
    """

    free: int
    waits: tuple[int, ...]
    memory: int


# What was tried, by the key's purpose, for those who look into it.
PURPOSES: dict[str, str | Promise] = {
    "sign-in": _("Inicios de sesión, en total"),
    "sign-in-from": _("Inicios de sesión desde una dirección"),
    "sign-in-account": _("Inicios de sesión en una cuenta"),
    "sign-in-pair": _("Inicios de sesión en una cuenta desde una dirección"),
    "sign-in-browser": _("Inicios de sesión desde un navegador conocido"),
    "reset": _("Enlaces para restablecer la contraseña"),
    "reset-from": _("Contraseñas olvidadas desde una dirección"),
    "second": _("Códigos del segundo paso"),
    "change": _("Contraseña actual, con la sesión abierta"),
    "email-change": _("Cambios de correo"),
    "rfc": _("Consultas de RFC, en total"),
    "rfc-from": _("Consultas de RFC desde una dirección"),
    "prospect": _("Registros de prospectos, en total"),
    "prospect-from": _("Registros de prospectos desde una dirección"),
    "registration": _("Enlaces de registro a un correo"),
    "arco": _("Solicitudes ARCO, en total"),
    "arco-from": _("Solicitudes ARCO desde una dirección"),
    "arco-mail": _("Correos ARCO a una dirección"),
    "certificate": _("Constancias de una persona"),
    "verify": _("Códigos de constancia que no existen, desde una dirección"),
}
# The same alarm is raised once an hour, and mailed once an hour for all of its kind.
QUIETED = ("alarm", "alarm-mail")
QUIET = Pace(free=0, waits=(3600,), memory=3600)


class Counter(NamedTuple):
    """What a try counts under: "purpose:whose", or the purpose alone for a ceiling over all.

    ``user`` tells staff whose account is slowed.
    """

    key: str
    pace: Pace
    user: User | None = None


class TooManyTries(Exception):
    """Try again in ``seconds``."""

    def __init__(self, seconds: int, key: str = "") -> None:
        super().__init__(seconds)
        self.seconds = seconds
        self.key = key


def take_try(counters: Iterable[Counter | tuple[str, Pace]]) -> None:
    """Count one try under every counter, or under none. Raises TooManyTries.

    Callers name their counters in one order, the widest last: so nobody waits in a circle.
    A ceiling that is reached raises the alarm.
    """
    now = timezone.now()
    named = [Counter(*counter) for counter in counters]
    try:
        _look(named, now)
        with transaction.atomic():
            for counter in named:
                _take(counter, now)
    except TooManyTries as refusal:
        if ":" not in refusal.key:
            raise_alarm("ceiling", refusal.key, what=purpose_words(refusal.key))
        raise


# By the digest of the key and the present.
WAITING: Prepared[dict[str, Any]] = Prepared(
    lambda digest, now: Throttle.objects.filter(key=digest, free_at__gt=now).values("free_at"),
    str,
    datetime,
)


def wait_of(key: str) -> int:
    """The seconds until this key is free again; it counts no try."""
    now = timezone.now()
    row = WAITING.first(_digest(key), now)
    return max(1, ceil((row["free_at"] - now).total_seconds())) if row else 0


def give_back(keys: Iterable[str], tries: int = 1) -> None:
    """The try was right: so many count no more against these keys."""
    for key in keys:
        Throttle.objects.filter(key=_digest(key), tries__gte=tries).update(
            tries=F("tries") - tries, free_at=timezone.now()
        )


def forget(key: str) -> int:
    """Nothing is counted under this key any more; how many tries were."""
    counted = Throttle.objects.filter(key=_digest(key))
    tries = counted.values_list("tries", flat=True).first() or 0
    counted.delete()
    return tries


def purpose_words(purpose: str) -> str:
    """What was tried, in words."""
    return str(PURPOSES.get(purpose, purpose))


@transaction.atomic
def raise_alarm(alarm: str, about: str, **data: object) -> None:
    """Tell the administrators of ``alarm`` about one thing, once an hour.

    ``data`` says what happened; notifications/routes.py has who is written to.
    """
    if _first_this_hour(f"alarm:{alarm}:{about}"):
        is_mailed = _first_this_hour(f"alarm-mail:{alarm}")
        record("security.alarm", publisher(), by=None, alarm=alarm, is_mailed=is_mailed, **data)


@transaction.atomic
def lift(throttle: Throttle, *, reason: str, by: User) -> None:
    """Let somebody try again at once; nothing happens to what was lifted meanwhile."""
    if Throttle.objects.filter(pk=throttle.pk).delete()[0]:
        who = throttle.user.email if throttle.user else throttle.address
        what = purpose_words(throttle.purpose)
        record("throttle.lifted", publisher(), by=by, who=who or what, what=what, reason=reason)


def sweep() -> int:
    """Remove what is forgotten; how many rows that was."""
    return Throttle.objects.filter(forget_at__lte=timezone.now()).delete()[0]


def _first_this_hour(key: str) -> bool:
    # Asked at every try of a flood: most of the time without writing.
    if Throttle.objects.filter(key=_digest(key), free_at__gt=timezone.now()).exists():
        return False
    try:
        with transaction.atomic():
            _take(Counter(key, QUIET), timezone.now())
    except TooManyTries:
        return False
    return True


def _look(counters: list[Counter], now: datetime) -> None:
    """Refuse without writing what is seen to wait: a flood must not hold SQLite's only pen.

    What passes is decided by the writes.
    """
    keys = [_digest(counter.key) for counter in counters]
    waiting = Throttle.objects.filter(key__in=keys, free_at__gt=now, forget_at__gt=now)
    found = dict(waiting.values_list("key", "free_at"))
    for counter, key in zip(counters, keys, strict=True):
        if key in found:
            seconds = ceil((found[key] - now).total_seconds())
            raise TooManyTries(max(1, seconds), counter.key)


def _take(counter: Counter, now: datetime) -> None:
    pace, digest = counter.pace, _digest(counter.key)
    origin = asker()
    rows = Throttle.objects.filter(key=digest)
    lasts = now + timedelta(seconds=pace.memory)
    # Before the clock of any try that runs beside this one.
    open_since = now - timedelta(minutes=1)
    new = Throttle(
        key=digest,
        purpose=counter.key.partition(":")[0][:40],
        user=counter.user,
        began_at=now,
        free_at=open_since,
        forget_at=lasts,
    )
    Throttle.objects.bulk_create([new], ignore_conflicts=True)
    old = Q(forget_at__lte=now)
    free = open_since if pace.free else now + timedelta(seconds=pace.waits[0])
    taken = rows.filter(old | Q(free_at__lte=now)).update(
        free_at=Case(When(old, then=Value(free)), *_waits(pace, now), default=F("free_at")),
        tries=Case(When(old, then=Value(1)), default=F("tries") + 1),
        began_at=Case(When(old, then=Value(now)), default=F("began_at")),
        address=origin.address if origin else "",
        forget_at=lasts,
    )
    if not taken:
        free_at = rows.values_list("free_at", flat=True).first() or now
        raise TooManyTries(max(1, ceil((free_at - now).total_seconds())), counter.key)


def _waits(pace: Pace, now: datetime) -> list[When]:
    """The wait after this try, by how many came before it; the longest first."""
    return [
        When(tries__gte=pace.free + i, then=Value(now + timedelta(seconds=pace.waits[i])))
        for i in reversed(range(len(pace.waits)))
    ]


def _digest(key: str) -> str:
    # Not what was typed: people type passwords into the wrong field.
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()
