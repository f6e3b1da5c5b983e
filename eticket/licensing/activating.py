"""Computers switched off and on again by people: seats, quota, one minute to think better of it.

Whatever is counted is counted under the lock of the serial's row (F3, F4, C126, C127).
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from eticket.accounts.models import User
from eticket.events.recording import record
from eticket.lib import days
from eticket.lib.errors import RuleBroken
from eticket.licensing.models import Device, DeviceChange, LimitKind, Serial

UNDO_LIFE = timedelta(minutes=1)
DATES = ("activated_at", "deactivated_at")


class SerialExpired(RuleBroken):
    code = "serial_expired"
    message = _("La vigencia terminó el %(day)s. Renueve la póliza para activar equipos.")


class SerialBlocked(RuleBroken):
    code = "serial_blocked"
    message = _("La serie está bloqueada. Comuníquese con nosotros para aclararlo.")


class SeatsFull(RuleBroken):
    code = "seats_full"
    message = _("No queda lugar para activarlo. Desactive antes otro equipo.")


class TooManyChanges(RuleBroken):
    code = "too_many_changes"
    message = _("Ya se hicieron los %(limit)s cambios de este plazo. El siguiente: %(day)s.")


class ReasonMissing(RuleBroken):
    code = "reason_missing"
    message = _("Falta el motivo.")


class UndoOver(RuleBroken):
    code = "undo_over"
    message = _("Ya no se puede deshacer.")


@dataclass(frozen=True)
class Quota:
    """How many changes a serial's customer may make in the term, and how many were made."""

    limit: int
    days: int
    made: int
    # The last day on which the next one to be forgotten counts.
    until: date | None

    @property
    def left(self) -> int:
        return max(self.limit - self.made, 0)

    @property
    def next_day(self) -> date | None:
        return self.until + timedelta(days=1) if self.until else None


def quota_of(serial: Serial, now: datetime | None = None) -> Quota | None:
    """The serial's quota at ``now``; None where computers are unlimited, which nobody can share."""
    if serial.devices_kind == LimitKind.UNLIMITED:
        return None
    term = serial.product.changes_days
    limit = serial.product.changes_per_seat * max(serial.devices_max or 0, 1)
    counted = _recent(serial, now).filter(undone_at=None, by_staff=False)
    made = list(counted.order_by("happened_at").values_list("happened_at", flat=True))
    if not made:
        return Quota(limit, term, 0, None)
    first = days.today(made[max(len(made) - limit, 0)])
    return Quota(limit, term, len(made), first + timedelta(days=term))


def has_seat(serial: Serial) -> bool:
    """Whether one more computer fits; certain only while the serial's row is locked."""
    if serial.devices_kind == LimitKind.UNLIMITED:
        return True
    active = Device.objects.active().filter(serial=serial).count()
    return active < (serial.devices_max or 0)


@transaction.atomic
def activate_device(device: Device, *, by: User, reason: str = "") -> DeviceChange | None:
    """Give a switched-off computer its seat back (S80, S81); None if it has one already.

    Staff passes over the quota, and says why. Raises SerialBlocked, SerialExpired, SeatsFull,
    TooManyChanges, ReasonMissing.
    """
    serial, device = _locked(device)
    if device.is_active:
        return None
    if by.works_here and not reason.strip():
        raise ReasonMissing
    check_usable(serial)
    if not has_seat(serial):
        raise SeatsFull
    return change_device(serial, device, by, reason, is_activation=True)


@transaction.atomic
def deactivate_device(device: Device, *, by: User, reason: str) -> DeviceChange | None:
    """Take a computer its seat (S80), with a reason; None if it has none any more.

    Staff passes over the quota. Raises TooManyChanges, ReasonMissing.
    """
    serial, device = _locked(device)
    if not device.is_active:
        return None
    if not reason.strip():
        raise ReasonMissing
    return change_device(serial, device, by, reason, is_activation=False)


