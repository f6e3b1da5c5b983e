"""Coming in with consent: the person and what they accepted, in one transaction (J2)."""

from django.db import transaction

from eticket.accounts import completing, joining
from eticket.accounts.models import Membership, User
from eticket.privacy.noticing import accept_notice


@transaction.atomic
def complete_registration(token: str, *, password: str, notice: str, secondary: bool) -> User:
    """completing.complete(), with consent to the present notice, whose hash is ``notice``."""
    user = completing.complete(token, password=password, notice=notice)
    accept_notice(user, secondary=secondary)
    return user


@transaction.atomic
def join_account(
    token: str, *, name: str, password: str, notice: str, secondary: bool
) -> Membership:
    """joining.join_with_password(), with consent like above."""
    place = joining.join_with_password(token, name=name, password=password, notice=notice)
    accept_notice(place.user, secondary=secondary)
    return place
