"""The customer card beside a ticket: who asks, with what licence, and what came before."""

from datetime import timedelta
from typing import Any
from urllib.parse import quote

from django.db.models import Avg, Count
from django.urls import reverse

from eticket.access.viewers import AgentViewer
from eticket.accounts import addresses
from eticket.lib import days
from eticket.licensing.models import LimitKind, Serial, limit_text
from eticket.tickets.counting import capped_counts
from eticket.tickets.models import Ticket

EARLIER = 3
# From thirteen seats on the bar is continuous.
BLOCKS = 12


def card(ticket: Ticket, viewer: AgentViewer) -> dict[str, Any]:
    """What the far pane shows for a ticket."""
    account, serial, today = ticket.account, ticket.serial, days.today()
    serials = viewer.serials.filter(account=account)
    soon = today + timedelta(days=days.EXPIRING_DAYS)
    others = viewer.tickets.filter(account=account).exclude(pk=ticket.pk)
    counts = capped_counts(
        {
            "policies": viewer.policies.filter(serial__account=account),
            "expiring": serials.filter(valid_until__gte=today, valid_until__lte=soon),
            "expired": serials.filter(valid_until__lt=today),
            "others": others,
            "devices": viewer.devices.filter(serial=serial, deactivated_at=None),
        }
    )
    membership = viewer.memberships.filter(account=account, user=ticket.raised_by_id).first()
    person = membership.user if membership else None
    is_own = bool(person and person.email_proved_at and person.email == ticket.follow_up_email)
    earlier = others.order_by("-opened_at", "-id").values("number", "subject", "status")
    return {
        "account": account,
        "role": membership.get_role_display() if membership else "",
        "proved": is_own or addresses.is_proved(account, ticket.follow_up_email),
        "serial": serial,
        "seats": seats(serial, counts["devices"]) if serial else None,
        "counts": counts,
        "earlier": [
            {**row, "url": reverse("desk:tickets.show", args=[quote(row["number"])])}
            for row in earlier[:EARLIER]
        ],
        "tickets_url": f"{reverse('desk:tickets.index')}?cuenta={account.pk}",
        "rating": viewer.ratings.filter(ticket__account=account).aggregate(
            stars=Avg("stars"), number=Count("pk")
        ),
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
