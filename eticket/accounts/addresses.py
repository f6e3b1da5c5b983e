"""Follow-up addresses: ticket text goes only to proved ones (product.md, Tickets 9)."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from eticket.accounts.models import Account, Address, Membership, User
from eticket.events.recording import record
from eticket.lib.prepared import Prepared
from eticket.lib.tokens import hash_of, token_of

SALT = "eticket.accounts.addresses"
PROOF_LIFE = timedelta(days=7)
ASK_AGAIN = timedelta(hours=24)


def _proofs(account: int, email: str) -> QuerySet[Any, Any]:
    given = Address.objects.filter(account=account, email=email, proved_at__isnull=False)
    persons = Membership.objects.active().filter(
        account=account, user__email=email, user__email_proved_at__isnull=False
    )
    return given.values("pk").union(persons.values("pk"))


PROOFS: Prepared[dict[str, int]] = Prepared(_proofs, int, str)


def is_proved(account: Account, email: str) -> bool:
    """Whether mail about this account may go to ``email`` (cleaned)."""
    return bool(PROOFS.rows(account.pk, email))


def last_proofs(emails: Iterable[str]) -> dict[str, datetime]:
    """When somebody last proved to read each of these addresses; without those nobody did."""
    given = Address.objects.filter(email__in=emails, proved_at__isnull=False)
    persons = User.objects.filter(email__in=emails, email_proved_at__isnull=False)
    proofs = [
        *given.values_list("email", "proved_at"),
        *persons.values_list("email", "email_proved_at"),
    ]
    return dict(sorted(proofs, key=lambda proof: proof[1]))  # type: ignore[arg-type,return-value]


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
    """The token for the mail that asks: one an asking, so that a mail sent twice works twice."""
    asked = address.asked_at.isoformat() if address.asked_at else ""
    token = token_of(SALT, address.pk, asked)
    address.proof_hash = hash_of(token)
    address.save(update_fields=["proof_hash"])
    return token


def address_of(token: str) -> Address | None:
    """The address a proof link speaks of, while the link lives."""
    address = Address.objects.filter(proof_hash=hash_of(token)).select_related("account").first()
    if address and address.asked_at and timezone.now() - address.asked_at < PROOF_LIFE:
        return address
    return None


@transaction.atomic
def prove(address: Address) -> None:
    """Mark an address as its reader's own; once, however often the link is used."""
    newly = Address.objects.filter(pk=address.pk, proved_at=None).update(proved_at=timezone.now())
    if newly:
        record("address.proved", address, by=None, email=address.email)
