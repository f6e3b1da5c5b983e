"""Passwords: how they are kept, chosen, forgotten and changed (checklist 18, 21, 22)."""

import unicodedata
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import password_validation
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.auth.tokens import PasswordResetTokenGenerator, default_token_generator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode
from django.utils.translation import gettext_lazy as _

from eticket.accounts.models import Session, User
from eticket.accounts.signing_in import PAIR, login_key, person_of
from eticket.accounts.throttling import Counter, Pace, TooManyTries, forget, take_try
from eticket.events.recording import record
from eticket.lib.errors import RuleBroken
from eticket.lib.folding import fold
from eticket.lib.rfc import bare

LONGEST = 128
INVITATION_LIFE = timedelta(hours=24)
# One mail in ten minutes and five in a day to a person; twenty questions an hour from an address.
MAILS = Pace(free=0, waits=(600, 600, 600, 600, 86_400), memory=86_400)
QUESTIONS = Pace(free=20, waits=(60, 300, 900), memory=3600)

NEARBY_WORDS = frozenset(
    "administrador bienvenido bienvenida comprobante contabilidad contador contadora "
    "contrasena contrasenia contrasenas ecomprobante efactura edictamen esideimss eticket "
    "facturacion hacienda licencia mexico mexicano nomina nominas nomitool password seguridad "
    "sistema sistemas soporte temporal timbrado usuario".split()
)


class Argon2Hasher(Argon2PasswordHasher):
    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1


class _InvitationTokens(PasswordResetTokenGenerator):
    """Checked like the others, which live an hour: dated ahead by the rest of its life."""

    def _now(self) -> datetime:
        return super()._now() + INVITATION_LIFE - timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)


class NearbyWordsValidator:
    """Refuses a password that is one word everybody here would try, or holds the account's RFC."""

    def validate(self, password: str, user: User | None = None) -> None:
        letters = "".join(c for c in fold(password) if c.isalpha())
        rfcs = user.memberships.values_list("account__rfc", flat=True) if user and user.pk else ()
        if letters in NEARBY_WORDS or any(rfc and rfc in bare(password) for rfc in rfcs):
            raise ValidationError(
                _("Es fácil de adivinar: use varias palabras que no tengan que ver.")
            )

    def get_help_text(self) -> str:
        return ""


class WrongPassword(RuleBroken):
    code = "wrong_password"
    message = _("Esa no es su contraseña actual.")


class ResetLinkSpent(RuleBroken):
    code = "reset_link_spent"
    message = _("Este enlace ya se usó o venció.")


def clean_password(text: str) -> str:
    """The same letters however the keyboard composes them: "ñ" is "n" with a tilde on a Mac."""
    return unicodedata.normalize("NFC", text)


def request_reset(login: str, *, address: str) -> None:
    """Have a link mailed to whom the RFC or e-mail names; no stranger can tell whether it was (B2).

    Raises TooManyTries for the address that asks, whomever it asks for.
    """
    take_try([(f"reset-from:{address}", QUESTIONS)])
    user = person_of(login)
    key = f"reset:{user.pk}" if user else f"reset:{login_key(login)}"
    try:
        with transaction.atomic():
            take_try([Counter(key, MAILS, user)])
            if user and user.is_active:
                record("user.password_reset_requested", user, by=None)
    except TooManyTries:
        # The answer must not tell that a mail is on its way already.
        return


def new_reset_token(user: User) -> tuple[str, str]:
    """A link's two parts, for an hour: whom it is for, a proof that dies with the password."""
    return urlsafe_base64_encode(force_bytes(user.pk)), default_token_generator.make_token(user)


def new_invitation_token(user: User) -> tuple[str, str]:
    """The same for somebody who never had a password, for a day."""
    return urlsafe_base64_encode(force_bytes(user.pk)), _InvitationTokens().make_token(user)


def person_of_link(uidb64: str, token: str) -> User | None:
    """Whom a link of a mail is for, while it lives; looking spends nothing."""
    user = _named(uidb64)
    if user and user.is_active and default_token_generator.check_token(user, token):
        return user
    return None


@transaction.atomic
def reset_password(uidb64: str, token: str, password: str) -> User:
    """Set a new password by a mailed link and end every session. Raises ResetLinkSpent."""
    named = _named(uidb64)
    # Held while it is checked: of 64 uses at once one wins.
    user = named and User.objects.select_for_update().filter(pk=named.pk, is_active=True).first()
    if not user or not default_token_generator.check_token(user, token):
        raise ResetLinkSpent
    # Whoever has the link reads that mailbox.
    user.email_proved_at = timezone.now()
    _set(user, password, keep=None)
    return user


def confirm_password(user: User, password: str, *, address: str) -> None:
    """Make sure that the person themselves does what comes next.

    Raises WrongPassword, or TooManyTries: a borrowed session must not become a guessing game.
    """
    key = f"change:{user.pk}:{address}"
    take_try([Counter(key, PAIR, user)])
    if not user.check_password(clean_password(password)):
        raise WrongPassword
    forget(key)


def change_password(user: User, *, old: str, new: str, keep: str | None, address: str) -> None:
    """Set a new password with the old one; ends every session but ``keep``.

    Raises WrongPassword, TooManyTries.
    """
    key = f"change:{user.pk}:{address}"
    take_try([Counter(key, PAIR, user)])
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=user.pk)
        if not user.check_password(clean_password(old)):
            raise WrongPassword
        _set(user, new, keep=keep)
    forget(key)


def check_strength(password: str, user: User) -> None:
    """Raises Django's ValidationError with the reasons in Spanish."""
    password_validation.validate_password(password, user)


def _set(user: User, password: str, *, keep: str | None) -> None:
    user.set_password(clean_password(password))
    user.save(update_fields=["password", "email_proved_at"])
    Session.objects.filter(user=user).exclude(session_key=keep or "").delete()
    record("user.password_changed", user, by=user)


def _named(uidb64: str) -> User | None:
    try:
        pk = int(urlsafe_base64_decode(uidb64).decode())
    except ValueError:
        return None
    return User.objects.filter(pk=pk).first() if 0 < pk < 2**63 else None
