from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from eticket.access.viewers import CustomerViewer
from eticket.accounts.publishing import publisher
from eticket.lib import dates, days
from eticket.lib.gist import gist
from eticket.licensing.models import Serial
from eticket.portal.tiles import tiles_of
from eticket.privacy import noticing
from eticket.tickets.counting import capped_counts
from eticket.tickets.expecting import answer_expected
from eticket.tickets.models import Status, Ticket

ROWS = 5
ACCEPTED_KEY = "notice"
RATE_WITHIN = timedelta(days=14)
TICKET = ("number", "subject", "status", "turn_since", "closed_at", "product", "area")


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    viewer: CustomerViewer = request.viewer  # type: ignore[attr-defined]
    now = timezone.now()
    unrated = _unrated(viewer, now)
    counts = _counts(viewer, unrated)
    expiring = counts["expiring"] if viewer.membership.manages else 0
    context = {
        "greeting": _greeting(now) % {"name": viewer.user.first_name},
        "today": dates.long_day(now, days.MEXICO),
        "counts": counts,
        "mine": [
            *_waiting(viewer, counts),
            *_expiring(viewer, expiring),
            *_to_rate(unrated, counts),
        ],
        "mine_count": counts["waiting"] + counts["unrated"] + bool(expiring),
        "theirs": _theirs(viewer, counts, now),
        "theirs_count": counts["open"] - counts["waiting"],
        "all_waiting": reverse("portal:tickets.index") + "?estado=waiting",
        "all_open": reverse("portal:tickets.index") + "?estado=abiertos",
        "their_turn": _("Le toca a %(publisher)s") % {"publisher": publisher().short_name},
        "rows": ROWS,
        "tiles": tiles_of(viewer, counts),
        **_unread(request, viewer),
    }
    return render(request, "portal/home.html", context)


@require_safe
def menu(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/menu.html", {"viewer": request.viewer})  # type: ignore[attr-defined]


def _unread(request: HttpRequest, viewer: CustomerViewer) -> dict[str, Any]:
    """A privacy notice this person has not accepted; once they did, the session knows."""
    notice = noticing.current_notice()
    if notice is None or request.session.get(ACCEPTED_KEY) == notice.version:
        return {}
    if noticing.notice_to_read(viewer.user):
        return {"unread": notice, "consent": noticing.consent_of(viewer.user)}
    request.session[ACCEPTED_KEY] = notice.version
    return {}


def _greeting(now: datetime) -> str:
    hour = now.astimezone(days.MEXICO).hour
    if 5 <= hour < 12:
        return _("Buenos días, %(name)s")
    return _("Buenas tardes, %(name)s") if 12 <= hour < 19 else _("Buenas noches, %(name)s")


def _unrated(viewer: CustomerViewer, now: datetime) -> QuerySet[Ticket]:
    return viewer.tickets.filter(
        raised_by=viewer.user,
        status=Status.CLOSED,
        closed_at__gte=now - RATE_WITHIN,
        rating=None,
    )


def _counts(viewer: CustomerViewer, unrated: QuerySet[Ticket]) -> dict[str, int]:
    """All the figures of the page: what every page knows, and one statement more."""
    today = days.today()
    soon = today + timedelta(days=days.EXPIRING_DAYS)
    serials = viewer.serials
    more: dict[str, QuerySet[Any]] = {
        "unrated": unrated,
        "serials": serials,
        "valid": serials.filter(valid_until__gt=soon),
        "expiring": serials.filter(valid_until__range=(today, soon)),
        "expired": serials.filter(valid_until__lt=today),
        "devices": viewer.devices.filter(deactivated_at=None),
        "people": viewer.people.filter(disabled_at=None),
    }
    return viewer.counts | capped_counts(more)


def _waiting(viewer: CustomerViewer, counts: dict[str, int]) -> list[dict[str, Any]]:
    if not counts["waiting"]:
        return []
    waiting = viewer.tickets.open().filter(status=Status.WAITING).select_related("product")
    tickets = viewer.with_last_answer(waiting).only(*TICKET, "product__name")
    return [
        {
            "icon": "waiting",
            "title": ticket.subject,
            "who": ticket.answered_by,  # type: ignore[attr-defined]
            "line": gist(ticket.answer or ""),  # type: ignore[attr-defined]
            "system": ticket.product.name if ticket.product else "",
            "since": ticket.turn_since,
            "act": _("Responder"),
            "url": reverse("portal:tickets.show", args=[ticket.number]) + "#responder",
        }
        for ticket in tickets.order_by("-turn_since", "-id")[:ROWS]
    ]


def _expiring(viewer: CustomerViewer, count: int) -> list[dict[str, Any]]:
    if not count:
        return []
    first: Serial | None = (
        viewer.serials.filter(valid_until__gte=days.today())
        .select_related("product")
        .order_by("valid_until", "id")
        .first()
    )
    if first is None:
        return []
    system = f"{first.product} {first.edition}".strip()
    when = {"system": system, "day": dates.day(first.valid_until, days.MEXICO)}
    left = first.days_left
    return [
        {
            "icon": "expiring",
            "title": ngettext("%(n)d póliza por vencer", "%(n)d pólizas por vencer", count)
            % {"n": count},
            "line": (
                _("La primera: %(system)s, el %(day)s") if count > 1 else "%(system)s, el %(day)s"
            )
            % when,
            "meta": ngettext("Falta %(n)d día", "Faltan %(n)d días", left) % {"n": left}
            if left
            else _("Vence hoy"),
            "act": _("Ver pólizas"),
            "url": reverse("portal:policies.index"),
        }
    ]


def _to_rate(unrated: QuerySet[Ticket], counts: dict[str, int]) -> list[dict[str, Any]]:
    if not counts["unrated"]:
        return []
    tickets = unrated.select_related("product", "assigned_to").only(
        *TICKET, "product__name", "assigned_to__name"
    )
    short = publisher().short_name
    return [
        {
            "icon": "closed",
            "title": ticket.subject,
            "line": _("%(who)s lo cerró; díganos cómo le fue")
            % {"who": ticket.assigned_to.name if ticket.assigned_to else short},
            "system": ticket.product.name if ticket.product else "",
            "since": ticket.closed_at,
            "act": _("Calificar"),
            "url": reverse("portal:tickets.show", args=[ticket.number]) + "#calificar",
        }
        for ticket in tickets.order_by("-closed_at", "-id")[:ROWS]
    ]


def _theirs(viewer: CustomerViewer, counts: dict[str, int], now: datetime) -> list[dict[str, Any]]:
    if counts["open"] <= counts["waiting"]:
        return []
    tickets = (
        viewer.tickets.open()
        .exclude(status=Status.WAITING)
        .select_related("area", "assigned_to")
        .order_by("-turn_since", "-id")[:ROWS]
    )
    return [
        {
            "title": ticket.subject,
            "url": reverse("portal:tickets.show", args=[ticket.number]),
            "line": _("%(who)s lo atiende") % {"who": ticket.assigned_to.name}
            if ticket.assigned_to
            else _("En %(area)s; lo tomará quien se desocupe primero") % {"area": ticket.area.name},
            "expected": answer_expected(ticket.area, ticket.turn_since, now),
        }
        for ticket in tickets
    ]
