"""Which answers a customer's people have not opened yet."""

from django.db.models import Q

from eticket.accounts.models import Membership, Role, User
from eticket.tickets.models import Ticket, Unread


def mark_unread(ticket: Ticket, *, except_for: User) -> None:
    """Everyone of the account who may see this ticket has something new to read."""
    readers = (
        Membership.objects.active()
        .filter(account_id=ticket.account_id)
        .filter(~Q(role=Role.OWN_TICKETS) | Q(user_id=ticket.raised_by_id))
        .exclude(user=except_for)
        .values_list("user_id", flat=True)
    )
    Unread.objects.bulk_create(
        [Unread(user_id=reader, ticket=ticket) for reader in readers], ignore_conflicts=True
    )


def mark_read(ticket: Ticket, user: User) -> None:
    Unread.objects.filter(user=user, ticket=ticket).delete()
