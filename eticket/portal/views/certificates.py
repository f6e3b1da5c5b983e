"""Constancias: papers about the account's licences, asked for, fetched again, taken back."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from eticket.access.viewers import CustomerViewer
from eticket.accounts.publishing import publisher
from eticket.accounts.throttling import TooManyTries
from eticket.lib.errors import RuleBroken
from eticket.lib.keyset import page_of
from eticket.lib.serials import clean_serial
from eticket.licensing.certifying import issue_certificate, revoke_certificate, standing_of
from eticket.licensing.letterheads import letterhead
from eticket.licensing.models import Certificate, Serial
from eticket.notifications.links import absolute
from eticket.portal.certificate_pdf import certificate_pdf
from eticket.portal.licences import viewer_of_licences
from eticket.portal.sheets import sheet_of
from eticket.portal.views.sign_in import wait_sentence

SIZE = 25
ORDER = ("-issued_at", "-id")


@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """The account's papers; a POST asks for one, about a serial, a system or all that is valid."""
    viewer = viewer_of_licences(request)
    if request.method == "POST":
        return _issue(request, viewer)
    page = page_of(viewer.certificates, ORDER, request.GET.get("pagina", ""), SIZE)
    context = {
        "rows": [_row(one) for one in page.rows],
        "previous": f"?pagina={page.previous}" if page.previous else "",
        "next": f"?pagina={page.next}" if page.next else "",
    }
    return render(request, "portal/certificates/index.html", context)


@require_safe
def show(request: HttpRequest, code: str) -> HttpResponse:
    viewer, certificate = _certificate(request, code)
    standing = standing_of(certificate)
    context = {
        "certificate": certificate,
        "standing": standing,
        "sheet": sheet_of(request, standing),
        "verify_url": absolute("verify_code", certificate.code),
        "may_revoke": viewer.manages_devices and not certificate.revoked_at,
    }
    return render(request, "portal/certificates/show.html", context)


@require_safe
def pdf(request: HttpRequest, code: str) -> HttpResponse:
    _viewer, certificate = _certificate(request, code)
    url = absolute("verify_code", certificate.code)
    return HttpResponse(
        certificate_pdf(certificate, publisher(), letterhead(), url),
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'attachment; filename="constancia-{certificate.code}.pdf"',
        },
    )


@require_POST
def revoke(request: HttpRequest, code: str) -> HttpResponse:
    """The Titular or an Administrador takes a paper back; whoever verifies it reads so."""
    viewer, certificate = _certificate(request, code)
    if not viewer.manages_devices:
        raise Http404
    try:
        revoke_certificate(certificate, by=viewer.user, reason=request.POST.get("reason", ""))
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("La constancia quedó anulada."))
    return redirect("portal:policies.certificate", code=certificate.code)


def _issue(request: HttpRequest, viewer: CustomerViewer) -> HttpResponse:
    try:
        made = issue_certificate(viewer.account, _asked(request, viewer), by=viewer.user)
    except TooManyTries as refusal:
        messages.error(request, wait_sentence(refusal.seconds))
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        return redirect("portal:policies.certificate", code=made.code)
    return redirect("portal:policies.certificates")


def _asked(request: HttpRequest, viewer: CustomerViewer) -> QuerySet[Serial]:
    """The serials that the form names: one, those of a system, all; never somebody else's."""
    if given := request.POST.get("serie"):
        number = clean_serial(given) or ""
        return viewer.serials.filter(pk=get_object_or_404(viewer.serials, number=number).pk)
    system = request.POST.get("sistema", "")
    known = system.isascii() and system.isdecimal() and len(system) < 18
    return viewer.serials.filter(product=int(system)) if known else viewer.serials


def _certificate(request: HttpRequest, code: str) -> tuple[CustomerViewer, Certificate]:
    viewer = viewer_of_licences(request)
    return viewer, get_object_or_404(viewer.certificates.select_related("issued_by"), code=code)


def _row(certificate: Certificate) -> dict[str, Any]:
    licences = certificate.said["licences"]
    return {
        "certificate": certificate,
        "url": reverse("portal:policies.certificate", args=[certificate.code]),
        "about": licences[0]["description"] or licences[0]["system"],
        "more": len(licences) - 1,
    }
