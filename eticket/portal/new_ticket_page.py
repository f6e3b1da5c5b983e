"""Around the form of a new ticket: why one was refused and the way out, and what helps to know."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import F
from django.urls import reverse

from eticket.access.viewers import CustomerViewer
from eticket.lib.errors import RuleBroken
from eticket.licensing.models import Device, Serial
from eticket.portal.choosing import renewal_url
from eticket.portal.forms import TicketForm
from eticket.tickets.expecting import usual_wait_said
from eticket.tickets.models import Ticket
from eticket.tickets.opening import (
    FormAlreadyUsed,
    NewTicket,
    RenewalAsked,
    SerialExpired,
    TooManyOpenTickets,
    holders_of,
    refusal_of_serial,
    renewals_of,
)

DEVICES_SHOWN = 200


@dataclass
class Refusal:
    """The sentence of a rule, the open tickets it speaks of, and what can be done instead."""

    sentence: str
    tickets: list[dict[str, Any]] = field(default_factory=list)
    of_others: int = 0
    renewal: str = ""
    # What was typed, to be added to one of the tickets; "" when nothing was sent yet.
    text: str = ""
    # Nothing can be sent as long as it holds.
    final: bool = False

    @classmethod
    def of(cls, broken: RuleBroken, viewer: CustomerViewer, new: NewTicket) -> "Refusal":
        """For a form that was sent."""
        holders = holders_of(broken, viewer.account, new)
        refusal = cls(
            str(broken),
            _visible(viewer, holders),
            text=f"{new.subject}\n\n{new.body}",
        )
        refusal.of_others = len(holders) - len(refusal.tickets)
        if isinstance(broken, SerialExpired) and new.serial:
            refusal.renewal = renewal_url(new.serial.number)
        if isinstance(broken, FormAlreadyUsed):
            made = viewer.tickets.filter(number=broken.params["number"])
            refusal.tickets, refusal.text = _visible(viewer, list(made)), ""
        return refusal

    @classmethod
    def ahead(cls, viewer: CustomerViewer, form: TicketForm) -> "Refusal | None":
        """What would be refused is said before anybody types."""
        serial = form.serial
        broken = refusal_of_serial(serial, form.kind) if serial else None
        if broken is None or serial is None:
            return None
        if isinstance(broken, SerialExpired):
            return cls(str(broken), renewal=renewal_url(serial.number), final=True)
        if isinstance(broken, RenewalAsked):
            asked = viewer.tickets.filter(pk__in=renewals_of(serial).values("pk"))
            refusal = cls(str(broken), _visible(viewer, list(asked)), final=True)
            refusal.of_others = 0 if refusal.tickets else 1
            return refusal
        if not isinstance(broken, TooManyOpenTickets):
            return None
        held = list(viewer.tickets.open().filter(serial=serial).order_by("-opened_at", "-id")[:20])
        refusal = cls(str(broken), _visible(viewer, held))
        refusal.of_others = max(serial.open_count - len(held), 0)  # type: ignore[attr-defined]
        return refusal


def beside_form(viewer: CustomerViewer, form: TicketForm) -> dict[str, Any]:
    """Hours and usual waits of the areas; the serial's open tickets and its last one."""
    last = None
    if form.serial:
        last = viewer.tickets.filter(serial=form.serial).order_by("-opened_at", "-id").first()
    return {
        "areas": [
            {"name": area.name, "hours": area.hours, "wait": usual_wait_said(area)}
            for area in form.areas.values()
            if area.hours or area.usual_wait
        ],
        "last": last,
    }


def devices_of(viewer: CustomerViewer, serial: Serial | None) -> list[Device]:
    """The computers a ticket on this serial may name, those in use first."""
    in_use = F("deactivated_at").desc(nulls_first=True)
    devices = viewer.devices.filter(serial=serial).order_by(in_use, "name", "id")
    return list(devices[:DEVICES_SHOWN])


def _visible(viewer: CustomerViewer, tickets: list[Ticket]) -> list[dict[str, Any]]:
    seen = set(
        viewer.tickets.filter(pk__in=[ticket.pk for ticket in tickets]).values_list("pk", flat=True)
    )
    return [
        {
            "number": ticket.number,
            "subject": ticket.subject,
            "status": ticket.status,
            "url": reverse("portal:tickets.show", args=[ticket.number]),
            "reply_url": reverse("portal:tickets.reply", args=[ticket.number]),
        }
        for ticket in tickets
        if ticket.pk in seen
    ]
