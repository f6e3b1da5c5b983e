"""The second factor: who needs one, enrolling, proving, losing (product.md, Registration 6; B9)."""

import secrets
from hmac import compare_digest

import pyotp
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eticket.accounts.models import Authenticator, RecoveryCode, Session, User
from eticket.accounts.publishing import publisher
from eticket.accounts.throttling import Counter, Pace, forget, take_try
from eticket.events.recording import record
from eticket.lib.errors import RuleBroken
from eticket.lib.sealing import seal, unseal
from eticket.lib.tokens import hash_of

PURPOSE = "authenticator"
HALF_MINUTE = 30
CODES = 10
# Without letters and digits that are taken for each other on paper; 44 bits a code.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
# Whoever tries here knows the password already: a million codes must stay out of reach.
TRIES = Pace(free=4, waits=(5, 15, 60, 300, 900), memory=86_400)


class WrongCode(RuleBroken):
    code = "wrong_code"
    message = _("El código no es correcto o ya se usó. Escriba el que ve ahora en la aplicación.")


class FactorNeeded(RuleBroken):
    code = "factor_needed"
    message = _("El personal entra siempre con un segundo paso: cámbielo, pero no lo quite.")


class ReasonMissing(RuleBroken):
    code = "reason_missing"
    message = _("Falta el motivo.")


def is_enrolled(user: User) -> bool:
    return Authenticator.objects.filter(user=user).exists()


def is_due(user: User) -> bool:
    """Whether a password alone does not let this person in: staff always, others by choice."""
    return user.works_here or is_enrolled(user)


def new_secret() -> str:
    """What the application and we share; nothing is kept until a code proves that it has it."""
    return pyotp.random_base32()


def address_of(user: User, secret: str) -> str:
    """The otpauth:// address that the application reads from the picture."""
    name = f"eTicket {publisher().short_name}"
    return pyotp.TOTP(secret).provisioning_uri(name=user.email, issuer_name=name)


@transaction.atomic
def enrol(user: User, secret: str, code: str) -> list[str]:
    """Take an application whose code proves that it holds ``secret``; the codes for paper.

    One that was there before, and its codes, end. Raises WrongCode, TooManyTries.
    """
    User.objects.select_for_update().get(pk=user.pk)
    step = _step_of(secret, code, after=0)
    if step is None:
        raise WrongCode
    Authenticator.objects.update_or_create(
        user=user,
        defaults={
            "secret": seal(secret, PURPOSE),
            "last_step": step,
            "added_at": timezone.now(),
        },
    )
    record("user.second_factor_added", user, by=user)
    return _new_codes(user)


def prove(user: User, code: str) -> None:
    """Accept a code of the application, or one from the paper; each once.

    Raises WrongCode, TooManyTries.
    """
    key = f"second:{user.pk}"
    take_try([Counter(key, TRIES, user)])
    if not (_proved_by_application(user, code) or _proved_by_paper(user, code)):
        raise WrongCode
    forget(key)


@transaction.atomic
def new_codes(user: User) -> list[str]:
    """Ten codes for paper; those of before end. Shown once, kept hashed."""
    User.objects.select_for_update().get(pk=user.pk)
    record("user.recovery_codes_made", user, by=user)
    return _new_codes(user)


def codes_left(user: User) -> int:
    return RecoveryCode.objects.filter(user=user, used_at=None).count()


@transaction.atomic
def remove(user: User) -> None:
    """Go back to the password alone. Raises FactorNeeded for staff."""
    if user.works_here:
        raise FactorNeeded
    _forget_all(user)
    record("user.second_factor_removed", user, by=user)


@transaction.atomic
def reset(user: User, *, by: User | None, reason: str) -> None:
    """For who lost telephone and paper: another enrols at the next sign-in; sessions end.

    ``by`` is an administrator, or None at the console. Raises ReasonMissing.
    """
    if not (reason := reason.strip()[:200]):
        raise ReasonMissing
    _forget_all(user)
    Session.objects.filter(user=user).delete()
    record("user.second_factor_reset", user, by=by, name=user.name, reason=reason)


def _proved_by_application(user: User, code: str) -> bool:
    found = Authenticator.objects.filter(user=user).first()
    if found is None:
        return False
    step = _step_of(unseal(found.secret, PURPOSE), code, after=found.last_step)
    newer = Authenticator.objects.filter(user=user, last_step__lt=step or 0)
    return step is not None and newer.update(last_step=step) == 1


def _proved_by_paper(user: User, code: str) -> bool:
    unused = RecoveryCode.objects.filter(user=user, code_hash=_hash(user, code), used_at=None)
    with transaction.atomic():
        if not unused.update(used_at=timezone.now()):
            return False
        record("user.recovery_code_used", user, by=user, left=codes_left(user))
    return True


def _step_of(secret: str, code: str, *, after: int) -> int | None:
    """The half minute whose code this is, one before or after now included; never an old one."""
    digits = "".join(letter for letter in code[:20] if letter.isascii() and letter.isdigit())
    clock = pyotp.TOTP(secret)
    now = int(timezone.now().timestamp()) // HALF_MINUTE
    return next(
        (
            step
            for step in (now, now - 1, now + 1)
            if step > after and compare_digest(clock.generate_otp(step), digits)
        ),
        None,
    )


def _new_codes(user: User) -> list[str]:
    RecoveryCode.objects.filter(user=user).delete()
    codes = [
        "-".join("".join(secrets.choice(ALPHABET) for _n in range(3)) for _m in range(3))
        for _k in range(CODES)
    ]
    RecoveryCode.objects.bulk_create(
        [RecoveryCode(user=user, code_hash=_hash(user, code)) for code in codes]
    )
    return codes


def _forget_all(user: User) -> None:
    Authenticator.objects.filter(user=user).delete()
    RecoveryCode.objects.filter(user=user).delete()


def _hash(user: User, code: str) -> str:
    bare = "".join(letter for letter in code[:40].upper() if letter in ALPHABET)
    return hash_of(f"{user.pk}:{bare}")
