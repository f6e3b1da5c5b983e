"""How licences are shown: limits of three kinds, computers, days that are left."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from eticket.access.viewers import CustomerViewer
from eticket.accounts.models import User
from eticket.accounts.publishing import publisher
from eticket.lib import dates, days
from eticket.licensing.activating import Quota
from eticket.licensing.models import Device, DeviceChange, LimitKind, Serial, limit_text
from eticket.tickets.models import Ticket

UNUSED = timedelta(days=30)
BLOCKS = 12
TICKETS_SHOWN = 8


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
    def over(self) -> int:
        """How many more computers are active than the limit, which was lowered since (C127)."""
        return max(self.active - self.limit, 0) if self.is_number else 0

    @property
    def blocks(self) -> list[bool]:
        """One truth a seat: taken or not; none where a bar shows better."""
        if not self.is_number or self.limit > BLOCKS:
            return []
        return [n < self.active for n in range(self.limit)]

    @property
    def spoken(self) -> str:
        return _("%(n)d de %(limit)d equipos activos") % {"n": self.active, "limit": self.limit}


def seats_sentence(kind: str, limit: int | None, active: int) -> str:
    """That no computer more fits, where a serial is chosen; nothing while one does."""
    seats = Seats(kind, limit or 0, active)
    if not seats.is_full or not limit:
        return ""
    return _("Equipos: %(n)d de %(limit)d, sin lugar libre") % {"n": active, "limit": limit}


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


def quota_sentence(quota: Quota | None) -> str:
    """How many changes are left, and until when; nothing where there is no quota."""
    if quota is None:
        return ""
    if quota.until is None:
        said = {"n": quota.limit, "days": quota.days}
        if quota.limit == 1:
            return _("Puede hacer 1 cambio cada %(days)d días.") % said
        return _("Puede hacer %(n)d cambios cada %(days)d días.") % said
    told = {"n": quota.left, "limit": quota.limit, "day": f"{quota.until:%d/%m/%Y}"}
    if quota.left == 1:
        return _("Le queda 1 de %(limit)d cambios hasta el %(day)s.") % told
    return _("Le quedan %(n)d de %(limit)d cambios hasta el %(day)s.") % told


def no_changes_left(quota: Quota | None) -> str:
    """In place of the button, once the quota is used up."""
    if quota is None or quota.left or quota.next_day is None:
        return ""
    return _("Sin cambios antes del %(day)s") % {"day": f"{quota.next_day:%d/%m/%Y}"}


def no_activation(serial: Serial, seats: Seats, quota: Quota | None) -> str:
    """In place of Activar, where the computer cannot be switched on again now (S81)."""
    if serial.is_blocked:
        return _("Serie bloqueada")
    if serial.is_expired:
        return _("Serie vencida")
    if seats.is_full or seats.kind == LimitKind.NOT_APPLICABLE:
        return _("Sin lugar para activar")
    return no_changes_left(quota)


def histories(changes: Iterable[DeviceChange]) -> dict[int, list[dict[str, Any]]]:
    """What was done to each computer, by its key; one line a change."""
    told: dict[int, list[dict[str, Any]]] = {}
    for change in changes:
        done = _("Activado") if change.is_activation else _("Desactivado")
        told.setdefault(change.device_id, []).append(
            {
                "done": done,
                "at": change.happened_at,
                "by": _who(change.by),
                "reason": change.reason,
                "undone": change.undone_at is not None,
            }
        )
    return told


def device_rows(
    devices: Iterable[Device], changes: Iterable[DeviceChange] = ()
) -> list[dict[str, Any]]:
    """What a card and its detail say of each computer (S79, S82)."""
    now, told = timezone.now(), histories(changes)
    return [
        {
            "id": f"equipo-{place}",
            "device": device,
            "icon": _icon(device),
            "ended_by": _who(device.deactivated_by),
            "history": told.get(device.pk, []),
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


def renewal_ways(serial: Any) -> dict[str, str]:
    """Where its renewal is asked for, or the ticket that asks for it already (with_renewal())."""
    ask = f"{reverse('portal:tickets.new_service')}?renovar={serial.number}"
    asked = serial.renewal and reverse("portal:tickets.show", args=[serial.renewal])
    return {"renewal_url": ask, "renewal_asked": asked or ""}


def ticket_rows(tickets: QuerySet[Ticket]) -> list[dict[str, Any]]:
    """The latest few of these tickets, for the page of what they are about."""
    rows = tickets.order_by("-opened_at", "-id").values("number", "subject", "status", "opened_at")
    return [
        {**row, "url": reverse("portal:tickets.show", args=[row["number"]])}
        for row in rows[:TICKETS_SHOWN]
    ]


def _limit(kind: str, number: int | None) -> str:
    """As S77 shows it, at the head of a figure: "Ilimitados", "N/A", "5"."""
    text = limit_text(kind, number)
    return text[0].upper() + text[1:]


def _who(user: User | None) -> str:
    """By name; the publisher's own people as the publisher."""
    if user is None:
        return ""
    if user.works_here:
        return _("Soporte %(name)s") % {"name": publisher().short_name}
    return user.name


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
