"""Registering with two codes (S91-S96): by SMS to a mobile, by mail to an address on file.

The number proves nothing, since anybody may type any; the code by mail does. Both are bound to
the browser that asked, live ten minutes and bear three tries. They are kept nowhere: whoever
needs them derives them from the row and the secret key, so that a copy of the database opens
nothing and a message sent twice is the same.
"""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _

from eticket.accounts import code_budget
from eticket.accounts.code_budget import CodesPaused
from eticket.accounts.completing import admit
from eticket.accounts.models import Account, CodePair, Registration, User
from eticket.accounts.registering import registration_on_file
from eticket.accounts.throttling import raise_alarm
from eticket.events.recording import record
from eticket.lib.errors import RuleBroken
from eticket.lib.tokens import hash_of

PURPOSE = "eticket.accounts.coding"
LIFE = timedelta(minutes=10)
# How long the page lets ask for others.
PAGE_LIFE = timedelta(hours=1)
TRIES = 3
SMS_DIGITS, MAIL_DIGITS = 4, 6


class CodesOver(RuleBroken):
    code = "codes_over"
    message = _("Esos códigos ya no sirven. Pida otros.")


class WrongCodes(RuleBroken):
    """Which of the two was wrong is not told: each would then be guessed by itself."""

    code = "wrong_codes"
    message = _("Alguno de los códigos no es correcto. Le quedan %(left)d intentos.")

    def __str__(self) -> str:
        if self.params["left"] == 1:
            return str(_("Alguno de los códigos no es correcto. Le queda 1 intento."))
        return super().__str__()


def ask_for_codes(account: Account, email: str, phone: str, *, address: str) -> str:
    """Have both codes sent, to an address on file and to a mobile (cleaned); gives the key.

    Whoever holds the key may enter the codes. Raises TooManyTries, CodesPaused.
    """
    key = secrets.token_urlsafe(32)

    def send() -> None:
        registration = registration_on_file(account, email)
        registration.save()
        _send(registration, hash_of(key), phone, address)

    _or_alarm(send)
    return key


def send_again(key: str, *, address: str) -> None:
    """Have two others sent; the earlier ones are dead only if these go out (C100).

    Raises CodesOver, TooManyTries, CodesPaused.
    """
    pair = pair_of(key)
    if pair is None:
        raise CodesOver
    _or_alarm(lambda: _send(pair.registration, pair.key_hash, pair.phone, address))


def pair_of(key: str) -> CodePair | None:
    """The newest codes that the holder of this key asked for, whether they still live or not."""
    if not key:
        return None
    pairs = CodePair.objects.filter(
        key_hash=hash_of(key),
        registration__used_at=None,
        registration__asked_at__gt=timezone.now() - PAGE_LIFE,
    )
    return pairs.select_related("registration__account").order_by("-pk").first()


def tries_left(pair: CodePair) -> int:
    """How often this pair may still be tried; 0 when it is dead."""
    return TRIES - pair.tries if pair.sent_at > timezone.now() - LIFE else 0


def next_at(pair: CodePair) -> datetime:
    """When others may be asked for."""
    return code_budget.next_at(pair.phone)


def sms_code(pair: CodePair) -> str:
    return _code(pair, "sms", SMS_DIGITS)


def mail_code(pair: CodePair) -> str:
    return _code(pair, "mail", MAIL_DIGITS)


def register(
    key: str,
    *,
    sms: str,
    mail: str,
    password: str,
    notice: str,
    also: Callable[[User], object] = lambda user: None,
) -> User:
    """Make the person, if both codes are right; each call counts as a try, however many at once.

    ``also`` belongs to it: both are done, or neither. Not to be called in a transaction, which
    would take back the count of a wrong try.
    Raises CodesOver, WrongCodes, RegistrationSpent, RegistrationRefused.
    """
    pair = pair_of(key)
    if pair is None:
        raise CodesOver
    living = CodePair.objects.filter(pk=pair.pk, tries__lt=TRIES, sent_at__gt=timezone.now() - LIFE)
    if not living.update(tries=F("tries") + 1):
        raise CodesOver
    given = constant_time_compare(f"{sms} {mail}", f"{sms_code(pair)} {mail_code(pair)}")
    if not given:
        raise _refusal(pair)
    with transaction.atomic():
        user = admit(pair.registration, password=password, notice=notice)
        CodePair.objects.filter(pk=pair.pk).update(entered_at=timezone.now())
        also(user)
    return user


def _send(registration: Registration, key_hash: str, phone: str, address: str) -> None:
    code_budget.spend(rfc=registration.rfc, email=registration.email, phone=phone, address=address)
    # Only one pair is right at a time.
    registration.pairs.update(tries=TRIES)
    pair = CodePair.objects.create(
        registration=registration,
        key_hash=key_hash,
        rfc=registration.rfc,
        phone=phone,
        address=address,
    )
    record("registration.codes_asked", pair, by=None)


def _or_alarm(send: Callable[[], None]) -> None:
    try:
        with transaction.atomic():
            send()
    except CodesPaused as refusal:
        _raise_alarm(str(refusal.params["why"]))
        raise


@transaction.atomic
def _refusal(pair: CodePair) -> RuleBroken:
    record(code_budget.REFUSED, pair, by=None)
    if code_budget.is_guessed_at_large():
        _raise_alarm(str(_("demasiados códigos equivocados")))
    pair.refresh_from_db(fields=["tries"])
    return WrongCodes(left=TRIES - pair.tries) if pair.tries < TRIES else CodesOver()


def _raise_alarm(why: str) -> None:
    raise_alarm("codes", why, what=_("No se envían códigos de registro: %(why)s") % {"why": why})


def _code(pair: CodePair, channel: str, digits: int) -> str:
    said = f"{channel}:{pair.pk}:{pair.key_hash}"
    number = int.from_bytes(salted_hmac(PURPOSE, said, algorithm="sha256").digest(), "big")
    return f"{number % 10**digits:0{digits}}"
