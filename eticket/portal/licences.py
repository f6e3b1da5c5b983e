"""How licences are shown: limits of three kinds, computers, days that are left."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from eticket.access.viewers import CustomerViewer
from eticket.lib import dates, days
from eticket.licensing.models import Device, LimitKind, Serial, limit_text

UNUSED = timedelta(days=30)
BLOCKS = 12


def viewer_of_licences(request: HttpRequest) -> CustomerViewer:
    """The viewer, if Series and Pólizas exist for this person (S37); 404 for everybody else."""
    viewer: CustomerViewer = request.viewer  # type: ignore[attr-defined]
    if not viewer.sees_licences:
        raise Http404
    return viewer


@dataclass(frozen=True)
class Seats:
    """The computers of a serial against its limit (S77)."""

    kind: str
    limit: int
    active: int

    @property
    def text(self) -> str:
        return _limit(self.kind, self.limit)

    @property
    def is_number(self) -> bool:
        return self.kind == LimitKind.NUMBER

    @property
    def free(self) -> int:
        return max(self.limit - self.active, 0)

    @property
    def is_full(self) -> bool:
        return self.is_number and not self.free

    @property
    def blocks(self) -> list[bool]:
        """One truth a seat: taken or not; none where a bar shows better."""
        if not self.is_number or self.limit > BLOCKS:
            return []
        return [n < self.active for n in range(self.limit)]

    @property
    def spoken(self) -> str:
        return _("%(n)d de %(limit)d equipos activos") % {"n": self.active, "limit": self.limit}


def seats_of(serial: Serial, active: int) -> Seats:
    return Seats(serial.devices_kind, serial.devices_max or 0, active)


def limits_of(serial: Serial) -> list[dict[str, object]]:
    """RFC and Usuarios: a number, unlimited or not applicable."""
    return [
        {
            "label": label,
            "text": _limit(kind, number),
            "none": kind == LimitKind.NOT_APPLICABLE,
        }
        for label, kind, number in (
            (_("RFC"), serial.rfcs_kind, serial.rfcs_max),
            (_("Usuarios"), serial.users_kind, serial.users_max),
        )
    ]


def days_sentence(valid_until: date) -> str:
    """ "Faltan 24 días", "Vence hoy", "Venció hace 3 días"."""
    left = days.days_left(valid_until)
    if left == 0:
        return _("Vence hoy")
    if left > 0:
        return _("Falta 1 día") if left == 1 else _("Faltan %(n)d días") % {"n": left}
    return _("Venció ayer") if left == -1 else _("Venció hace %(n)d días") % {"n": -left}


def device_rows(devices: Iterable[Device]) -> list[dict[str, Any]]:
    """What a card and its detail say of each computer (S79, S82)."""
    now = timezone.now()
    return [
        {
            "id": f"equipo-{place}",
            "device": device,
            "icon": _icon(device),
            "seen": _seen(device.last_seen_at, now),
            "unused": device.last_seen_at is not None and now - device.last_seen_at > UNUSED,
            "program": " · ".join(
                filter(
                    None,
                    (
                        _("Versión %(v)s") % {"v": device.product_version}
                        if device.product_version
                        else "",
                        device.system,
                    ),
                )
            ),
        }
        for place, device in enumerate(devices, 1)
    ]


def _limit(kind: str, number: int | None) -> str:
    """As S77 shows it, at the head of a figure: "Ilimitados", "N/A", "5"."""
    text = limit_text(kind, number)
    return text[0].upper() + text[1:]


def _icon(device: Device) -> str:
    if not device.is_active:
        return "monitor-off"
    if "server" in device.system.lower():
        return "server"
    return "laptop" if "laptop" in device.name.lower() else "monitor"


def _seen(moment: datetime | None, now: datetime) -> str:
    if moment is None:
        return _("Sin uso todavía")
    if now - moment > UNUSED:
        there = moment.astimezone(days.MEXICO)
        day = f"{there.day} de {dates.MONTH_NAMES[there.month - 1]}"
        if there.year != now.astimezone(days.MEXICO).year:
            day += f" de {there.year}"
        return _("Sin uso desde el %(day)s") % {"day": day}
    label = dates.relative(moment, now, days.MEXICO)[0]
    return _("Visto %(when)s") % {"when": label[0].lower() + label[1:]}
