"""Rows of Usuarios: what is said of a person and of an invitation."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from eticket.accounts.managing import may_hold
from eticket.accounts.models import Invitation, Membership, Role
from eticket.accounts.seats import INVITATION_LIFE


def person_row(place: Membership) -> dict[str, Any]:
    """A person of the account with state and last access."""
    has_access = place.disabled_at is None and place.user.is_active
    return {
        "place": place,
        "user": place.user,
        "has_access": has_access,
        "last_access": place.user.last_login,
        "can_hold": has_access and place.role != Role.HOLDER and may_hold(place),
    }


def invitation_row(invitation: Invitation) -> dict[str, Any]:
    """An invitation that is not accepted, with the last moment of its link."""
    ends_at = invitation.invited_at + INVITATION_LIFE
    is_over = ends_at <= timezone.now()
    return {
        "invitation": invitation,
        "ends_at": ends_at,
        "is_over": is_over,
        "word": _("Venció") if is_over else _("Invitado"),
    }
