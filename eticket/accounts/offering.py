"""Invitations by an account's own people: sent, sent again, withdrawn (S88; security.md, Usuarios).

Whether the address is already somebody's is never told: its owner decides by mail (C093).
"""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eticket.accounts.inviting import AlreadyMember
from eticket.accounts.managing import GIVEN_ROLES, require_manager
from eticket.accounts.models import Account, Invitation, User
from eticket.accounts.seats import INVITATION_LIFE, locked, require_seat
from eticket.events.recording import record
from eticket.lib.errors import RuleBroken
from eticket.lib.tokens import hash_of, token_of

PURPOSE = "eticket.accounts.offering"
A_DAY = 10


class AlreadyInvited(RuleBroken):
    code = "already_invited"
    message = _("%(email)s ya tiene una invitación; reenvíela desde la lista.")


class TooManyInvitations(RuleBroken):
    code = "too_many_invitations"
    message = _("Son %(limit)d invitaciones al día como máximo. Intente mañana.")


class InvitationOver(RuleBroken):
    code = "invitation_over"
    message = _("Esa invitación ya se aceptó o se retiró.")


@transaction.atomic
def invite(account: Account, *, email: str, name: str, role: str, by: User) -> Invitation:
    """Offer a place to whoever reads ``email``.

    Raises NotAManager, AlreadyMember, AlreadyInvited, NoSeatLeft, TooManyInvitations.
    """
    account = locked(account)
    require_manager(account, by)
    if account.memberships.filter(user__email=email).exists():
        raise AlreadyMember(email=email)
    if account.invitations.pending().filter(email=email).exists():
        raise AlreadyInvited(email=email)
    return _send(account, email=email, name=name, role=role, by=by)


@transaction.atomic
def resend(invitation: Invitation, *, by: User) -> Invitation:
    """Send it again: for seven more days, and the earlier link is dead.

    Raises NotAManager, InvitationOver, NoSeatLeft, TooManyInvitations.
    """
    account = locked(invitation.account)
    require_manager(account, by)
    _end(invitation)
    return _send(account, email=invitation.email, name=invitation.name, role=invitation.role, by=by)


@transaction.atomic
def withdraw(invitation: Invitation, *, by: User) -> None:
    """Take the offer back; its link is dead at once. Raises NotAManager, InvitationOver."""
    account = locked(invitation.account)
    require_manager(account, by)
    _end(invitation)
    record("invitation.withdrawn", invitation, by=by, email=invitation.email)


def token_for(invitation: Invitation) -> str:
    """What the link of its mail holds."""
    return token_of(PURPOSE, invitation.pk, invitation.email)


def invitation_of(token: str) -> Invitation | None:
    """The invitation a link speaks of, while it can be accepted; looking spends nothing."""
    return (
        Invitation.objects.pending()
        .filter(token_hash=hash_of(token), invited_at__gt=timezone.now() - INVITATION_LIFE)
        .select_related("account", "invited_by")
        .first()
    )


def _send(account: Account, *, email: str, name: str, role: str, by: User) -> Invitation:
    if role not in GIVEN_ROLES:
        raise ValueError(f"no role to give: {role}")
    require_seat(account)
    day = timezone.now() - timedelta(days=1)
    if account.invitations.filter(invited_at__gt=day).count() >= A_DAY:
        raise TooManyInvitations(limit=A_DAY)
    invitation = Invitation.objects.create(
        account=account, email=email, name=name, role=role, invited_by=by
    )
    invitation.token_hash = hash_of(token_for(invitation))
    invitation.save(update_fields=["token_hash"])
    record(
        "invitation.sent", invitation, by=by, email=email, role=str(invitation.get_role_display())
    )
    return invitation


def _end(invitation: Invitation) -> None:
    pending = Invitation.objects.pending().filter(pk=invitation.pk)
    if not pending.update(withdrawn_at=timezone.now()):
        raise InvitationOver
