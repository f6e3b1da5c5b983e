from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from eticket.access.origins import client_address
from eticket.accounts import passwords
from eticket.accounts.throttling import TooManyTries
from eticket.lib.errors import RuleBroken
from eticket.portal.privacy_forms import OwnRequestForm
from eticket.portal.requests import PortalRequest
from eticket.portal.views.sign_in import wait_sentence
from eticket.privacy import exporting, noticing, requesting
from eticket.privacy.models import DataExport, Right

SHOWN = 20


@require_safe
def show(request: PortalRequest) -> HttpResponse:
    viewer = request.viewer
    export = viewer.data_exports.first()
    context: dict[str, Any] = {
        "consent": noticing.consent_of(viewer.user),
        "notice": noticing.current_notice(),
        "unread": noticing.notice_to_read(viewer.user),
        "export": export,
        "can_fetch": export is not None and _can_fetch(export),
        "asked": viewer.arco_requests[:SHOWN],
    }
    return render(request, "portal/privacy/show.html", context)


@require_POST
def accept(request: PortalRequest) -> HttpResponse:
    """Read the new version; what it was for goes on either way."""
    noticing.accept_notice(request.user, secondary="secondary" in request.POST)
    messages.success(request, _("Gracias. Su elección quedó guardada."))
    return redirect("portal:home" if "de_inicio" in request.POST else "portal:privacy.show")


@require_POST
def choose(request: PortalRequest) -> HttpResponse:
    secondary = request.POST.get("secondary") == "1"
    noticing.choose_secondary(request.user, secondary=secondary)
    said = _("Le enviaremos novedades y encuestas.") if secondary else _("No le enviaremos más.")
    messages.success(request, said)
    return redirect("portal:privacy.show")


@require_POST
def export(request: PortalRequest) -> HttpResponse:
    exporting.ask_export(request.user)
    return redirect("portal:privacy.show")


@require_safe
def download(request: PortalRequest, public_id: str) -> HttpResponseBase:
    """One's own copy, for the days it lives; anybody else's does not exist."""
    found = get_object_or_404(request.viewer.data_exports, public_id=public_id)
    if not _can_fetch(found):
        raise Http404
    try:
        file = exporting.path_of(found).open("rb")
    except OSError:
        raise Http404 from None
    exporting.fetched(found, by=request.user)
    request.META.pop("HTTP_ACCEPT_ENCODING", None)
    answer = FileResponse(file, as_attachment=True, filename="mis-datos-eticket.zip")
    answer["Cache-Control"] = "private, no-store"
    return answer


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: PortalRequest) -> HttpResponse:
    """An ARCO request; the one to delete asks for the password first."""
    form = OwnRequestForm(
        request.POST if request.method == "POST" else None,
        initial={"right": request.GET.get("derecho")},
    )
    if request.method == "POST" and form.is_valid():
        made = _ask(request, form)
        if made:
            messages.success(request, _("Recibimos su solicitud %(folio)s.") % {"folio": made})
            return redirect("portal:privacy.show")
    status = 422 if request.method == "POST" else 200
    return render(request, "portal/privacy/ask.html", {"form": form}, status=status)


@require_POST
def withdraw(request: PortalRequest, folio: str) -> HttpResponse:
    asked = get_object_or_404(request.viewer.arco_requests, folio=folio)
    try:
        requesting.withdraw(asked, by=request.user)
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("La solicitud %(folio)s quedó retirada.") % {"folio": folio})
    return redirect("portal:privacy.show")


def _ask(request: PortalRequest, form: OwnRequestForm) -> str:
    """The folio of the request; nothing when the form has to say why not."""
    given = form.cleaned_data
    try:
        if given["right"] == Right.CANCELLATION:
            address = client_address(request)
            passwords.confirm_password(request.user, given["password"], address=address)
        made = requesting.ask_as_user(request.user, right=given["right"], text=given["text"])
    except passwords.WrongPassword as refusal:
        form.add_error("password", str(refusal))
    except TooManyTries as refusal:
        form.add_error("password", wait_sentence(refusal.seconds))
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
    else:
        return made.folio
    return ""


def _can_fetch(export: DataExport) -> bool:
    until = export.expires_at
    is_ready = export.state == DataExport.State.READY
    return is_ready and until is not None and until > timezone.now()
