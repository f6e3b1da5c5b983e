from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_safe

from eticket.access.viewers import CustomerViewer
from eticket.accounts import looking
from eticket.lib import dates, days
from eticket.lib.csvs import rows_to_csv
from eticket.lib.folding import clean_line
from eticket.lib.keyset import page_of
from eticket.lib.serials import clean_serial
from eticket.licensing.activating import quota_of
from eticket.licensing.finding import matching
from eticket.licensing.models import Device, Serial, validity_of
from eticket.portal.device_forms import REASONS
from eticket.portal.licences import (
    days_sentence,
    device_rows,
    limits_of,
    no_activation,
    no_changes_left,
    quota_sentence,
    renewal_ways,
    seats_of,
    ticket_rows,
    viewer_of_licences,
)
from eticket.ui import marks

SIZE = 25
DEVICES_SIZE = 24
CHANGES_SHOWN = 500
ORDER = ("-valid_until", "-id")
STATES = {
    "vigentes": gettext_noop("Vigentes"),
    "por-vencer": gettext_noop("Por vencer"),
    "vencidas": gettext_noop("Vencidas"),
}


@dataclass(frozen=True)
class Wanted:
    """What the address of the lists asks for; what it does not understand is left out."""

    query: str = ""
    state: str = ""
    product: str = ""

    @classmethod
    def of(cls, request: HttpRequest) -> "Wanted":
        state, product = request.GET.get("estado", ""), request.GET.get("sistema", "")
        return cls(
            query=clean_line(request.GET.get("q", ""))[:200],
            state=state if state in STATES else "",
            product=product
            if product.isascii() and product.isdigit() and len(product) < 10
            else "",
        )

    @property
    def narrows(self) -> bool:
        return bool(self.query or self.state or self.product)

    def address(self, **changed: str) -> str:
        said = {"q": self.query, "estado": self.state, "sistema": self.product} | changed
        return "?" + urlencode({name: value for name, value in said.items() if value})

    def serials(self, viewer: CustomerViewer) -> QuerySet[Serial]:
        serials = viewer.serials
        if self.state:
            serials = serials.filter(in_state(self.state))
        if self.product:
            serials = serials.filter(product=int(self.product))
        return matching(serials, self.query)


def in_state(state: str) -> Q:
    today = days.today()
    soon = today + timedelta(days=days.EXPIRING_DAYS)
    return {
        "vigentes": Q(valid_until__gt=soon),
        "por-vencer": Q(valid_until__range=(today, soon)),
        "vencidas": Q(valid_until__lt=today),
    }[state]


def list_context(
    request: HttpRequest, viewer: CustomerViewer, wanted: Wanted, found: QuerySet[Serial, Any]
) -> dict[str, Any]:
    """What both lists of licences have in common: filters, counts and one page of rows."""
    counts = viewer.serials.aggregate(
        all=Count("pk"), **{name: Count("pk", filter=in_state(name)) for name in STATES}
    )
    total = wanted.serials(viewer).count() if wanted.narrows else counts["all"]
    page = page_of(found, ORDER, request.GET.get("pagina", ""), SIZE)
    products = viewer.serials.order_by("product__name").values_list("product", "product__name")
    return {
        "wanted": wanted,
        "counts": counts,
        "total": total,
        "rows": page.rows,
        "states": [
            (value, _(word), counts[value], wanted.address(estado=value))
            for value, word in STATES.items()
        ],
        "all_url": wanted.address(estado=""),
        "products": [(str(pk), name) for pk, name in products.distinct()],
        "place": page.said(total, total),
        "more": page.following(total, total),
        "previous": wanted.address(pagina=page.previous) if page.previous else "",
        "next": wanted.address(pagina=page.next) if page.next else "",
    }


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of_licences(request)
    wanted = Wanted.of(request)
    found = wanted.serials(viewer).values("id", "number", "product__name", "edition", "valid_until")
    context = list_context(request, viewer, wanted, found)
    context["rows"] = [_row(serial) for serial in context["rows"]]
    return render(request, "portal/serials/index.html", context)


