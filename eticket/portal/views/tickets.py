from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_safe

from eticket.access.viewers import CustomerViewer
from eticket.lib import dates
from eticket.lib.folding import clean_line
from eticket.lib.keyset import page_of
from eticket.tickets.catalogue import area_names, product_names
from eticket.tickets.counting import CAP, capped_counts, said_count
from eticket.tickets.models import Status, Ticket
from eticket.ui import marks
from eticket.ui.rows import RowTemplate

SIZE = 25
ROW = RowTemplate(
    "portal/tickets/_row.html",
    ["url", "number", "product", "area", "subject", "status", "created", "ago", "exact", "moment"],
    flags=["unread"],
)
OPTION = RowTemplate("portal/tickets/_option.html", ["value", "word"], flags=["chosen"])
COLUMNS = ("id", "number", "product__name", "area__name", "subject", "status", "opened_at")
NEWEST, OLDEST = ("-opened_at", "-id"), ("opened_at", "id")
OPEN, UNREAD = "abiertos", "sin-leer"
# What the address says and the person reads; the rest are the statuses themselves.
STATES = {
    OPEN: gettext_noop("Abiertos"),
    UNREAD: gettext_noop("Sin leer"),
    **{(state := str(value).replace("_", "-")): marks.STATUSES[state] for value in Status},
}
CHIPS = [("", gettext_noop("Todos"), "all"), (OPEN, STATES[OPEN], "open")]
CHIPS += [(UNREAD, STATES[UNREAD], "unread")]


@dataclass(frozen=True)
class Wanted:
    """What the address asks for; whatever it does not understand is as if it were not there."""

    query: str
    state: str
    product: str
    area: str
    oldest_first: bool

    @classmethod
    def of(cls, request: HttpRequest) -> "Wanted":
        given = request.GET
        state = given.get("estado", "")
        return cls(
            query=clean_line(given.get("q", ""))[:200],
            state=state if state in STATES else "",
            product=_number(given.get("sistema", "")),
            area=_number(given.get("area", "")),
            oldest_first=given.get("orden") == "antiguos",
        )

    @property
    def narrows(self) -> bool:
        return bool(self.query or self.state or self.product or self.area)

    def address(self, **changed: str) -> str:
        said = {
            "q": self.query,
            "estado": self.state,
            "sistema": self.product,
            "area": self.area,
            "orden": "antiguos" if self.oldest_first else "",
        } | changed
        return "?" + urlencode({name: value for name, value in said.items() if value})

    def tickets(self, viewer: CustomerViewer) -> QuerySet[Ticket]:
        tickets: QuerySet[Ticket] = viewer.tickets
        if self.state == OPEN:
            tickets = viewer.tickets.open()
        elif self.state == UNREAD:
            tickets = tickets.filter(pk__in=viewer.unread.values("ticket"))
        elif self.state:
            tickets = tickets.filter(status=self.state.replace("-", "_"))
        if self.product:
            tickets = tickets.filter(product=int(self.product))
        if self.area:
            tickets = tickets.filter(area=int(self.area))
        return viewer.search(tickets, self.query)


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    viewer: CustomerViewer = request.viewer  # type: ignore[attr-defined]
    wanted = Wanted.of(request)
    found = wanted.tickets(viewer)
    counts = viewer.counts
    total = capped_counts({"found": found})["found"] if wanted.narrows else counts["all"]
    page = page_of(
        viewer.with_unread(found).values(*COLUMNS, "is_unread"),
        OLDEST if wanted.oldest_first else NEWEST,
        request.GET.get("pagina", ""),
        SIZE,
    )
    context = {
        "wanted": wanted,
        "counts": counts,
        "total": total,
        "rows": ROW.filled(_rows(page.rows)),
        "chips": _chips(wanted, counts),
        "states": _options([(value, _(word)) for value, word in STATES.items()], wanted.state),
        "products": _options(product_names(), wanted.product),
        "areas": _options(area_names(), wanted.area),
        "said": _said(total, counts["unread"], wanted),
        "other_order": wanted.address(orden="" if wanted.oldest_first else "antiguos"),
        "place": page.said(total, CAP),
        "more": page.following(total, CAP),
        "previous": wanted.address(pagina=page.previous) if page.previous else "",
        "next": wanted.address(pagina=page.next) if page.next else "",
    }
    return render(request, "portal/tickets/index.html", context)


def _rows(tickets: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each ticket as the strings of its row; the template only puts them in place."""
    now, zone = timezone.now(), timezone.get_current_timezone()
    address = reverse("portal:tickets.show", args=["NUMBER"])
    rows = []
    for ticket in tickets:
        label, ago, exact = dates.relative(ticket["opened_at"], now, zone)
        rows.append(
            {
                "url": address.replace("NUMBER", quote(ticket["number"], safe="")),
                "number": ticket["number"],
                "product": ticket["product__name"] or "",
                "area": ticket["area__name"],
                "subject": ticket["subject"],
                "unread": ticket["is_unread"],
                "status": marks.status(ticket["status"]),
                "created": label,
                "ago": ago,
                "exact": exact,
                "moment": ticket["opened_at"].isoformat(),
            }
        )
    return rows


def _options(choices: list[tuple[str, str]], chosen: str) -> str:
    return OPTION.filled(
        {"value": value, "word": word, "chosen": value == chosen} for value, word in choices
    )


def _chips(wanted: Wanted, counts: dict[str, int]) -> list[dict[str, Any]]:
    return [
        {
            "label": _(word),
            "count": said_count(counts[name]),
            "url": wanted.address(estado=state),
            "current": wanted.state == state,
        }
        for state, word, name in CHIPS
    ]


def _said(total: int, unread: int, wanted: Wanted) -> str:
    if wanted.narrows:
        one, many = _("%(n)s ticket encontrado"), _("%(n)s tickets encontrados")
        return (one if total == 1 else many) % {"n": said_count(total)}
    said = (_("%(n)s ticket") if total == 1 else _("%(n)s tickets")) % {"n": said_count(total)}
    if unread:
        return _("%(tickets)s, %(n)s con respuesta sin leer") % {
            "tickets": said,
            "n": said_count(unread),
        }
    return said


def _number(text: str) -> str:
    return text if text.isascii() and text.isdigit() and len(text) < 10 else ""
