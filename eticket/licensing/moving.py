"""A serial that passes from one account to another, as when a firm sells a branch or splits."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eticket.accounts.models import Account, User
from eticket.events.recording import record
from eticket.lib.errors import RuleBroken
from eticket.licensing.models import Device, Serial

REASON_LIMIT = 200


class ReasonMissing(RuleBroken):
    code = "reason_missing"
    message = _("Falta el motivo.")


class SameAccount(RuleBroken):
    code = "same_account"
    message = _("La serie ya es de esa cuenta.")


@transaction.atomic
def move_serial(serial: Serial, account: Account, *, by: User, reason: str) -> Serial:
    """Give the serial, with its policies and seats, to another account.

    Its computers are switched off, and stay the former account's: the new one sees only what
    happens from now on. Tickets stay where they were raised. Papers about it are void.
    Raises SameAccount, ReasonMissing.
    """
    if not (reason := reason.strip()[:REASON_LIMIT]):
        raise ReasonMissing
    # Order of locks everywhere: accounts (by number), serial, devices.
    keys = sorted({serial.account_id, account.pk})
    accounts = {
        one.pk: one
        for one in Account.objects.select_for_update().filter(pk__in=keys).order_by("pk")
    }
    serial = Serial.objects.locked(serial.pk)
    former, new = accounts.get(serial.account_id), accounts[account.pk]
    if former is None or former == new:
        raise SameAccount
    now = timezone.now()
    Device.objects.active().filter(serial=serial).update(
        deactivated_at=now,
        deactivated_by=by,
        deactivation_reason=str(_("La serie pasó a otra cuenta")),
    )
    serial.account, serial.moved_at = new, now
    serial.save(update_fields=["account", "moved_at"])
    said = {"number": serial.number, "reason": reason, "from_name": former.name, "name": new.name}
    record("serial.moved", serial, by=by, **said)
    if not new.is_customer:
        new.customer_since = now
        new.save(update_fields=["customer_since", "folded"])
        record("account.became_customer", new, by=by, name=new.name)
    return serial
