"""Registro en la app (S91-S96): RFC, address and mobile, then password and two codes.

The browser that asked holds the key in a cookie, so that no address of a page opens anything.
"""

from functools import partial, wraps
from math import ceil
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from eticket.access.origins import client_address
from eticket.accounts import coding, registering
from eticket.accounts.code_budget import CodesPaused
from eticket.accounts.completing import RegistrationRefused, RegistrationSpent
from eticket.accounts.models import CodePair
from eticket.accounts.throttling import TooManyTries
from eticket.lib.emails import mask_email
from eticket.lib.phones import show_phone
from eticket.lib.rfc import has_right_check_digit
from eticket.notifications import sms
from eticket.portal.mobile_forms import CodesForm, MobileForm
from eticket.portal.registration_forms import RfcForm, seal, unseal
from eticket.portal.views.sign_in import enter, known_browser, remember_browser, wait_sentence
from eticket.privacy.noticing import accept_notice

KEY_COOKIE = "__Host-registration" if settings.SECURE else "registration"
PAGES = "portal/registration/"


def if_offered(view: Any) -> Any:
    """Without a provider of text messages this way does not exist."""

    @login_not_required
    @wraps(view)
    def guarded(request: HttpRequest, **arguments: str) -> HttpResponse:
        if not sms.is_offered():
            raise Http404
        answer: HttpResponse = view(request, **arguments)
        return answer

    return guarded


@if_offered
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """S92: the RFC, *Validar*."""
    form = RfcForm(request.POST if request.method == "POST" else None)
    if not form.is_bound:
        return _rfc_page(request, form, 200)
    if not form.is_valid():
        return _rfc_page(request, form, 422)
    rfc = form.cleaned_data["rfc"]
    try:
        account = registering.look_up(rfc, address=client_address(request))
    except TooManyTries as refusal:
        form.add_error(None, wait_sentence(refusal.seconds))
        return _later(_rfc_page(request, form, 429), refusal.seconds)
    if account:
        return redirect("register_mobile_choose", seal(rfc))
    unknown = {"rfc": rfc, "sealed": seal(rfc), "is_odd": not has_right_check_digit(rfc)}
    return _rfc_page(request, form, 422, unknown=unknown)


@if_offered
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest, sealed: str) -> HttpResponse:
    """S93, S94: an address on file and a mobile, *Aceptar*."""
    account = registering.customer_of(unseal(sealed))
    if account is None:
        return redirect("register_mobile")
    emails = registering.emails_of(account)
    if not emails or "ninguno" in request.GET:
        return render(request, f"{PAGES}none.html")
    form = MobileForm(emails, request.POST if request.method == "POST" else None)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            key = coding.ask_for_codes(
                account, form.chosen, form.cleaned_data["phone"], address=client_address(request)
            )
        except (TooManyTries, CodesPaused) as refusal:
            form.add_error(None, _sentence(refusal))
            status = 429
        else:
            return _with_key(redirect("register_codes"), key)
    return render(request, f"{PAGES}mobile_choose.html", {"form": form}, status=status)


@if_offered
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def codes(request: HttpRequest) -> HttpResponse:
    """S96: password and codes, *Registrarme*; looking at it sends nothing (C100)."""
    key = request.COOKIES.get(KEY_COOKIE, "")
    pair = coding.pair_of(key)
    if pair is None:
        return render(request, f"{PAGES}mobile_over.html", status=410)
    form = CodesForm(pair, request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _codes_page(request, pair, form, 422 if form.is_bound else 200)
    given = form.cleaned_data
    try:
        user = coding.register(
            key,
            sms=given["sms"],
            mail=given["mail"],
            password=given["password"],
            notice=form.consent["notice"],
            also=partial(accept_notice, secondary=form.consent["secondary"]),
        )
    except (coding.WrongCodes, coding.CodesOver) as refusal:
        form.add_error(None, str(refusal))
        pair.refresh_from_db(fields=["tries"])
        return _codes_page(request, pair, form, 422)
    except RegistrationSpent:
        return render(request, f"{PAGES}mobile_over.html", status=410)
    except RegistrationRefused as refusal:
        context = {"obstacle": refusal.obstacle.value}
        return render(request, f"{PAGES}closed.html", context, status=410)
    browser = known_browser(request)
    enter(request, user)
    messages.success(request, _("Su registro quedó completo. Bienvenido a eTicket."))
    answer = redirect("home")
    remember_browser(answer, browser, user)
    answer.delete_cookie(KEY_COOKIE)
    return answer


@if_offered
@require_POST
def resend(request: HttpRequest) -> HttpResponse:
    """Two other codes; a refusal leaves the earlier ones as they are (C100)."""
    key = request.COOKIES.get(KEY_COOKIE, "")
    try:
        coding.send_again(key, address=client_address(request))
    except coding.CodesOver:
        pass
    except (TooManyTries, CodesPaused) as refusal:
        messages.error(request, _sentence(refusal))
    else:
        messages.success(request, _("Enviamos otros códigos. Los anteriores ya no sirven."))
    return redirect("register_codes")


def _rfc_page(request: HttpRequest, form: RfcForm, status: int, **more: Any) -> HttpResponse:
    context = {"form": form, "is_mobile": True, **more}
    return render(request, f"{PAGES}customer.html", context, status=status)


def _codes_page(request: HttpRequest, pair: CodePair, form: CodesForm, status: int) -> HttpResponse:
    wait = (coding.next_at(pair) - timezone.now()).total_seconds()
    context = {
        "form": form,
        "pair": pair,
        "email": mask_email(pair.registration.email),
        "phone": f"••••{show_phone(pair.phone)[-2:]}",
        "tries_left": coding.tries_left(pair),
        "until": pair.sent_at + coding.LIFE,
        "wait_minutes": max(0, ceil(wait / 60)),
    }
    return render(request, f"{PAGES}mobile_codes.html", context, status=status)


def _sentence(refusal: TooManyTries | CodesPaused) -> str:
    if isinstance(refusal, CodesPaused):
        return str(refusal)
    if refusal.seconds > 3600:
        return _("Ya enviamos varios códigos hoy. Use Registro cliente o intente mañana.")
    n = ceil(refusal.seconds / 60)
    return ngettext(
        "Para pedir otros códigos, espere %(n)d minuto. Los que ya llegaron sirven.",
        "Para pedir otros códigos, espere %(n)d minutos. Los que ya llegaron sirven.",
        n,
    ) % {"n": n}


def _with_key(answer: HttpResponse, key: str) -> HttpResponse:
    answer.set_cookie(
        KEY_COOKIE,
        key,
        max_age=coding.PAGE_LIFE,
        secure=settings.SECURE,
        httponly=True,
        samesite="Lax",
    )
    return answer


def _later(answer: HttpResponse, seconds: int) -> HttpResponse:
    answer["Retry-After"] = str(seconds)
    return answer
