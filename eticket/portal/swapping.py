"""A ticket about an activation on a full serial: the change of computer is offered first."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F
from django.urls import reverse

from eticket.access.viewers import CustomerViewer
from eticket.licensing.activating import quota_of
from eticket.licensing.swapping import is_about_activation
from eticket.portal.forms import TicketForm
from eticket.portal.licences import Seats, device_rows, seats_of, seats_sentence
from eticket.tickets import drafting
from eticket.tickets.attaching import NewFile
from eticket.tickets.models import Kind

SHOWN = 5
# Says in the address that one comes from the form of a ticket, and goes back there.
FROM_FORM = "ticket"


@dataclass(frozen=True)
class Swap:
    """The seats, all taken, and the computers that give theirs up most easily."""

    seats: Seats
    # Empty for whoever may not switch computers off: then they hear who may.
    devices: list[dict[str, Any]]


def swap_of(viewer: CustomerViewer, form: TicketForm) -> Swap | None:
    """What is offered for this form, already valid; None where a ticket is the way."""
    serial = form.serial
    if serial is None or form.kind != Kind.SUPPORT or not viewer.sees_licences:
        return None
    if serial.is_expired or serial.is_blocked:
        return None
    if not is_about_activation(form.cleaned_data["subject"], serial.product):
        return None
    active = viewer.devices.active().filter(serial=serial)
    seats = seats_of(serial, active.count())
    if not seats.is_full or not seats.limit:
        return None
    quota = quota_of(serial)
    if quota and not quota.left:
        return None
    unused_first = active.order_by(F("last_seen_at").asc(nulls_first=True), "activated_at", "id")
    shown = unused_first[:SHOWN] if viewer.manages_devices else ()
    return Swap(seats, [_row(serial.number, row) for row in device_rows(shown)])


def keep_typed(viewer: CustomerViewer, form: TicketForm, files: list[NewFile]) -> None:
    """Nothing is lost by going to the computers and coming back; the form is as_typed()."""
    typed = {name: str(form.initial.get(name) or "") for name in form.fields}
    typed["upload"] = " ".join(file.token for file in files)
    drafting.save_draft(viewer.user, drafting.form_of_new(form.serial, form.kind), typed)


def _row(number: str, row: dict[str, Any]) -> dict[str, Any]:
    address = reverse("portal:serials.deactivate", args=[number, row["device"].pk])
    return row | {"url": f"{address}?{FROM_FORM}"}


def seats_beside(
    viewer: CustomerViewer, serial: Any, given: Mapping[str, str]
) -> dict[str, object]:
    """What the chosen póliza says of its seats (with_devices()), and whether one was just freed."""
    if serial is None or not viewer.sees_licences:
        return {}
    full = seats_sentence(serial.devices_kind, serial.devices_max, serial.active_devices)
    return {"seats_full": full, "freed": "libre" in given and not full}