@transaction.atomic
def undo_change(change: DeviceChange, *, by: User) -> DeviceChange:
    """Take back one's own change within a minute, so that it counts as none.

    Not when the computer was changed again or used or its serial moved since, nor more often
    than one may change: else undoing would be a way to move a licence about. Raises UndoOver,
    SeatsFull.
    """
    serial, device = _locked(change.device)
    change = DeviceChange.objects.get(pk=change.pk)
    if change.undone_at:
        return change
    now = timezone.now()
    later = device.changes.filter(pk__gt=change.pk).exists()
    was_used = change.is_activation and (device.last_seen_at or change.happened_at) > (
        change.happened_at
    )
    was_moved = serial.moved_at and serial.moved_at > change.happened_at
    if later or was_used or was_moved or change.by_id != by.pk:
        raise UndoOver
    if now - change.happened_at > UNDO_LIFE:
        raise UndoOver
    quota = quota_of(serial, now)
    if quota and _recent(serial, now).exclude(undone_at=None).count() >= quota.limit:
        raise UndoOver
    if not change.is_activation and not has_seat(serial):
        raise SeatsFull
    for name in DATES:
        setattr(device, name, parse_datetime(change.before[name] or ""))
    device.deactivated_by_id = change.before["deactivated_by"]
    device.deactivation_reason = change.before["reason"]
    device.save(update_fields=[*DATES, "deactivated_by", "deactivation_reason"])
    change.undone_at = now
    change.save(update_fields=["undone_at"])
    record("device.change_undone", device, by=by, name=device.name, number=serial.number)
    return change


def check_usable(serial: Serial) -> None:
    """Raise SerialBlocked or SerialExpired unless computers may be used on the serial today."""
    if serial.is_blocked:
        raise SerialBlocked
    if serial.is_expired:
        raise SerialExpired(day=f"{serial.valid_until:%d/%m/%Y}")


def change_device(
    serial: Serial, device: Device, by: User | None, reason: str, *, is_activation: bool
) -> DeviceChange:
    """Switch the computer of a locked serial on or off, and count it; by nobody: the program did.

    Raises TooManyChanges.
    """
    by_staff = by is not None and by.works_here
    now, reason = timezone.now(), reason.strip()[:200]
    quota = quota_of(serial, now)
    if quota and not quota.left and not by_staff:
        raise TooManyChanges(limit=quota.limit, day=f"{quota.next_day:%d/%m/%Y}")
    change = DeviceChange.objects.create(
        serial=serial,
        device=device,
        is_activation=is_activation,
        reason=reason,
        by=by,
        by_staff=by_staff,
        happened_at=now,
        before={
            **{name: moment and moment.isoformat() for name, moment in _dates(device)},
            "deactivated_by": device.deactivated_by_id,
            "reason": device.deactivation_reason,
        },
    )
    device.activated_at = now if is_activation else device.activated_at
    device.deactivated_at = None if is_activation else now
    device.deactivated_by = None if is_activation else by
    device.deactivation_reason = "" if is_activation else reason
    device.save(update_fields=[*DATES, "deactivated_by", "deactivation_reason"])
    kind = "device.activated" if is_activation else "device.deactivated"
    said = {"name": device.name, "number": serial.number, "reason": reason}
    record(kind, device, by=by, over_quota=bool(quota and not quota.left), **said)
    return change


def _locked(device: Device) -> tuple[Serial, Device]:
    serial = Serial.objects.locked(device.serial_id)
    return serial, Device.objects.get(pk=device.pk)


def _recent(serial: Serial, now: datetime | None) -> QuerySet[DeviceChange]:
    # Whole days: one made today counts through the last day of the term, whatever the hour.
    first = days.today(now) - timedelta(days=serial.product.changes_days)
    since = datetime.combine(first, time.min, days.MEXICO)
    return DeviceChange.objects.filter(serial=serial, happened_at__gte=since)


def _dates(device: Device) -> list[tuple[str, datetime | None]]:
    return [(name, getattr(device, name)) for name in DATES]
