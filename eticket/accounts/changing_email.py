"""Changing the address one signs in with: proved at the new one, undone from the old one (B6).

Nothing is told about addresses that belong to somebody else: to those no link is sent (C093).
"""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eticket.accounts.models import EmailChange, Session, User
from eticket.accounts.passwords import confirm_password
from eticket.accounts.throttling import Pace, take_try
from eticket.events.recording import record
from eticket.lib.errors import RuleBroken
from eticket.lib.tokens import hash_of, token_of

CONFIRM, UNDO = "eticket.accounts.email.confirm", "eticket.accounts.email.undo"
CONFIRM_LIFE = timedelta(hours=24)
UNDO_LIFE = timedelta(hours=72)
# A slip of the pen may be mended at once; whoever goes on waits.
ASKING = Pace(free=3, waits=(600, 3600, 86_400), memory=86_400)


class SameEmail(RuleBroken):
    code = "same_email"
    message = _("Ese ya es su correo.")


class EmailLinkSpent(RuleBroken):
    code = "email_link_spent"
    message = _("Este enlace ya se usó o venció.")


def ask_to_change(user: User, email: str, *, password: str, address: str) -> EmailChange:
    """Have a link mailed to ``email`` (cleaned), which becomes the person's when they confirm.

    Raises SameEmail, WrongPassword, TooManyTries.
    """
    if email == user.email:
        raise SameEmail
    confirm_password(user, password, address=address)
    with transaction.atomic():
        take_try([(f"email-change:{user.pk}", ASKING)])
        user = User.objects.select_for_update().get(pk=user.pk)
        # Only the newest wish counts.
        user.email_changes.filter(confirmed_at=None).delete()
        change = EmailChange.objects.create(user=user, old_email=user.email, new_email=email)
        change.confirm_hash = hash_of(confirm_token(change))
        change.undo_hash = hash_of(undo_token(change))
        change.save(update_fields=["confirm_hash", "undo_hash"])
        record("user.email_change_asked", change, by=user, email=email)
    return change


def confirm_token(change: EmailChange) -> str:
    return token_of(CONFIRM, change.pk, change.new_email)


def undo_token(change: EmailChange) -> str:
    return token_of(UNDO, change.pk, change.old_email)


def change_to_confirm(token: str) -> EmailChange | None:
    """The change a link to the new address speaks of, while it lives; also once confirmed."""
    since = timezone.now() - CONFIRM_LIFE
    changes = EmailChange.objects.filter(confirm_hash=hash_of(token), undone_at=None)
    return changes.filter(asked_at__gt=since).select_related("user").first()


def change_to_undo(token: str) -> EmailChange | None:
    """The change a link to the old address can take back, while it lives."""
    since = timezone.now() - UNDO_LIFE
    changes = EmailChange.objects.filter(undo_hash=hash_of(token), undone_at=None)
    return changes.filter(confirmed_at__gt=since).select_related("user").first()


@transaction.atomic
def confirm(token: str) -> EmailChange:
    """Make the new address the person's; once. Raises EmailLinkSpent."""
    change = change_to_confirm(token)
    user = change and User.objects.select_for_update().get(pk=change.user_id)
    if not change or not user or not user.is_active or user.email != change.old_email:
        raise EmailLinkSpent
    waiting = EmailChange.objects.filter(pk=change.pk, confirmed_at=None)
    if not waiting.update(confirmed_at=timezone.now()):
        raise EmailLinkSpent
    user.email_proved_at = timezone.now()
    _save(user, change.new_email)
    record("user.email_changed", change, by=user, before=change.old_email, email=change.new_email)
    return change


@transaction.atomic
def undo(token: str) -> User:
    """Give the old address back, and shut out whoever changed it: sessions and password end.

    A link to choose a new password goes to the old address. Raises EmailLinkSpent.
    """
    change = change_to_undo(token)
    user = change and User.objects.select_for_update().get(pk=change.user_id)
    if not change or not user:
        raise EmailLinkSpent
    # With the later ones: they were made by whoever holds the address that goes.
    later = EmailChange.objects.filter(user=user, pk__gte=change.pk, undone_at=None)
    if not later.filter(pk=change.pk).exists():
        raise EmailLinkSpent
    later.update(undone_at=timezone.now())
    user.set_unusable_password()
    _save(user, change.old_email)
    Session.objects.filter(user=user).delete()
    record("user.email_change_undone", change, by=None, email=change.old_email)
    record("user.password_reset_requested", user, by=None)
    return user


def _save(user: User, email: str) -> None:
    user.email = email
    try:
        with transaction.atomic():
            user.save(update_fields=["email", "email_proved_at", "password"])
    except IntegrityError:
        # It belongs to somebody else by now.
        raise EmailLinkSpent from None