@require_safe
def show(request: HttpRequest, number: str) -> HttpResponse:
    viewer = viewer_of_licences(request)
    serial = _serial(viewer, number)
    devices = viewer.devices.filter(serial=serial)
    counts = devices.aggregate(
        active=Count("pk", filter=Q(deactivated_at=None)),
        inactive=Count("pk", filter=Q(deactivated_at__isnull=False)),
    )
    inactive = "inactivos" in request.GET and bool(counts["inactive"])
    shown = devices.filter(deactivated_at__isnull=not inactive).select_related("deactivated_by")
    order = ("-deactivated_at", "-id") if inactive else ("activated_at", "id")
    page = page_of(shown, order, request.GET.get("pagina", ""), DEVICES_SIZE)
    total = counts["inactive" if inactive else "active"]
    here = "?inactivos&" if inactive else "?"
    seats, quota = seats_of(serial, counts["active"]), quota_of(serial)
    changes = viewer.device_changes.filter(device__in=[one.pk for one in page.rows])
    context = {
        "serial": serial,
        "tickets": ticket_rows(viewer.tickets.filter(serial=serial)),
        **renewal_ways(serial),
        "seats": seats,
        "may_change": viewer.manages_devices,
        "quota": quota_sentence(quota),
        "no_activation": no_activation(serial, seats, quota),
        "no_deactivation": no_changes_left(quota),
        "reasons": REASONS,
        "limits": limits_of(serial),
        "left": days_sentence(serial.valid_until),
        "counts": counts,
        "inactive": inactive,
        "devices": device_rows(
            page.rows, changes.select_related("by").order_by("-id")[:CHANGES_SHOWN]
        ),
        "place": page.said(total, total),
        "previous": f"{here}pagina={page.previous}" if page.previous else "",
        "next": f"{here}pagina={page.next}" if page.next else "",
    }
    return render(request, "portal/serials/show.html", context)


@require_safe
def devices_csv(request: HttpRequest, number: str) -> HttpResponseBase:
    """Listado Equipos (S83): all computers of the serial, active ones first."""
    viewer = viewer_of_licences(request)
    serial = _serial(viewer, number)
    devices = viewer.devices.filter(serial=serial).select_related("deactivated_by")
    looking.downloaded(
        serial, _("los equipos de la serie %(number)s") % {"number": serial.number}, by=viewer.user
    )
    rows = _csv_rows(serial, devices.order_by("deactivated_at", "activated_at", "id").iterator(500))
    return StreamingHttpResponse(
        rows_to_csv(rows),
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="equipos-{serial.number[:8]}.csv"',
        },
    )


def _serial(viewer: CustomerViewer, number: str) -> Serial:
    serials = viewer.with_renewal(viewer.serials).select_related("product")
    found: Serial = get_object_or_404(serials, number=clean_serial(number) or "")
    return found


def _row(serial: dict[str, Any]) -> dict[str, Any]:
    valid_until: date = serial["valid_until"]
    return {
        "url": reverse("portal:serials.show", args=[serial["number"]]),
        "number": serial["number"],
        "product": f"{serial['product__name']} {serial['edition']}".strip(),
        "valid_until": dates.day(valid_until, days.MEXICO),
        "days": days.days_left(valid_until),
        "status": marks.status(validity_of(valid_until)),
    }


def _csv_rows(serial: Serial, devices: Iterable[Device]) -> Iterator[list[object]]:
    yield [
        _("Sistema"), _("Número de serie"), _("Nombre Equipo"), _("Estado"), _("Activación"),
        _("Visto"), _("Desactivación"), _("Desactivado por"), _("Motivo"), _("Versión"),
        _("Sistema operativo"), _("Usuario"), _("Direcciones"),
    ]  # fmt: skip
    for device in devices:
        yield [
            serial.product.name,
            serial.number,
            device.name,
            _("Activo") if device.is_active else _("Inactivo"),
            _day(device.activated_at),
            _day(device.last_seen_at),
            _day(device.deactivated_at),
            device.deactivated_by or "",
            device.deactivation_reason,
            device.product_version,
            device.system,
            device.user_name,
            device.addresses,
        ]


def _day(moment: date | None) -> str:
    return dates.day(moment, days.MEXICO) if moment else ""
