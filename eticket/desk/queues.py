"""The left and the middle pane: views with their counters, and one page of tickets."""

from html import escape
from typing import Any
from urllib.parse import quote

from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from eticket.access import rights
from eticket.access.viewers import AgentViewer
from eticket.desk.choosing import EVERYWHERE, QUEUES, Choice, tickets_of
from eticket.desk.requests import DeskRequest
from eticket.lib import dates, keyset
from eticket.tickets.catalogue import product_names
from eticket.tickets.counting import CAP, capped_counts
from eticket.tickets.models import Status
from eticket.ui import marks

SIZE = 50
VIEWS = {
    "mios": (gettext_noop("Mis tickets"), "inbox"),
    "sin-asignar": (gettext_noop("Sin asignar"), "circle-dashed"),
    "en-espera": (gettext_noop("En espera del cliente"), "pause"),
    "cerrados-hoy": (gettext_noop("Cerrados hoy"), "circle-check"),
}
SECURITY = (
    ("privacy.attend", gettext_noop("Privacidad"), "hand", "desk:privacy.index"),
    ("audit.read", gettext_noop("Auditoría"), "history", "desk:audit.index"),
    ("throttles.lift", gettext_noop("Accesos frenados"), "shield-check", "desk:throttles.index"),
)
AREA_ICONS = ("headset", "tag", "message-circle", "life-buoy", "folder")
ORDER_WORDS = {
    "espera": gettext_noop("Más tiempo en espera"),
    "nuevos": gettext_noop("Más nuevos primero"),
    "antiguos": gettext_noop("Más antiguos primero"),
    "cerrados": gettext_noop("Cerrados al último"),
}
STATUS_WORDS = {
    Status.OPEN: gettext_noop("Abierto"),
    Status.IN_PROGRESS: gettext_noop("En proceso"),
    Status.WAITING: gettext_noop("En espera del cliente"),
    Status.CLOSED: gettext_noop("Cerrado"),
    Status.CANCELLED: gettext_noop("Cancelado"),
}
# Minutes a turn may wait before its clock turns amber, then grana.
SOON, LATE = 4 * 60, 24 * 60
# Fifty times a page: put together here, because a template takes as long as all the rest.
ROW = (
    '<li{unread}>{glyph}<a class="title" href="{url}" title="{subject}"{current} hx-boost="true"'
    ' hx-target="#content" hx-select="#content" hx-swap="outerMorph">{subject}</a>{due}'
    '<span class="from">{account}</span><span class="to{mine}">{who}</span></li>'
)
COLUMNS = (
    "id",
    "number",
    "subject",
    "status",
    "opened_at",
    "closed_at",
    "turn_since",
    "assigned_to_id",
    "assigned_to__name",
    "account__name",
)


def frame(request: DeskRequest, current: str = "", counts: dict[str, int] | None = None) -> Any:
    """What every page of the desk has at its left: the views, counted in one statement."""
    viewer = request.viewer
    counts = viewer.queue_counts() if counts is None else counts
    index = reverse("desk:tickets.index")
    views = [
        _entry(_(label), icon, f"{index}?vista={name}", name == current, counts[QUEUES[name]])
        for name, (label, icon) in VIEWS.items()
    ]
    areas = [
        _entry(
            area.name,
            AREA_ICONS[min(place, len(AREA_ICONS) - 1)],
            f"{index}?vista=area-{area.pk}",
            current == f"area-{area.pk}",
            counts[f"area-{area.pk}"],
        )
        for place, area in enumerate(viewer.my_areas)
    ]
    section = request.resolver_match.view_name if request.resolver_match else ""
    desk = [
        _entry(
            _("Levantar ticket"),
            "ticket-plus",
            reverse("desk:tickets.new"),
            section.startswith("desk:tickets.new"),
        ),
        _entry(
            _("Clientes"),
            "users",
            reverse("desk:customers.index"),
            section.startswith(("desk:customers", "desk:serials")),
        ),
    ]
    if rights.may(viewer.user, "imports.run"):
        here = section.startswith("desk:imports")
        desk.append(_entry(_("Importar"), "upload", reverse("desk:imports.index"), here))
    if rights.may(viewer.user, "catalogues.edit"):
        desk.append(_entry(_("Catálogos"), "settings", reverse("admin:index"), False))
    for right, word, icon, name in SECURITY:
        if rights.may(viewer.user, right):
            here = section.startswith(name.removesuffix(".index"))
            desk.append(_entry(_(word), icon, reverse(name), here))
    groups = [("", views), (_("Áreas"), areas), (_("Mesa"), desk)]
    return {"groups": groups, "desk_counts": counts}


def page_of_list(request: DeskRequest, choice: Choice, current: str = "") -> dict[str, Any]:
    """The middle pane: one page of the chosen tickets, rows with ready words."""
    viewer = request.viewer
    tickets = tickets_of(choice, viewer)
    counts = viewer.queue_counts()
    total = (
        capped_counts({"here": tickets})["here"]
        if choice.is_narrowed
        else counts[QUEUES.get(choice.view, choice.view)]
    )
    page = keyset.page_of(tickets.values(*COLUMNS), choice.columns, choice.cursor, SIZE)
    index = reverse("desk:tickets.index")
    return {
        **frame(request, choice.view if not choice.query else "", counts),
        "choice": choice,
        "query": choice.query,
        "title": _title(choice, viewer),
        "total": counted(total),
        "rows": _rows(
            page.rows, viewer, index, f"/{choice.where(cursor=choice.cursor)}#ultimo", current
        ),
        "said": page.said(total, CAP) if page.previous or page.next else "",
        "previous": index + choice.where(cursor=page.previous) if page.previous else "",
        "next": index + choice.where(cursor=page.next) if page.next else "",
        "here": index + choice.where(),
        "order_word": _(ORDER_WORDS[choice.order or choice.orders[0]]),
        "orders": [(name, _(ORDER_WORDS[name])) for name in choice.orders],
        "filters": _filters(choice, viewer),
        "undo": [
            (_filter_word(name, value, viewer), index + choice.where(**{name: ""}))
            for name, value in choice.filters.items()
            if name != "account"
        ],
    }


