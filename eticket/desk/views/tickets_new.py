from secrets import token_urlsafe
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from eticket.accounts.models import Account
from eticket.desk.forms import TicketForm
from eticket.desk.queues import frame
from eticket.desk.requests import DeskRequest
from eticket.lib.errors import RuleBroken
from eticket.lib.folding import clean_line, fold
from eticket.licensing.finding import matching
from eticket.licensing.models import Serial
from eticket.tickets import attaching
from eticket.tickets.models import Kind, Ticket
from eticket.tickets.opening import NewTicket, holders_of, open_ticket
from eticket.tickets.uploading import refused_files

FOUND = 20


@require_safe
def choose(request: DeskRequest) -> HttpResponse:
    query = clean_line(request.GET.get("cliente", ""))[:200]
    viewer = request.viewer
    found = viewer.find_accounts(fold(query)).order_by("folded")[:FOUND] if query else []
    context = {**frame(request), "customer_query": query, "found": list(found), "limit": FOUND}
    return render(request, "desk/tickets/new.html", context)


def new(request: DeskRequest, account: int) -> HttpResponse:
    viewer = request.viewer
    customer = get_object_or_404(viewer.accounts, pk=account)
    serials = viewer.serials.filter(account=customer).select_related("product")
    number = request.GET.get("serie", "")
    is_service = "servicio" in request.GET
    serial = get_object_or_404(serials, number=number) if number else None
    if serial is None and not is_service and not serials.exists():
        is_service = True
    if serial is None and not is_service:
        return _choose_serial(request, customer, serials)
    return _form(request, customer, serial)


def _choose_serial(request: DeskRequest, account: Account, serials: Any) -> HttpResponse:
    query = clean_line(request.GET.get("buscar", ""))[:60]
    found = matching(serials, query) if query else serials
    context = {
        **frame(request),
        "account": account,
        "serial_query": query,
        "serials": list(found.order_by("-valid_until", "-id")[:FOUND]),
        "limit": FOUND,
        "previous": request.GET.get("anterior", ""),
    }
    return render(request, "desk/tickets/new_serial.html", context)


def _form(request: DeskRequest, account: Account, serial: Serial | None) -> HttpResponse:
    viewer = request.viewer
    people, contacts = _people(account)
    areas = viewer.all_areas
    form = TicketForm(
        request.POST or None,
        people=[(key, label) for key, label, *_rest in (*people, *contacts)],
        areas=areas,
        products=None if serial else viewer.products,
        devices=viewer.devices.filter(serial=serial).order_by("name", "id") if serial else None,
        initial={"person": request.GET.get("persona", "")},
    )
    context: dict[str, Any] = {
        "account": account,
        "serial": serial,
    }
    chosen = None
    if request.method == "POST":
        chosen = _files(request)
        if form.is_valid() and chosen.problems and (same := _made_before(request, form)):
            return redirect("desk:tickets.show", number=same.number)
        for problem in chosen.problems:
            form.add_error(None, problem)
        if form.is_valid() and not request.POST.get("drop"):
            made = _open(request, account, serial, form, chosen, (*people, *contacts), context)
            if made:
                return made
        context["files"] = chosen.keep(viewer.user)
    context["form_key"] = request.POST.get("form_key") or token_urlsafe(12)
    status = 422 if form.is_bound else 200
    page = {**frame(request), **context, "form": form}
    return render(request, "desk/tickets/new_form.html", page, status=status)


def _form_key(request: DeskRequest) -> str:
    return f"{request.user.pk}:{request.POST.get('form_key', '')[:40] or token_urlsafe(12)}"


def _made_before(request: DeskRequest, form: TicketForm) -> Ticket | None:
    """The ticket that this very form made: then its files are no longer kept for it (C001)."""
    viewer, data = request.viewer, form.cleaned_data
    made = viewer.tickets.filter(form_key=_form_key(request), subject=data["subject"]).first()
    first = viewer.messages(made).first() if made else None
    return made if first and first.body == data["body"] else None


def _open(
    request: DeskRequest,
    account: Account,
    serial: Serial | None,
    form: TicketForm,
    chosen: attaching.Chosen,
    people: Any,
    context: dict[str, Any],
) -> HttpResponse | None:
    """Do the deed; on a refusal, None, with what the page needs to explain it."""
    viewer = request.viewer
    data = form.cleaned_data
    _key, _label, user, name, email, phone = next(p for p in people if p[0] == data["person"])
    if not (data["email"] or email):
        form.add_error("email", _("Escriba el correo; la persona no tiene uno."))
    if not (data["phone"] or phone):
        form.add_error("phone", _("Escriba el teléfono; la persona no tiene uno."))
    if form.errors:
        return None
    previous = viewer.tickets.filter(account=account, number=request.GET.get("anterior", ""))
    ticket = NewTicket(
        kind=Kind.SUPPORT if serial else Kind.SERVICE,
        area=data["area"],
        subject=data["subject"],
        body=data["body"],
        follow_up_email=data["email"] or email,
        phone=data["phone"] or phone,
        contact_hours=data["contact_hours"],
        serial=serial,
        product=data.get("product"),
        device=data.get("device"),
        previous=previous.first(),
        contact_name="" if user else name,
    )
    reason = clean_line(request.POST.get("reason", ""))[:300]
    try:
        made = open_ticket(
            account,
            ticket,
            by=viewer.user,
            raised_by=user,
            files=chosen.files,
            form_key=_form_key(request),
            exception=bool(reason),
            reason=reason,
        )
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        shown = [one.pk for one in holders_of(refusal, account, ticket)]
        context["holders"] = list(viewer.tickets.filter(pk__in=shown).order_by("-opened_at"))
        context["may_except"] = refusal.code != "form_already_used"
        return None
    messages.success(request, _("Ticket %(number)s levantado.") % {"number": made.number})
    if viewer.tickets.filter(pk=made.pk).exists():
        return redirect("desk:tickets.show", number=made.number)
    return redirect("desk:customers.show", pk=account.pk)


def _people(account: Account) -> tuple[list[Any], list[Any]]:
    """Who may be the raiser: key, label, user, name, e-mail, phone."""
    members = account.memberships.active().select_related("user").order_by("id")
    people = [
        (
            f"u{one.user.pk}",
            f"{one.user.name}, {one.get_role_display()}",
            one.user,
            one.user.name,
            one.user.email,
            one.user.phone,
        )
        for one in members
    ]
    known = {person[4] for person in people}
    contacts = [
        (
            f"c{one.pk}",
            _("%(name)s (contacto)") % {"name": one.name},
            None,
            one.name,
            one.email,
            one.phone,
        )
        for one in account.contacts.order_by("name", "id")[:200]
        if one.email not in known
    ]
    return people, contacts


def _files(request: DeskRequest) -> attaching.Chosen:
    user = request.user
    if drop := request.POST.get("drop", ""):
        attaching.unstage(drop, user)
    tokens = [token for token in request.POST.getlist("upload") if token != drop]
    return attaching.choose(request.FILES.getlist("files"), tokens, user, refused_files(request))
