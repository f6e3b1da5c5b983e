"""The data beside a conversation: telephone, validity, the ways to the serial and the computer."""

from typing import Any

from django.urls import reverse

from eticket.access.viewers import CustomerViewer
from eticket.lib import days
from eticket.lib.phones import show_phone
from eticket.licensing.models import validity_of
from eticket.tickets.models import Ticket


def ticket_data(viewer: CustomerViewer, ticket: Ticket) -> dict[str, Any]:
    """What the page of a ticket says of it, beyond the ticket's own fields."""
    until = ticket.serial.valid_until if ticket.serial else None
    return {
        "phone": show_phone(ticket.phone),
        "dial": ticket.phone.partition(";")[0],
        "until": until,
        "days": days.days_left(until) if until else 0,
        "validity": validity_of(until) if until else "",
        **_ways(viewer, ticket),
    }


def _ways(viewer: CustomerViewer, ticket: Ticket) -> dict[str, str]:
    """The pages of the serial and its computer, for whom they exist; a serial may have moved on."""
    serial = ticket.serial
    if serial is None or not viewer.sees_licences or serial.account_id != ticket.account_id:
        return {}
    page = reverse("portal:serials.show", args=[serial.number])
    device = ticket.device_id and reverse(
        "portal:serials.device", args=[serial.number, ticket.device_id]
    )
    return {"serial_url": page, "device_url": device or ""}
