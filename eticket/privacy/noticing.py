"""The privacy notice in its versions, and what each person chose about it (security.md, J1-J2)."""

import time
from datetime import timedelta

from django.core import signing
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from eticket.accounts.models import User
from eticket.events.recording import record
from eticket.lib.errors import RuleBroken
from eticket.privacy.models import Consent, PrivacyNotice

KEPT_SECONDS = 10.0
OPT_OUT = "eticket.privacy.opt-out"
OPT_OUT_LIFE = timedelta(days=5 * 365)
_kept: tuple[float, PrivacyNotice | None] | None = None


class SameNotice(RuleBroken):
    code = "same_notice"
    message = _("El texto es igual al publicado; no hay nada que publicar.")


def current_notice() -> PrivacyNotice | None:
    """The latest version, None before the first; a new one shows within ten seconds."""
    global _kept
    now = time.monotonic()
    if _kept is None or now - _kept[0] > KEPT_SECONDS:
        _kept = (now, PrivacyNotice.objects.order_by("-version").first())
    return _kept[1]


def forget() -> None:
    """Read the notice again next time."""
    global _kept
    _kept = None


def notice_of(version: int) -> PrivacyNotice | None:
    """An old or the present version."""
    return PrivacyNotice.objects.filter(version=version).first()


def versions() -> list[PrivacyNotice]:
    """Every version, the newest first, without the texts."""
    return list(PrivacyNotice.objects.order_by("-version").defer("full", "simplified"))


@transaction.atomic
def publish_notice(*, full: str, simplified: str, by: User | None) -> PrivacyNotice:
    """Make these texts the notice from now on; old versions stay readable. Raises SameNotice."""
    before = PrivacyNotice.objects.select_for_update().order_by("-version").first()
    if before and (before.full, before.simplified) == (full, simplified):
        raise SameNotice
    notice = PrivacyNotice.objects.create(
        version=before.version + 1 if before else 1,
        full=full,
        simplified=simplified,
        published_by=by,
    )
    record("notice.published", notice, by=by, version=notice.version)
    forget()
    # Whoever read it meanwhile read the one before.
    transaction.on_commit(forget)
    return notice


@transaction.atomic
def accept_notice(user: User, *, secondary: bool) -> Consent | None:
    """Keep that ``user`` read the present notice and what they chose; None while there is none.

    ``secondary`` is whether their data may serve what the service does not need.
    """
    notice = current_notice()
    if notice is None:
        return None
    consent = Consent.objects.create(user=user, notice=notice, secondary=secondary)
    record("notice.accepted", user, by=user, version=notice.version, secondary=secondary)
    return consent


@transaction.atomic
def choose_secondary(user: User, *, secondary: bool) -> Consent | None:
    """Change the choice about secondary purposes; it holds from this moment (J2)."""
    latest = consent_of(user)
    if latest is None:
        return accept_notice(user, secondary=secondary)
    if latest.secondary == secondary:
        return latest
    consent = Consent.objects.create(user=user, notice=latest.notice, secondary=secondary)
    record("notice.choice_changed", user, by=user, secondary=secondary)
    return consent


def consent_of(user: User) -> Consent | None:
    """What holds for this person."""
    return Consent.objects.filter(user=user).select_related("notice").order_by("-id").first()


def allows_secondary(user: User) -> bool:
    """Whether news and surveys may go to this person; asked right before each is sent."""
    latest = consent_of(user)
    return latest is not None and latest.secondary


def notice_to_read(user: User) -> PrivacyNotice | None:
    """The present notice while this person has not seen it."""
    notice = current_notice()
    if notice is None:
        return None
    return None if Consent.objects.filter(user=user, notice=notice).exists() else notice


def opt_out_token(user: User) -> str:
    """What the link "no more of these" in a mail holds; it needs no sign-in."""
    return signing.dumps(user.pk, salt=OPT_OUT)


def opting_out(token: str) -> User | None:
    """Whose link this is; looking changes nothing."""
    try:
        pk = signing.loads(token, salt=OPT_OUT, max_age=OPT_OUT_LIFE)
    except signing.BadSignature:
        return None
    return User.objects.filter(pk=pk, is_active=True).first()
