"""The audit as the administrator reads it: chosen by person, kind, account and days."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eticket.access.viewers import AgentViewer
from eticket.desk.forms import DayField
from eticket.desk.queues import frame
from eticket.desk.requests import DeskRequest
from eticket.events.kinds import ACCESS, KINDS, is_audited, told
from eticket.events.models import Event, EventQuerySet
from eticket.lib import days, keyset
from eticket.lib.fields import LineField
from eticket.lib.folding import fold

SIZE = 50
CSV_ROWS = 50_000
NAMED = 50
ORDER = ("-happened_at", "-id")
SIGN_INS = ("user.signed_in", "user.signed_out", "user.sign_in_refused")
LOOKS = tuple(kind for kind in ACCESS if kind not in SIGN_INS)
# Groups by the first word of a kind; what no group names is under the last one.
GROUPS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "personas": (gettext_lazy("Personas, contraseñas y sesiones"), ("user", "registration")),
    "usuarios": (gettext_lazy("Usuarios, roles e invitaciones"), ("member", "invitation")),
    "cuentas": (gettext_lazy("Cuentas y correos"), ("account", "address")),
    "licencias": (gettext_lazy("Series y equipos"), ("serial", "device", "policy")),
    "seguridad": (gettext_lazy("Frenos y alarmas"), ("throttle", "security")),
    "catalogos": (gettext_lazy("Catálogos"), ("catalogue",)),
}


def kinds_of(group: str) -> list[str]:
    """The kinds of event of a group of the filter."""
    if group in ("entradas", "consultas"):
        return list(SIGN_INS if group == "entradas" else LOOKS)
    rest = [kind for kind in KINDS if is_audited(kind) and kind not in ACCESS]
    if group in GROUPS:
        return [kind for kind in rest if kind.partition(".")[0] in GROUPS[group][1]]
    grouped = {word for _label, words in GROUPS.values() for word in words}
    return [kind for kind in rest if kind.partition(".")[0] not in grouped]


class AuditForm(forms.Form):
    persona = LineField(label=gettext_lazy("Persona"), max_length=120, required=False)
    cuenta = LineField(label=gettext_lazy("Cuenta"), max_length=120, required=False)
    tipo = forms.ChoiceField(
        label=gettext_lazy("Tipo"),
        required=False,
        choices=[
            ("", gettext_lazy("Todos")),
            ("entradas", gettext_lazy("Inicios de sesión y rechazos")),
            ("consultas", gettext_lazy("Descargas y consultas")),
            *((name, label) for name, (label, _words) in GROUPS.items()),
            ("otros", gettext_lazy("Otros")),
        ],
    )
    desde = DayField(label=gettext_lazy("Desde"), required=False)
    hasta = DayField(label=gettext_lazy("Hasta"), required=False)


def page(request: DeskRequest) -> dict[str, Any]:
    """One page of what was asked for; filters that make no sense are shown and left out."""
    form = AuditForm(request.GET or None)
    chosen = _chosen(form)
    found = keyset.page_of(
        chosen_events(request.viewer, chosen), ORDER, request.GET.get("pagina", ""), SIZE
    )
    base = reverse("desk:audit.index")
    asked = {name: str(value) for name, value in chosen.items() if value}

    def way(cursor: str) -> str:
        return f"{base}?{urlencode({**asked, 'pagina': cursor})}" if cursor else ""

    said = _("%(first)d a %(last)d") % {"first": found.first, "last": found.last}
    return {
        **frame(request),
        "form": form,
        "rows": list(rows_of(request.viewer, found.rows)),
        "said": said if found.previous or found.next else "",
        "previous": way(found.previous),
        "next": way(found.next),
        "csv_url": f"{reverse('desk:audit.export')}?{urlencode(asked)}",
        "is_filtered": bool(asked),
    }


def csv_rows(request: DeskRequest) -> Iterable[tuple[object, ...]]:
    """The rows of the file, newest first, in the order of the page."""
    form = AuditForm(request.GET or None)
    events = chosen_events(request.viewer, _chosen(form)).order_by(*ORDER)[:CSV_ROWS]
    yield tuple(
        str(word)
        for word in (_("Fecha"), _("Qué"), _("Sobre"), _("Quién"), _("Dirección"), _("Navegador"))
    )
    for start in range(0, CSV_ROWS, 500):
        portion = list(events[start : start + 500])
        for row in rows_of(request.viewer, portion):
            yield tuple(row[name] for name in ("at", "said", "about", "by", "address", "browser"))
        if len(portion) < 500:
            return


def chosen_events(viewer: AgentViewer, chosen: dict[str, Any]) -> EventQuerySet:
    """The events of the audit that the filters leave."""
    events: Any = viewer.audit.select_related("actor", "account", "origin")
    if text := chosen.get("persona"):
        named = Q(email__contains=text.lower()) | Q(name__icontains=text)
        ids = list(viewer.people.filter(named).values_list("pk", flat=True)[:NAMED])
        events = events.filter(_of_people(ids))
    if text := chosen.get("cuenta"):
        accounts = viewer.accounts.filter(folded__contains=fold(text))[:NAMED]
        keys = list(accounts.values_list("pk", flat=True))
        places = viewer.every_place.filter(account__in=keys).values_list("user", flat=True)
        events = events.filter(Q(account__in=keys) | _of_people(list(places)))
    if group := chosen.get("tipo"):
        events = events.filter(kind__in=kinds_of(group))
    if chosen.get("desde"):
        events = events.filter(happened_at__gte=_midnight(chosen["desde"]))
    if chosen.get("hasta"):
        events = events.filter(happened_at__lt=_midnight(chosen["hasta"] + timedelta(days=1)))
    return events  # type: ignore[no-any-return]


def rows_of(viewer: AgentViewer, events: list[Event]) -> Iterable[dict[str, str]]:
    """Each event in words; whom it is about is asked once for all."""
    people = {event.subject_id for event in events if event.subject_kind == "user"}
    named = {user.pk: f"{user.name} ({user.email})" for user in viewer.people.filter(pk__in=people)}
    for event in events:
        actor = event.actor.name if event.actor else _("El sistema")
        about = named.get(event.subject_id, "") if event.subject_kind == "user" else ""
        origin = getattr(event, "origin", None)
        yield {
            "at": f"{event.happened_at.astimezone(days.MEXICO):%d/%m/%Y %H:%M:%S}",
            "said": told(event.kind, event.data, actor),
            "about": about or (event.account.name if event.account else ""),
            "by": event.actor.email if event.actor else "",
            "address": origin.address if origin else "",
            "browser": origin.browser if origin else "",
        }


def _chosen(form: AuditForm) -> dict[str, Any]:
    if form.is_bound:
        form.is_valid()
    return form.cleaned_data if form.is_bound else {}


def _of_people(ids: list[int]) -> Q:
    return Q(actor__in=ids) | Q(subject_kind="user", subject_id__in=ids)


def _midnight(day: Any) -> datetime:
    return datetime.combine(day, time(), days.MEXICO)
