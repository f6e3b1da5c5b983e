"""Addresses that refuse our mail for good: after three refusals they are left alone (E4)."""

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Count
from django.utils import timezone

from eticket.accounts.addresses import last_proofs
from eticket.notifications.models import Delivery

ENOUGH = 3
REMEMBERED = timedelta(days=30)


def is_stopped(address: str) -> bool:
    """Whether this address gets no more notices; what its reader just asked for still goes."""
    return bool(stopped_among([address]))


def stopped_among(addresses: Iterable[str]) -> set[str]:
    """Those that refused three mails lately, and whose reader proved none since."""
    refused = Delivery.objects.failed().filter(
        address__in=set(addresses),
        channel="mail",
        # What the server says for good; a server that was away for three days says nothing.
        error__startswith="5",
        created_at__gt=timezone.now() - REMEMBERED,
    )
    counted = refused.values("address").annotate(n=Count("pk")).filter(n__gte=ENOUGH).order_by()
    found = {row["address"] for row in counted}
    proofs = last_proofs(found) if found else {}
    return {
        address
        for address in found
        if address not in proofs
        or refused.filter(address=address, created_at__gt=proofs[address]).count() >= ENOUGH
    }
