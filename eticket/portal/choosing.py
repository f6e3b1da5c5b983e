"""The pólizas to raise a ticket de soporte from: one row a serial, its latest póliza (S50-S56)."""

from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _

from eticket.access.viewers import CustomerViewer
from eticket.lib import dates, days
from eticket.lib.keyset import Page, page_of
from eticket.licensing.finding import matching, with_description, with_devices
from eticket.licensing.models import Serial
from eticket.portal.licences import seats_sentence
from eticket.tickets.opening import with_room

SIZE = 25
FARTHEST = ("-valid_until", "-id")
COLUMNS = ("id", "number", "valid_until", "product__name", "devices_kind", "devices_max")
COUNTED = ("description", "open_count", "open_limit", "active_devices")
RECENT, LOOKED_THROUGH = 3, 30
Row = dict[str, Any]


class Choosing:
    """What the person looks for among the account's serials, and what there is."""

    def __init__(self, viewer: CustomerViewer, query: str, product: str, cursor: str) -> None:
        self.viewer, self.query = viewer, query
        found = matching(viewer.serials, query)
        counted = found.order_by().values("product", "product__name").annotate(n=Count("pk"))
        self.products = [
            (str(one["product"]), one["product__name"], one["n"])
            for one in sorted(counted, key=lambda one: (-one["n"], one["product__name"]))
        ]
        self.all = sum(n for _pk, _name, n in self.products)
        sizes = {pk: n for pk, _name, n in self.products}
        self.product = product if product in sizes else ""
        self.total = sizes.get(self.product, self.all)
        if self.product:
            found = found.filter(product=int(self.product))
        rows = with_devices(with_room(with_description(found)), viewer.devices)
        self.page: Page[Row] = page_of(
            rows.values(*COLUMNS, *COUNTED),
            FARTHEST,
            cursor,
            SIZE,
        )

    def rows(self) -> list[Row]:
        full = [row["id"] for row in self.page.rows if _is_full(row)]
        holders = holders_by_serial(self.viewer, full)
        return [_row(row, holders.get(row["id"], [])) for row in self.page.rows]


def holders_by_serial(viewer: CustomerViewer, serials: list[int]) -> dict[int, list[Row]]:
    """The open tickets on these serials that the person may see."""
    holders: dict[int, list[Row]] = {}
    if serials:
        for ticket in (
            viewer.tickets.open()
            .filter(serial__in=serials)
            .order_by("id")
            .values("serial", "number")
        ):
            url = reverse("portal:tickets.show", args=[ticket["number"]])
            holders.setdefault(ticket["serial"], []).append({**ticket, "url": url})
    return holders


def recent_rows(viewer: CustomerViewer) -> list[Row]:
    """The last three serials this person raised a ticket from, each with that ticket."""
    tickets = (
        viewer.tickets.filter(raised_by=viewer.user, serial__isnull=False)
        .order_by("-opened_at", "-id")
        .values("serial", "opened_at", "subject")[:LOOKED_THROUGH]
    )
    latest: dict[int, Row] = {}
    for ticket in tickets:
        latest.setdefault(ticket["serial"], {**ticket})
    if not latest:
        return []
    found = with_devices(with_room(viewer.serials.filter(pk__in=latest)), viewer.devices)
    serials = found.select_related("product").in_bulk()
    usable = [pk for pk in latest if pk in serials and _is_usable(serials[pk])]
    return [_recent(serials[pk], latest[pk]) for pk in usable[:RECENT]]


def new_url(number: str) -> str:
    return reverse("portal:tickets.new_support", args=[number])


def renewal_url(number: str) -> str:
    """A ticket de servicio to Ventas with this póliza filled in."""
    return f"{reverse('portal:tickets.new_service')}?renovar={number}"


def renewal_of(serial: Serial, sales: str) -> dict[str, str]:
    """What the form of such a ticket begins with; ``sales``: the area's id, or nothing."""
    system = f"{serial.product} {serial.edition}".strip()
    said = {
        "system": system,
        "description": getattr(serial, "description", None) or system,
        "serial": serial.number,
        "day": dates.day(serial.valid_until, days.MEXICO),
    }
    return {
        "area": sales,
        "subject": _("Renovación de póliza: %(system)s") % said,
        "body": _(
            "Solicito la renovación de esta póliza.\n\nDescripción: %(description)s\n"
            "# de serie: %(serial)s\nVigencia: %(day)s"
        )
        % said,
    }


def _is_usable(serial: Any) -> bool:
    return not serial.is_expired and bool(serial.open_count < serial.open_limit)


def _recent(serial: Any, ticket: Row) -> Row:
    return {
        "url": new_url(serial.number),
        "system": f"{serial.product} {serial.edition}".strip(),
        "number": serial.number,
        "days": serial.days_left,
        "expiring": serial.validity == "expiring",
        "seats": seats_sentence(serial.devices_kind, serial.devices_max, serial.active_devices),
        "opened_at": ticket["opened_at"],
        "subject": ticket["subject"],
    }


def _is_full(row: Row) -> bool:
    return bool(row["open_count"] >= row["open_limit"])


def _row(row: Row, holders: list[Row]) -> Row:
    left = days.days_left(row["valid_until"])
    expired = left < 0
    full = _is_full(row) and not expired
    held = {"n": row["open_count"], "limit": row["open_limit"]}
    return {
        "url": renewal_url(row["number"]) if expired else new_url(row["number"]),
        "number": row["number"],
        "product": row["product__name"],
        "description": row["description"] or "",
        "valid_until": dates.day(row["valid_until"], days.MEXICO),
        "days": left,
        "expiring": 0 <= left <= days.EXPIRING_DAYS,
        "seats": seats_sentence(row["devices_kind"], row["devices_max"], row["active_devices"]),
        "expired": expired,
        "full": full,
        "held": _("Ya tiene %(n)d de %(limit)d tickets abiertos.") % held if full else "",
        "holders": holders,
    }
