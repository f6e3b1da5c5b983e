"""Serials that no computer may use: stolen, unpaid, published on the web."""

from django.db import transaction
from django.utils import timezone

from eticket.accounts.models import User
from eticket.events.recording import record
from eticket.licensing.activating import ReasonMissing
from eticket.licensing.models import Serial


@transaction.atomic
def block_serial(serial: Serial, *, by: User, reason: str) -> bool:
    """Let no computer use the serial; False if it was so. Raises ReasonMissing.

    Computers keep their seats; their programs stop when their lease ends.
    """
    serial, reason = Serial.objects.locked(serial.pk), reason.strip()[:200]
    if not reason:
        raise ReasonMissing
    if serial.is_blocked:
        return False
    serial.blocked_at, serial.block_reason = timezone.now(), reason
    serial.save(update_fields=["blocked_at", "block_reason"])
    record("serial.blocked", serial, by=by, number=serial.number, reason=reason)
    return True


@transaction.atomic
def unblock_serial(serial: Serial, *, by: User, reason: str) -> bool:
    """Let computers use the serial again; False if they could. Raises ReasonMissing."""
    serial, reason = Serial.objects.locked(serial.pk), reason.strip()[:200]
    if not reason:
        raise ReasonMissing
    if not serial.is_blocked:
        return False
    serial.blocked_at, serial.block_reason = None, ""
    serial.save(update_fields=["blocked_at", "block_reason"])
    record("serial.unblocked", serial, by=by, number=serial.number, reason=reason)
    return True
