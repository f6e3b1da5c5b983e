"""Completing a registration by its mailed link: the person, their place, and a new prospect."""

from enum import StrEnum

from django.db import IntegrityError, transaction
from django.utils import timezone

from eticket.accounts.models import Account, Membership, Registration, Role, User
from eticket.accounts.passwords import clean_password
from eticket.accounts.registering import LINK_LIFE, account_of, contact_of, emails_of
from eticket.accounts.seats import locked, seats_taken
from eticket.events.recording import record
from eticket.lib.errors import RuleBroken
from eticket.lib.tokens import hash_of


class Obstacle(StrEnum):
    """Why the reader of an address cannot come in by a registration."""

    # The address already signs in.
    KNOWN = "known"
    # The RFC has an account that this address has no part in.
    TAKEN = "taken"
    # The account has its Titular and no additional user left.
    FULL = "full"


class RegistrationSpent(RuleBroken):
    code = "registration_spent"


class RegistrationRefused(RuleBroken):
    """``params["obstacle"]`` says why."""

    code = "registration_refused"

    def __init__(self, obstacle: Obstacle) -> None:
        super().__init__(obstacle=obstacle)
        self.obstacle = obstacle


def registration_of(token: str) -> Registration | None:
    """The registration a link speaks of, while it lives; looking spends nothing."""
    living = Registration.objects.filter(used_at=None, asked_at__gt=timezone.now() - LINK_LIFE)
    return living.filter(token_hash=hash_of(token)).select_related("account").first()


def obstacle_to(registration: Registration) -> Obstacle | None:
    """What stands in the way now; told only to who reads the address."""
    email = registration.email
    if User.objects.filter(email=email).exists():
        return Obstacle.KNOWN
    if registration.account is None:
        account = account_of(registration.rfc)
        return Obstacle.TAKEN if account and not _may_begin(account, email) else None
    is_vouched = registration.vouched_by_id is not None
    if not is_vouched and email not in emails_of(registration.account).values():
        return Obstacle.TAKEN
    return None if _has_place(registration.account) else Obstacle.FULL


@transaction.atomic
def complete(token: str, *, password: str, notice: str) -> User:
    """Make the person who reads the address, by the link they were mailed.

    Raises RegistrationSpent, RegistrationRefused.
    """
    found = registration_of(token)
    if found is None:
        raise RegistrationSpent
    return admit(found, password=password, notice=notice)


@transaction.atomic
def admit(proved: Registration, *, password: str, notice: str) -> User:
    """Make the person of a registration whose address was proved, once.

    The first one of an account becomes its Titular; ``notice`` is the hash of the privacy notice
    that was accepted. Raises RegistrationSpent, RegistrationRefused.
    """
    # Held while it is used: of 64 uses at once one wins.
    held = Registration.objects.select_for_update().filter(pk=proved.pk, used_at=None)
    registration = held.first()
    if registration is None:
        raise RegistrationSpent
    account = _locked_account(registration)
    if registration.account_id:
        registration.account = account
    if obstacle := obstacle_to(registration):
        raise RegistrationRefused(obstacle)
    try:
        with transaction.atomic():
            user, account = _new_user(registration, password), account or _new_account(registration)
    except IntegrityError:
        # Somebody came in by the same address or RFC in this very moment.
        raise RegistrationRefused(obstacle_to(registration) or Obstacle.TAKEN) from None
    has_holder = account.memberships.filter(role=Role.HOLDER).exists()
    role = Role.COLLABORATOR if has_holder else Role.HOLDER
    Membership.objects.create(account=account, user=user, role=role)
    held.update(used_at=timezone.now())
    record(
        "user.registered", user, by=user, account=account.name, role=str(role.label), notice=notice
    )
    return user


def _locked_account(registration: Registration) -> Account | None:
    account = registration.account or account_of(registration.rfc)
    return account and locked(account)


def _new_user(registration: Registration, password: str) -> User:
    user = User(
        email=registration.email,
        name=registration.contact or registration.name[:120],
        phone=registration.phone,
        email_proved_at=timezone.now(),
    )
    user.set_password(clean_password(password))
    user.save()
    return user


def _new_account(registration: Registration) -> Account:
    return Account.objects.create(
        rfc=registration.rfc, name=registration.name, phone=registration.phone
    )


def _may_begin(account: Account, email: str) -> bool:
    """Whether a prospect whom staff entered, and nobody runs yet, knows this address."""
    unclaimed = not account.is_customer and not account.memberships.exists()
    return unclaimed and contact_of(account, email) is not None


def _has_place(account: Account) -> bool:
    has_holder = account.memberships.filter(role=Role.HOLDER).exists()
    return not has_holder or seats_taken(account) < (account.additional_users or 0)
