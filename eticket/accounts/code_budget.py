"""How many codes are sent: neither a pump of SMS nor a thief of four digits shall gain by it.

Counted from the rows of the pairs, one sending after the other, so that 64 at once count as 64.
"""

from datetime import datetime, timedelta
from math import ceil
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eticket.accounts.models import CodePair
from eticket.accounts.registering import MAILS_A_DAY
from eticket.accounts.throttling import Pace, TooManyTries, take_try
from eticket.events.models import Event
from eticket.lib.errors import RuleBroken

REFUSED = "registration.codes_refused"
TEN_MINUTES, HOUR, DAY = timedelta(minutes=10), timedelta(hours=1), timedelta(days=1)
# Each further message to a number in a day waits twice as long as the one before.
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(minutes=32)
# So many wrong codes in ten minutes, over all: somebody guesses at large.
WRONG_CODES = 50
# Of the last 50 pairs of a day so many were entered; pumps never enter any.
LOOKED_BACK, LEAST_ENTERED = 50, 15
ONE_AT_A_TIME = Pace(free=1_000_000, waits=(1,), memory=60)


class CodesPaused(RuleBroken):
    """No codes go out for a while, to anybody; ``params["why"]`` is for staff."""

    code = "codes_paused"
    message = _("Por ahora no enviamos códigos. Use Registro cliente: el enlace llega por correo.")

    def __str__(self) -> str:
        return str(self.message)


def spend(*, rfc: str, email: str, phone: str, address: str) -> None:
    """Make sure that one more pair may be sent now; its row is to be made in this transaction.

    Raises TooManyTries for this number, RFC, mail or address, CodesPaused for everybody.
    """
    # Whoever sends next waits here until our transaction is over, and then counts our row.
    take_try([("codes", ONE_AT_A_TIME)])
    take_try([(f"registration-mails:{email}", MAILS_A_DAY)])
    now = timezone.now()
    _require_all(now)
    windows: list[tuple[dict[str, Any], int, timedelta]] = [
        ({"phone": phone}, 3, TEN_MINUTES),
        ({"phone": phone}, 5, DAY),
        ({"rfc": rfc}, 5, DAY),
        ({"address": address}, 10, HOUR),
        ({"phone__startswith": phone[:-4]}, 20, HOUR),
    ]
    waits = [_free_at(*window, now) for window in windows] + [_growing(phone, now)]
    if wait := max((at - now).total_seconds() for at in waits):
        raise TooManyTries(ceil(wait), "codes")


def next_at(phone: str) -> datetime:
    """When the next pair may go to this number, as far as its own messages tell."""
    now = timezone.now()
    return max(_growing(phone, now), _free_at({"phone": phone}, 3, TEN_MINUTES, now))


def is_guessed_at_large() -> bool:
    """Whether so many codes were wrong lately that none is sent any more."""
    since = timezone.now() - TEN_MINUTES
    return Event.objects.filter(kind=REFUSED, happened_at__gt=since).count() >= WRONG_CODES


def _require_all(now: datetime) -> None:
    for limit, window in ((60, HOUR), (300, DAY)):
        if _free_at({}, limit, window, now) > now:
            raise CodesPaused(why=_("se alcanzó el máximo de mensajes SMS"))
    if is_guessed_at_large():
        raise CodesPaused(why=_("demasiados códigos equivocados"))
    pairs = CodePair.objects.filter(sent_at__gt=now - DAY).order_by("-pk")
    last = list(pairs.values_list("entered_at", flat=True)[:LOOKED_BACK])
    if len(last) == LOOKED_BACK and sum(map(bool, last)) < LEAST_ENTERED:
        raise CodesPaused(why=_("casi nadie escribe los códigos que se envían"))


def _free_at(chosen: dict[str, Any], limit: int, window: timedelta, now: datetime) -> datetime:
    pairs = CodePair.objects.filter(**chosen, sent_at__gt=now - window).order_by("-sent_at")
    full = pairs.values_list("sent_at", flat=True)[limit - 1 : limit].first()
    return full + window if full else now


def _growing(phone: str, now: datetime) -> datetime:
    pairs = CodePair.objects.filter(phone=phone, sent_at__gt=now - DAY).order_by("-sent_at")
    sent = list(pairs.values_list("sent_at", flat=True)[:10])
    if not sent:
        return now
    wait: timedelta = FIRST_WAIT * 2 ** (len(sent) - 1)
    return max(now, sent[0] + min(wait, LONGEST_WAIT))
