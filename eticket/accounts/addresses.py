"""Follow-up addresses: ticket text goes only to addresses that were proved (product.md, Tickets 9)."""

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from eticket.accounts.models import Account, Address, Membership, User
from eticket.events.recording import record

PROOF_LIFE = timedelta(days=7)
ASK_AGAIN = timedelta(hours=24)


def is_proved(account: Account, email: str) -> bool:
    """Whether mail about this account may go to ``email`` (cleaned)."""
    return (
        Address.objects.filter(account=account, email=email, proved_at__isnull=False).exists()
        or Membership.objects.active()
        .filter(account=account, user__email=email, user__email_proved_at__isnull=False)
        .exists()
    )


@transaction.atomic
def ask_for_proof(account: Account, email: str, *, by: User | None) -> None:
    """Have a neutral mail sent to an unproved address, at most once a day."""
    if is_proved(account, email):
        return
    address, _new = Address.objects.select_for_update().get_or_create(account=account, email=email)
    if address.asked_at and timezone.now() - address.asked_at < ASK_AGAIN:
        return
    address.asked_at = timezone.now()
    address.save(update_fields=["asked_at"])
    record("address.proof_requested", address, by=by, email=email)


def new_proof(address: Address) -> str:
    """A fresh token for the mail that asks; only its hash is kept, the one before dies."""
    token = "co_" + secrets.token_urlsafe(32)
    address.proof_hash = _hash(token)
    address.save(update_fields=["proof_hash"])
    return token


def address_of(token: str) -> Address | None:
    """The address a proof link speaks of, while the link lives."""
    address = Address.objects.filter(proof_hash=_hash(token)).select_related("account").first()
    if address and address.asked_at and timezone.now() - address.asked_at < PROOF_LIFE:
        return address
    return None


@transaction.atomic
def prove(address: Address) -> None:
    """Mark an address as its reader's own; the link is spent."""
    spent = Address.objects.filter(pk=address.pk, proof_hash=address.proof_hash).update(
        proof_hash="", proved_at=timezone.now()
    )
    if spent:
        record("address.proved", address, by=None, email=address.email)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
