"""Giving a person a place in an account: they choose their own password from a link by mail."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from eticket.accounts.models import Account, Membership, Role, StaffRole, User
from eticket.accounts.seats import locked, require_seat
from eticket.events.recording import record
from eticket.lib.errors import RuleBroken


class AlreadyMember(RuleBroken):
    code = "already_member"
    message = _("%(email)s ya tiene acceso a esta cuenta.")


class HolderTaken(RuleBroken):
    code = "holder_taken"
    message = _("Esta cuenta ya tiene Titular: %(name)s.")


class IsStaff(RuleBroken):
    code = "is_staff"
    message = _("%(email)s es del equipo; use otro correo.")


@transaction.atomic
def invite_person(account: Account, *, email: str, name: str, role: str, by: User) -> Membership:
    """Give a person a place in an account; who has no password yet gets a mail to choose one.

    Raises AlreadyMember, HolderTaken, IsStaff, NoSeatLeft.
    """
    account = locked(account)
    user = User.objects.filter(email=email).first()
    if user and user.works_here:
        raise IsStaff(email=email)
    if user and account.memberships.filter(user=user).exists():
        raise AlreadyMember(email=email)
    holder = account.memberships.filter(role=Role.HOLDER).select_related("user").first()
    if role == Role.HOLDER and holder:
        raise HolderTaken(name=holder.user.name)
    if role != Role.HOLDER:
        require_seat(account)
    user = user or _person(email, name)
    membership = Membership.objects.create(account=account, user=user, role=role)
    record(
        "user.invited",
        user,
        by=by,
        account=account.name,
        role=membership.get_role_display(),
        # Nobody is written to about tickets at an address whose reader never proved it.
        is_new=not user.has_usable_password() or user.email_proved_at is None,
    )
    return membership


def _person(email: str, name: str) -> User:
    try:
        with transaction.atomic():
            return User.objects.create_user(email, name=name)
    except IntegrityError:
        # Another account invited the same new address in this very moment.
        return User.objects.get(email=email)


@transaction.atomic
def invite_colleague(user: User, *, by: User) -> User:
    """Put one of the publisher's own people on file; they choose their password from the mail."""
    user.set_unusable_password()
    user.save()
    record("user.invited", user, by=by, role=str(StaffRole(user.staff_role).label), is_new=True)
    return user
