"""The people of an account: their roles, their access, and who is its Titular (S88)."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eticket.accounts.models import Account, Membership, Role, Session, User
from eticket.accounts.passwords import confirm_password
from eticket.accounts.seats import locked, require_seat
from eticket.events.recording import record
from eticket.lib.errors import RuleBroken

# What may be given and taken; there is always one Titular, and it only passes from hand to hand.
GIVEN_ROLES = (Role.MANAGER, Role.COLLABORATOR, Role.OWN_TICKETS)


class NotAManager(RuleBroken):
    code = "not_a_manager"
    message = _("Solo el Titular y los administradores cambian a los usuarios.")


class NotTheHolder(RuleBroken):
    code = "not_the_holder"
    message = _("Solo el Titular puede pasar la titularidad.")


class HolderStays(RuleBroken):
    code = "holder_stays"
    message = _("La cuenta siempre tiene Titular: antes pase la titularidad a otra persona.")


class OwnAccess(RuleBroken):
    code = "own_access"
    message = _("Su propio acceso lo cambia otra persona de la cuenta.")


class CannotHold(RuleBroken):
    code = "cannot_hold"
    message = _("%(name)s todavía no entra o ya no tiene acceso; no puede ser Titular.")


@transaction.atomic
def change_role(membership: Membership, role: str, *, by: User) -> None:
    """Give a person another role. Raises NotAManager, HolderStays, OwnAccess."""
    membership = _changeable(membership, by)
    if role not in GIVEN_ROLES:
        raise ValueError(f"no role to give: {role}")
    if membership.role == role:
        return
    before = str(membership.get_role_display())
    membership.role = role
    membership.save(update_fields=["role"])
    after = str(membership.get_role_display())
    record(
        "member.role_changed", membership, by=by, **_named(membership), before=before, role=after
    )


@transaction.atomic
def disable(membership: Membership, *, by: User) -> None:
    """Take a person's access to the account; the next request is refused (C101).

    What they raised and said stays. Raises NotAManager, HolderStays, OwnAccess.
    """
    membership = _changeable(membership, by)
    if membership.disabled_at is not None:
        return
    membership.disabled_at = timezone.now()
    membership.save(update_fields=["disabled_at"])
    here = Q(membership=membership) | Q(membership=None)
    Session.objects.filter(here, user=membership.user_id).delete()
    record("member.disabled", membership, by=by, **_named(membership))


@transaction.atomic
def enable(membership: Membership, *, by: User) -> None:
    """Give the access back. Raises NotAManager, HolderStays, OwnAccess, NoSeatLeft."""
    membership = _changeable(membership, by)
    if membership.disabled_at is None:
        return
    require_seat(membership.account)
    membership.disabled_at = None
    membership.save(update_fields=["disabled_at"])
    record("member.enabled", membership, by=by, **_named(membership))


def make_holder(membership: Membership, *, by: User, password: str, address: str) -> None:
    """Pass the account to another of its people; who had it becomes Administrador.

    Raises NotTheHolder, CannotHold, WrongPassword, TooManyTries.
    """
    confirm_password(by, password, address=address)
    with transaction.atomic():
        account = locked(membership.account)
        places = account.memberships.select_related("user")
        old = places.filter(role=Role.HOLDER, user=by, disabled_at=None).first()
        if old is None:
            raise NotTheHolder
        new = places.get(pk=membership.pk)
        if new.pk == old.pk or new.disabled_at or not may_hold(new):
            raise CannotHold(name=new.user.name)
        # First one, then the other: there is never more than one (membership_one_holder).
        for place, role in ((old, Role.MANAGER), (new, Role.HOLDER)):
            place.role = role
            place.save(update_fields=["role"])
        record("account.holder_changed", new, by=by, before=old.pk, **_named(new))


def may_hold(membership: Membership) -> bool:
    """Whether this person came in already, so that the account has somebody who answers."""
    user = membership.user
    return user.is_active and user.email_proved_at is not None and user.has_usable_password()


def require_manager(account: Account, user: User) -> None:
    """Raise NotAManager unless ``user`` runs ``account`` now, and the account has the option."""
    mine = Membership.objects.active().filter(account=account, user=user).first()
    if mine is None or not mine.manages or account.additional_users is None:
        raise NotAManager


def _changeable(membership: Membership, by: User) -> Membership:
    account = locked(membership.account)
    require_manager(account, by)
    membership = account.memberships.select_related("user").get(pk=membership.pk)
    membership.account = account
    if membership.role == Role.HOLDER:
        raise HolderStays
    if membership.user_id == by.pk:
        raise OwnAccess
    return membership


def _named(membership: Membership) -> dict[str, str]:
    return {"name": membership.user.name, "email": membership.user.email}
