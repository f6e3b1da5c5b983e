"""How many people an account may have beside its Titular: what it bought (S88, S97)."""

from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eticket.accounts.models import Account, Invitation, Membership, Role
from eticket.lib.errors import RuleBroken

INVITATION_LIFE = timedelta(days=7)


class NoSeatLeft(RuleBroken):
    code = "no_seat_left"
    message = _(
        "Ya no queda lugar para otra persona. Usuarios adicionales de la cuenta: %(bought)d."
    )


def live_invitations(account: Account) -> QuerySet[Invitation]:
    """The invitations that still can be accepted; each holds a place."""
    return account.invitations.pending().filter(invited_at__gt=timezone.now() - INVITATION_LIFE)


def seats_taken(account: Account) -> int:
    """How many of the additional users are in use or offered."""
    members = Membership.objects.active().filter(account=account).exclude(role=Role.HOLDER)
    return members.count() + live_invitations(account).count()


def locked(account: Account) -> Account:
    """The account with its row held: whoever counts or takes a place waits here."""
    return Account.objects.locked(account.pk)


def require_seat(account: Account) -> None:
    """Raise NoSeatLeft unless one more person may come; ``account`` is held by ``locked``."""
    bought = account.additional_users or 0
    if seats_taken(account) >= bought:
        raise NoSeatLeft(bought=bought)
