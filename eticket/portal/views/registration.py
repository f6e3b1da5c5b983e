"""Registering by oneself (S15-S35): two ways in, one link by mail, one page that completes both."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from eticket.access.origins import client_address
from eticket.accounts import completing, registering
from eticket.accounts.throttling import TooManyTries
from eticket.lib.rfc import has_right_check_digit
from eticket.notifications import sms
from eticket.portal.registration_forms import (
    CompleteForm,
    EmailChoiceForm,
    ProspectForm,
    RfcForm,
    seal,
    unseal,
)
from eticket.portal.views.sign_in import enter, known_browser, remember_browser, wait_sentence
from eticket.privacy import consenting


@login_not_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/registration/index.html", {"by_mobile": sms.is_offered()})


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def customer(request: HttpRequest) -> HttpResponse:
    """S17-S20: the RFC, whose addresses on file the next page shows masked."""
    page = "portal/registration/customer.html"
    if request.method != "POST":
        if "enviado" in request.GET:
            return render(request, "portal/registration/sent.html", {"customer": True})
        return render(request, page, {"form": RfcForm()})
    form = RfcForm(request.POST)
    if not form.is_valid():
        return render(request, page, {"form": form}, status=422)
    rfc = form.cleaned_data["rfc"]
    try:
        account = registering.look_up(rfc, address=client_address(request))
    except TooManyTries as refusal:
        return _wait(request, page, form, refusal)
    if account:
        return redirect("register_choose", seal(rfc))
    unknown = {"rfc": rfc, "sealed": seal(rfc), "is_odd": not has_right_check_digit(rfc)}
    return render(request, page, {"form": form, "unknown": unknown}, status=422)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest, sealed: str) -> HttpResponse:
    """S20-S22: one of the addresses on file gets the link; none of them, and dSoft helps."""
    account = registering.customer_of(unseal(sealed))
    if account is None:
        return redirect("register_customer")
    emails = registering.emails_of(account)
    if not emails or "ninguno" in request.GET:
        return render(request, "portal/registration/none.html")
    form = EmailChoiceForm(emails, request.POST if request.method == "POST" else None)
    if form.is_valid():
        registering.ask_as_customer(account, form.chosen)
        return redirect("/registro/cliente/?enviado")
    status = 422 if form.is_bound else 200
    return render(request, "portal/registration/choose.html", {"form": form}, status=status)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def prospect(request: HttpRequest) -> HttpResponse:
    """S24-S34: the answer is the same whoever the RFC and the address belong to (B2)."""
    page = "portal/registration/prospect.html"
    if request.method != "POST":
        if "enviado" in request.GET:
            return render(request, "portal/registration/sent.html")
        return render(request, page, {"form": ProspectForm(rfc=unseal(request.GET.get("de", "")))})
    form = ProspectForm(request.POST)
    if not form.is_valid():
        return render(request, page, {"form": form}, status=422)
    if not form.is_by_program:
        try:
            registering.ask_as_prospect(**form.given(), address=client_address(request))
        except TooManyTries as refusal:
            return _wait(request, page, form, refusal)
    return redirect("/registro/prospecto/?enviado")


@login_not_required
@sensitive_post_parameters()
@sensitive_variables("token")
@require_http_methods(["GET", "HEAD", "POST"])
def complete(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind the mail: opening it spends nothing, the first POST everything (B8)."""
    registration = completing.registration_of(token)
    if registration is None:
        return _private(_closed(request, None))
    if obstacle := completing.obstacle_to(registration):
        return _private(_closed(request, obstacle))
    form = CompleteForm(registration, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user = consenting.complete_registration(
                token, password=form.cleaned_data["password"], **form.consent
            )
        except completing.RegistrationSpent:
            return _private(_closed(request, None))
        except completing.RegistrationRefused as refusal:
            return _private(_closed(request, refusal.obstacle))
        browser = known_browser(request)
        enter(request, user)
        messages.success(request, _("Su registro quedó completo. Bienvenido a eTicket."))
        response = redirect("home")
        remember_browser(response, browser, user)
        return _private(response)
    context = {"form": form, "registration": registration}
    status = 422 if request.method == "POST" else 200
    return _private(render(request, "portal/registration/complete.html", context, status=status))


def _wait(request: HttpRequest, page: str, form: Form, refusal: TooManyTries) -> HttpResponse:
    form.add_error(None, wait_sentence(refusal.seconds))
    answer = render(request, page, {"form": form}, status=429)
    answer["Retry-After"] = str(refusal.seconds)
    return answer


def _closed(request: HttpRequest, obstacle: completing.Obstacle | None) -> HttpResponse:
    context = {"obstacle": obstacle and obstacle.value}
    return render(request, "portal/registration/closed.html", context, status=410)


def _private(answer: HttpResponse) -> HttpResponse:
    # The address holds the proof, and "no-referrer" would refuse our own form its origin.
    answer["Referrer-Policy"] = "strict-origin"
    return answer
