"""The customer card beside a ticket: who asks, with what licence, and what came before."""

from typing import Any
from urllib.parse import quote

from django.urls import reverse

from eticket.access.viewers import AgentViewer
from eticket.accounts import addresses
from eticket.licensing.models import LimitKind, Serial, limit_text
from eticket.tickets.models import Ticket

# From thirteen seats on the bar is continuous.
BLOCKS = 12


def card(ticket: Ticket, viewer: AgentViewer) -> dict[str, Any]:
    """What the far pane shows for a ticket."""
    account, serial = ticket.account, ticket.serial
    figures = viewer.figures(ticket)
    membership = viewer.place_of(ticket)
    person = membership.user if membership else None
    is_own = bool(person and person.email_proved_at and person.email == ticket.follow_up_email)
    return {
        "account": account,
        "role": membership.get_role_display() if membership else "",
        "proved": is_own or addresses.is_proved(account, ticket.follow_up_email),
        "serial": serial,
        "seats": seats(serial, figures["devices"]) if serial else None,
        "counts": figures,
        "earlier": [
            {**row, "url": reverse("desk:tickets.show", args=[quote(row["number"])])}
            for row in viewer.earlier(ticket)
        ],
        "tickets_url": f"{reverse('desk:tickets.index')}?cuenta={account.pk}",
    }


def seats(serial: Serial, taken: int) -> dict[str, Any]:
    """The seats of a serial: how many, how many taken, and as blocks while they can be counted."""
    limit = serial.devices_max if serial.devices_kind == LimitKind.NUMBER else None
    blocks = [place < taken for place in range(limit)] if limit and limit <= BLOCKS else []
    return {
        "taken": taken,
        "limit": limit,
        "words": limit_text(serial.devices_kind, serial.devices_max),
        "blocks": blocks,
        "applies": serial.devices_kind != LimitKind.NOT_APPLICABLE,
    }
