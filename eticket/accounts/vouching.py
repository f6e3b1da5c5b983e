"""Finishing a customer's registration on the telephone (S21): staff vouch for another address.

The address is proved by its own link, and the person chooses the password there; staff never
sees it. Everybody on file is told, and a customer who has a Titular keeps that Titular.
"""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from eticket.accounts.completing import Obstacle, obstacle_to
from eticket.accounts.models import Account, Registration, User
from eticket.accounts.registering import send_link
from eticket.accounts.throttling import Pace, take_try
from eticket.events.recording import record
from eticket.lib.errors import RuleBroken

# A borrowed session of staff must not open many accounts.
OF_ACCOUNT = Pace(free=2, waits=(3600, 86_400), memory=86_400)
BY_STAFF = Pace(free=20, waits=(3600,), memory=86_400)


class AddressInUse(RuleBroken):
    code = "address_in_use"
    message = _("%(email)s ya entra a eTicket.")


class AccountFull(RuleBroken):
    code = "account_full"
    message = _("La cuenta ya tiene Titular y no le quedan usuarios adicionales.")


@transaction.atomic
def finish_by_phone(
    account: Account, *, name: str, email: str, phone: str, reason: str, by: User
) -> Registration:
    """Have a link mailed to an address (cleaned) that is not on file, as ``by`` vouches.

    Raises AddressInUse, AccountFull, TooManyTries.
    """
    take_try([(f"vouch-for:{account.pk}", OF_ACCOUNT), (f"vouch:{by.pk}", BY_STAFF)])
    registration = Registration(
        account=account,
        rfc=account.rfc,
        name=account.name,
        contact=name,
        phone=phone,
        email=email,
        vouched_by=by,
    )
    obstacle = obstacle_to(registration)
    if obstacle == Obstacle.KNOWN:
        raise AddressInUse(email=email)
    if obstacle:
        raise AccountFull
    send_link(registration, by=by)
    record("registration.vouched", account, by=by, name=name, email=email, reason=reason)
    return registration
