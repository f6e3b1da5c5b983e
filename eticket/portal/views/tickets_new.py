import re
import secrets
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from eticket.access.viewers import CustomerViewer
from eticket.accounts.contacting import remember_contact
from eticket.lib.errors import RuleBroken
from eticket.lib.folding import clean_line
from eticket.lib.serials import clean_serial
from eticket.licensing.models import Serial
from eticket.portal.choosing import Choosing, recent_rows, renewal_of
from eticket.portal.forms import TicketForm
from eticket.portal.new_ticket_page import Refusal, beside_form, devices_of
from eticket.portal.swapping import Swap, keep_typed, seats_beside, swap_of
from eticket.tickets import attaching, drafting
from eticket.tickets.attaching import Chosen, FilesRefused
from eticket.tickets.counting import CAP
from eticket.tickets.models import Area, Draft, Kind, Ticket
from eticket.tickets.opening import FormAlreadyUsed, open_ticket
from eticket.tickets.uploading import refused_files

SALES = "Ventas"
FORM_KEY = re.compile(r"[\w-]{16,40}", re.ASCII)


@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    viewer: CustomerViewer = request.viewer  # type: ignore[attr-defined]
    if not viewer.is_customer:
        return redirect("portal:tickets.new_service")
    query = clean_line(request.GET.get("q", ""))[:200]
    cursor = request.GET.get("pagina", "")
    choosing = Choosing(viewer, query, request.GET.get("sistema", ""), cursor)
    page, whole = choosing.page, not (query or choosing.product or cursor)

    def address(**said: str) -> str:
        given = {"q": query, "sistema": choosing.product, **said}
        return "?" + urlencode({name: value for name, value in given.items() if value})

    context = {
        "query": query,
        "product": choosing.product,
        "chips": [
            {
                "label": name,
                "count": f"{n:,}",
                "url": address(sistema=pk),
                "current": pk == choosing.product,
            }
            for pk, name, n in [("", _("Todos"), choosing.all), *choosing.products]
        ],
        "total": f"{choosing.total:,}",
        "has_none": not query and not choosing.all,
        "rows": choosing.rows(),
        "recent": recent_rows(viewer) if whole else [],
        "place": page.said(choosing.total, max(choosing.total, CAP)),
        "more": page.following(choosing.total, max(choosing.total, CAP)),
        "previous": address(pagina=page.previous) if page.previous else "",
        "next": address(pagina=page.next) if page.next else "",
    }
    return render(request, "portal/tickets/new.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def support(request: HttpRequest, serial: str) -> HttpResponse:
    return _form(request, Kind.SUPPORT, _serial(request, clean_serial(serial) or ""))


@require_http_methods(["GET", "HEAD", "POST"])
def service(request: HttpRequest) -> HttpResponse:
    given = request.POST if request.method == "POST" else request.GET
    renewed = clean_serial(given.get("renovar", ""))
    return _form(request, Kind.SERVICE, _serial(request, renewed) if renewed else None)


def _serial(request: HttpRequest, number: str) -> Serial:
    viewer: CustomerViewer = request.viewer  # type: ignore[attr-defined]
    serial = viewer.serial_to_ask_about(number)
    if serial is None:
        raise Http404
    return serial


def _form(request: HttpRequest, kind: Kind, serial: Serial | None) -> HttpResponse:
    viewer: CustomerViewer = request.viewer  # type: ignore[attr-defined]
    given = request.POST if request.method == "POST" else request.GET
    previous = None
    if number := given.get("anterior"):
        previous = viewer.tickets.filter(number=clean_line(number)[:40]).first()
    form_of: dict[str, Any] = {
        "kind": kind,
        "person": viewer.user,
        "areas": list(viewer.areas),
        "products": () if serial else list(viewer.products),
        "serial": serial,
        "devices": devices_of(viewer, serial) if kind == Kind.SUPPORT else (),
    }
    if request.method == "POST":
        return _send(request, TicketForm(**form_of, data=request.POST), previous)
    begun, draft = _begun(viewer, kind, serial, previous, form_of["areas"])
    form = TicketForm(**form_of, initial={"device": given.get("equipo")} | begun)
    kept = draft.fields.get("upload", "").split() if draft else []
    uploads = attaching.claim(kept, viewer.user) if kept else []
    return _page(request, form, previous, uploads=uploads, draft=draft)


def _begun(
    viewer: CustomerViewer,
    kind: Kind,
    serial: Serial | None,
    previous: Ticket | None,
    areas: list[Area],
) -> tuple[dict[str, Any], Draft | None]:
    """What a fresh form begins with: one's draft (C114), a renewal, or an earlier ticket."""
    draft = viewer.draft(drafting.form_of_new(serial, kind))
    if draft:
        return draft.fields, draft
    if serial and kind == Kind.SERVICE:
        sales = next((str(area.pk) for area in areas if area.name == SALES), "")
        return renewal_of(serial, sales), None
    return ({"subject": previous.subject, "product": previous.product_id} if previous else {}), None


def _send(request: HttpRequest, form: TicketForm, previous: Ticket | None) -> HttpResponse:
    viewer: CustomerViewer = request.viewer  # type: ignore[attr-defined]
    tokens = request.POST.getlist("upload")
    chosen = attaching.choose(
        request.FILES.getlist("files"), tokens, viewer.user, refused_files(request)
    )
    key = request.POST.get("form_key", "")
    key = key if FORM_KEY.fullmatch(key) else secrets.token_urlsafe(16)
    if token := request.POST.get("drop"):
        attaching.unstage(token, viewer.user)
        chosen.files = [file for file in chosen.files if file.token != token]
        return _back(request, form, previous, chosen, key=key, status=200)
    if not form.is_valid():
        return _back(request, form, previous, chosen, key=key)
    if chosen.problems:
        made = _made_before(viewer, form, key)
        return _to(made) if made else _back(request, form, previous, chosen, key=key)
    if "swap" not in request.POST and (swap := swap_of(viewer, form)):
        return _back(request, form, previous, chosen, key=key, swap=swap, status=200)
    new = form.new_ticket(previous)
    try:
        ticket = open_ticket(
            viewer.account, new, by=viewer.user, files=chosen.files, form_key=_own(viewer, key)
        )
    except FilesRefused as refusal:
        chosen.problems.append(str(refusal))
        return _back(request, form, previous, chosen, key=key)
    except RuleBroken as broken:
        refusal_page = Refusal.of(broken, viewer, new)
        if isinstance(broken, FormAlreadyUsed):
            key = secrets.token_urlsafe(16)
        return _back(request, form, previous, chosen, key=key, refusal=refusal_page)
    remember_contact(viewer.user, phone=new.phone, contact_hours=new.contact_hours)
    messages.success(request, _("Se generó el ticket %(number)s.") % {"number": ticket.number})
    return _to(ticket)


def _made_before(viewer: CustomerViewer, form: TicketForm, key: str) -> Ticket | None:
    """The ticket that this very form made: then its files are no longer kept for it (C001)."""
    made = viewer.tickets.filter(form_key=_own(viewer, key)).first()
    if made is None or made.subject != form.cleaned_data["subject"]:
        return None
    first = viewer.messages(made).first()
    return made if first and first.body == form.cleaned_data["body"] else None


def _own(viewer: CustomerViewer, key: str) -> str:
    return f"{viewer.user.pk}:{key}"


def _to(ticket: Ticket) -> HttpResponseRedirect:
    return redirect("portal:tickets.show", number=ticket.number)


def _back(
    request: HttpRequest,
    form: TicketForm,
    previous: Ticket | None,
    chosen: Chosen,
    *,
    key: str,
    refusal: Refusal | None = None,
    swap: Swap | None = None,
    status: int = 422,
) -> HttpResponse:
    """The form again, with all that was typed and every file that could be kept (C014)."""
    if status == 200:
        form = form.as_typed()
    else:
        for problem in chosen.problems:
            form.add_error("attachments", problem)
    uploads = chosen.keep(request.user)  # type: ignore[arg-type]
    if swap:
        keep_typed(request.viewer, form, uploads)  # type: ignore[attr-defined]
    return _page(
        request, form, previous, uploads=uploads, key=key, refusal=refusal, swap=swap, status=status
    )


def _page(
    request: HttpRequest,
    form: TicketForm,
    previous: Ticket | None,
    *,
    uploads: Any = (),
    draft: Draft | None = None,
    key: str = "",
    refusal: Refusal | None = None,
    swap: Swap | None = None,
    status: int = 200,
) -> HttpResponse:
    viewer: CustomerViewer = request.viewer  # type: ignore[attr-defined]
    context = {
        "form": form,
        "serial": form.serial,
        "renews": form.serial is not None and form.kind == Kind.SERVICE,
        "previous": previous,
        "uploads": uploads,
        "draft": draft,
        "draft_of": drafting.form_of_new(form.serial, form.kind),
        "form_key": key or secrets.token_urlsafe(16),
        "swap": swap,
        **seats_beside(viewer, form.serial, request.GET),
        "refusal": refusal or Refusal.ahead(viewer, form),
        **beside_form(viewer, form),
    }
    return render(request, "portal/tickets/new_form.html", context, status=status)
