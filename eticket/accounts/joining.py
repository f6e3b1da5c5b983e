"""Accepting an invitation: as somebody new, who chooses a password, or as who one is already."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eticket.accounts.inviting import AlreadyMember
from eticket.accounts.models import Invitation, Membership, User
from eticket.accounts.offering import invitation_of
from eticket.accounts.passwords import clean_password
from eticket.accounts.seats import locked, require_seat
from eticket.events.recording import record
from eticket.lib.errors import RuleBroken


class InvitationSpent(RuleBroken):
    code = "invitation_spent"
    message = _("Esta invitación ya se usó, se retiró o venció.")


class NotTheInvited(RuleBroken):
    code = "not_the_invited"
    message = _("Esta invitación es para otro correo.")


def needs_password(invitation: Invitation) -> bool:
    """Whether the invited person still has to choose one: new here, or never came in."""
    user = User.objects.filter(email=invitation.email).first()
    return user is None or not user.has_usable_password()


def may_join(invitation: Invitation) -> bool:
    """Whether this address can have a place at all: not the staff's, nor one shut out."""
    user = User.objects.filter(email=invitation.email).first()
    return user is None or (user.is_active and not user.works_here)


@transaction.atomic
def join(token: str, *, user: User) -> Membership:
    """Take the place as the person signed in.

    Raises InvitationSpent, NotTheInvited, NoSeatLeft, AlreadyMember.
    """
    invitation = _taken(token)
    if user.email != invitation.email:
        raise NotTheInvited
    return _enter(invitation, user)


@transaction.atomic
def join_with_password(token: str, *, name: str, password: str, notice: str) -> Membership:
    """Take the place as somebody who has no password yet; the link proves the address.

    ``notice`` is the hash of the privacy notice that they accepted.
    Raises InvitationSpent, NoSeatLeft, AlreadyMember.
    """
    invitation = _taken(token)
    user = User.objects.select_for_update().filter(email=invitation.email).first()
    user = user or User(email=invitation.email)
    if user.has_usable_password() and user.pk:
        raise NotTheInvited
    user.name = name
    user.set_password(clean_password(password))
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError:
        # Came in by another door in this very moment.
        raise NotTheInvited from None
    return _enter(invitation, user, notice=notice)


def _taken(token: str) -> Invitation:
    """The invitation, spent: of 64 uses at once one gets past here."""
    invitation = invitation_of(token)
    if invitation is None or not may_join(invitation):
        raise InvitationSpent
    invitation.account = locked(invitation.account)
    pending = Invitation.objects.pending().filter(pk=invitation.pk)
    if not pending.update(accepted_at=timezone.now()):
        raise InvitationSpent
    return invitation


def _enter(invitation: Invitation, user: User, **data: str) -> Membership:
    account = invitation.account
    require_seat(account)
    if account.memberships.filter(user=user).exists():
        raise AlreadyMember(email=user.email)
    if user.email_proved_at is None:
        user.email_proved_at = timezone.now()
        user.save(update_fields=["email_proved_at"])
    membership = Membership.objects.create(account=account, user=user, role=invitation.role)
    record(
        "invitation.accepted", invitation, by=user, role=str(membership.get_role_display()), **data
    )
    return membership
