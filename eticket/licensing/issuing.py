"""Handing serials to accounts and renewing them; every purchase is a policy."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eticket.accounts.models import Account, User
from eticket.events.recording import record
from eticket.lib.errors import RuleBroken
from eticket.licensing.models import Policy, Product, Serial


class SerialTaken(RuleBroken):
    code = "serial_taken"
    message = _("La serie %(number)s ya se entregó a %(name)s.")


class PolicyTaken(RuleBroken):
    code = "policy_taken"
    message = _("La póliza %(number)s ya existe.")


@transaction.atomic
def issue_serial(
    account: Account,
    product: Product,
    *,
    by: User | None,
    number: str,
    policy_number: str,
    description: str,
    registered_on: date,
    valid_until: date,
    **limits: object,
) -> Serial:
    """Give an account a serial with its first policy; a prospect becomes a customer by it.

    Raises SerialTaken, PolicyTaken.
    """
    account = Account.objects.select_for_update().get(pk=account.pk)
    with _refusing_taken(policy_number, number):
        serial = Serial.objects.create(
            account=account, product=product, number=number, valid_until=valid_until, **limits
        )
        Policy.objects.create(
            serial=serial,
            number=policy_number,
            description=description,
            registered_on=registered_on,
            valid_until=valid_until,
        )
    record("serial.issued", serial, by=by, number=number)
    if not account.is_customer:
        account.customer_since = timezone.now()
        account.save(update_fields=["customer_since", "folded"])
        record("account.became_customer", account, by=by, name=account.name)
    return serial


@transaction.atomic
def renew_serial(
    serial: Serial,
    *,
    by: User | None,
    policy_number: str,
    description: str,
    registered_on: date,
    valid_until: date,
) -> Policy:
    """Add one more policy to a serial; the serial is valid until its latest one's day.

    Raises PolicyTaken.
    """
    serial = Serial.objects.locked(serial.pk)
    with _refusing_taken(policy_number):
        policy = Policy.objects.create(
            serial=serial,
            number=policy_number,
            description=description,
            registered_on=registered_on,
            valid_until=valid_until,
        )
    serial.valid_until = max(serial.valid_until, valid_until)
    serial.save(update_fields=["valid_until"])
    record(
        "serial.renewed", serial, by=by, number=serial.number, valid_until=f"{valid_until:%d/%m/%Y}"
    )
    return policy


@contextmanager
def _refusing_taken(policy: str, serial: str = "") -> Iterator[None]:
    """Refuse numbers that exist, also those that somebody else writes at this moment (C011)."""
    _check_free(policy, serial)
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        _check_free(policy, serial)
        raise


def _check_free(policy: str, serial: str) -> None:
    if taken := Serial.objects.filter(number=serial).select_related("account").first():
        raise SerialTaken(number=serial, name=taken.account.name)
    if Policy.objects.filter(number=policy).exists():
        raise PolicyTaken(number=policy)