def counted(number: int) -> str:
    """A count that was carried just beyond the cap: "31", "1,000+"."""
    return f"{number:,}" if number <= CAP else f"{CAP:,}+"


def waited(minutes: int) -> str:
    """How long a turn has waited: "18 min", "1 h 06", "3 d"."""
    if minutes < 60:
        return f"{max(minutes, 0)} min"
    if minutes < 48 * 60:
        return f"{minutes // 60} h {minutes % 60:02}"
    return f"{minutes // (24 * 60)} d"


def _entry(label: str, icon: str, url: str, current: bool, number: int | None = None) -> Any:
    shown = "" if number is None else counted(number)
    return {"label": label, "icon": icon, "url": url, "current": current, "number": shown}


def _title(choice: Choice, viewer: AgentViewer) -> str:
    if choice.query:
        return _("Resultados")
    if choice.view == EVERYWHERE:
        account = choice.account and viewer.accounts.filter(pk=int(choice.account)).first()
        return str(account) if account else _("Todos los tickets")
    if choice.view in VIEWS:
        return _(VIEWS[choice.view][0])
    return next(area.name for area in viewer.my_areas if choice.view == f"area-{area.pk}")


def _rows(
    rows: list[Any], viewer: AgentViewer, index: str, where: str, current: str
) -> list[dict[str, Any]]:
    now, zone = timezone.now(), timezone.get_current_timezone()
    glyphs = {
        value: marks.status(value, word=_(word), glyph_only=True)
        for value, word in STATUS_WORDS.items()
    }
    nobody, you, paused = _("Sin asignar"), _("Usted"), _mark("paused", "pause", _("En pausa"))
    mine = viewer.user.pk
    ready = []
    for row in rows:
        holder, status = row["assigned_to_id"], row["status"]
        others = holder is not None and holder != mine
        bold = holder is None and status in (Status.OPEN, Status.IN_PROGRESS)
        due = paused if status == Status.WAITING else _due(row, now, zone)
        drawn = ROW.format(
            unread=' class="unread"' if bold else "",
            glyph=glyphs[status],
            url=escape(index + quote(row["number"]) + where),
            subject=escape(row["subject"]),
            current=' aria-current="true"' if row["number"] == current else "",
            due=due,
            account=escape(row["account__name"]),
            mine=" mine" if holder == mine else "",
            who=escape(_short(row["assigned_to__name"])) if others else you if holder else nobody,
        )
        ready.append(
            {"subject": row["subject"], "bold": bold, "due": due, "html": SafeString(drawn)}
        )
    return ready


def _due(row: dict[str, Any], now: Any, zone: Any) -> SafeString:
    if row["closed_at"]:
        label = dates.relative(row["closed_at"], now, zone)[0]
        return _mark("paused", "", label)
    minutes = int((now - row["turn_since"]).total_seconds() // 60)
    level = "late" if minutes >= LATE else "soon" if minutes >= SOON else ""
    return _mark(level, "clock" if level else "", waited(minutes))


def _mark(level: str, icon: str, text: str) -> SafeString:
    drawn = marks.icon(icon, 16) if icon else ""
    return SafeString(f'<span class="due {level}">{drawn}{escape(text)}</span>')


def _short(name: str | None) -> str:
    """ "Daniela Arriaga Soto" as the list has room for: "D. Arriaga"."""
    first, _blank, rest = (name or "").partition(" ")
    return f"{first[:1]}. {rest.split(' ')[0]}" if rest else first


def _filters(choice: Choice, viewer: AgentViewer) -> list[dict[str, Any]]:
    """The selects of the filter panel: name in the address, label, chosen, options."""
    statuses = [(value.value, _(word)) for value, word in STATUS_WORDS.items()]
    areas = [(str(area.pk), area.name) for area in viewer.my_areas]
    people = [("usted", _("Usted")), ("nadie", _("Sin asignar"))]
    people += [(str(pk), name) for pk, name in viewer.colleague_names if pk != viewer.user.pk]
    filters = [("estado", _("Seguimiento"), choice.status, statuses)]
    if len(areas) > 1 and not choice.view.startswith("area-"):
        filters.append(("area", _("Área"), choice.area, areas))
    filters.append(("sistema", _("Sistema"), choice.product, product_names()))
    if choice.view not in ("mios", "sin-asignar"):
        filters.append(("asignado", _("Atiende"), choice.assigned, people))
    return [
        {"name": name, "label": label, "value": value, "options": options}
        for name, label, value, options in filters
    ]


def _filter_word(name: str, value: str, viewer: AgentViewer) -> str:
    if name == "status":
        return _(STATUS_WORDS[Status(value)])
    if name == "area":
        return next(area.name for area in viewer.my_areas if str(area.pk) == value)
    if name == "assigned" and value in ("usted", "nadie"):
        return _("Usted") if value == "usted" else _("Sin asignar")
    source = viewer.products if name == "product" else viewer.colleagues
    return str(source.filter(pk=int(value)).first() or _("Filtro"))
