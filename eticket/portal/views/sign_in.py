import time
from dataclasses import dataclass

from django.conf import settings
from django.contrib import auth, messages
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import constant_time_compare
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from eticket.access.origins import client_address
from eticket.accounts import second_factor, signing_in
from eticket.accounts.models import Membership, User
from eticket.accounts.passwords import clean_password
from eticket.accounts.sessions import BROWSER_KEY, MEMBERSHIP_KEY, SEVERAL_KEY
from eticket.accounts.throttling import TooManyTries
from eticket.events.recording import record
from eticket.lib.browsers import browser_name
from eticket.portal.kept import Kept, keep, unseal
from eticket.portal.sign_in_forms import SignInForm

# Whom the session waits for between the password and the second step, and for how long.
WAITING_KEY = "waiting"
WAITING_LIFE = 600
KNOWN_COOKIE = "__Host-known" if settings.SECURE else "known"


@login_not_required
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect(_next(request) or "home")
    if "otra" in request.GET:
        request.session.pop(WAITING_KEY, None)
    elif request.method != "POST" and waiting_of(request):
        return redirect("second_step")
    if "login" not in request.POST:
        # A form of another page, sent on when its session had ended, or a first look.
        kept = keep(request, _next(request)) if request.method == "POST" else None
        return sign_in_page(request, SignInForm(), kept)
    kept = unseal(request.POST.get("kept", ""))
    form = SignInForm(request.POST)
    if not form.is_valid():
        return sign_in_page(request, form, kept, status=422)
    browser = known_browser(request)
    try:
        user = signing_in.check_sign_in(
            form.cleaned_data["login"],
            clean_password(form.cleaned_data["password"]),
            address=client_address(request),
            browser=browser,
        )
    except signing_in.SignInRefused as refusal:
        form.add_error(None, str(refusal))
        return sign_in_page(request, form, kept, status=422)
    except TooManyTries as refusal:
        form.add_error(None, wait_sentence(refusal.seconds))
        response = sign_in_page(request, form, kept, status=429)
        response["Retry-After"] = str(refusal.seconds)
        return response
    membership = _membership_of(form.cleaned_data["login"], user)
    on, sealed = _next(request), kept.sealed if kept else ""
    if not enter(request, user, membership, on=on, kept=sealed):
        return redirect("second_step")
    if kept:
        response = render(request, "portal/sign_in/resend.html", {"kept": kept})
    else:
        response = redirect(on or "home")
    remember_browser(response, browser, user)
    return response


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def sign_out(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return redirect("account_login")
    if request.method != "POST":
        return render(request, "portal/sign_in/sign_out.html")
    leave(request)
    messages.success(request, _("Su sesión quedó cerrada."))
    response = redirect("account_login")
    response["Clear-Site-Data"] = '"cache"'
    return response


def sign_in_page(
    request: HttpRequest,
    form: SignInForm,
    kept: Kept | None = None,
    *,
    expired: bool = False,
    status: int = 200,
) -> HttpResponse:
    """The page with the form; the password is never written back."""
    context = {"form": form, "kept": kept, "expired": expired}
    return render(request, "portal/sign_in/show.html", context, status=status)


def wait_sentence(seconds: int) -> str:
    """When to try again, in words."""
    if seconds < 60:
        return _("Fueron varios intentos seguidos. Espere %(n)d segundos e intente de nuevo.") % {
            "n": seconds
        }
    return _("Fueron varios intentos seguidos. Espere %(n)d minutos e intente de nuevo.") % {
        "n": -(-seconds // 60)
    }


@dataclass(frozen=True)
class Waiting:
    """Somebody whose password was right, and what they were about to do."""

    user: User
    membership: Membership | None
    next: str
    kept: str


def waiting_of(request: HttpRequest) -> Waiting | None:
    """Whom this browser's second step is for; None when nobody, or for too long."""
    said = request.session.get(WAITING_KEY)
    if not said or time.time() - said["since"] > WAITING_LIFE:
        return None
    user = signing_in.Backend().get_user(said["user"])
    # A password changed meanwhile was not the one that was right.
    if user is None or not constant_time_compare(said["hash"], user.get_session_auth_hash()):
        return None
    place = signing_in.place_of(user, said["membership"] or 0)
    return Waiting(user, place, said["next"], said["kept"])


def enter(
    request: HttpRequest,
    user: User,
    membership: Membership | None = None,
    *,
    on: str = "",
    kept: str = "",
) -> bool:
    """Sign ``user`` in, looking from the account of ``membership`` if one is given.

    False when the second step is still to be done: then the session waits for it, and ``on`` and
    ``kept`` are what comes after.
    """
    if not second_factor.is_due(user):
        complete(request, user, membership)
        return True
    # Nothing of whoever used this browser before goes along.
    request.session.flush()
    request.session[WAITING_KEY] = {
        "user": user.pk,
        "hash": user.get_session_auth_hash(),
        "membership": membership.pk if membership else None,
        "since": time.time(),
        "next": on,
        "kept": kept,
    }
    return False


def complete(request: HttpRequest, user: User, membership: Membership | None) -> None:
    """Sign somebody in who has proved all that is asked; the session gets another key."""
    request.session.pop(WAITING_KEY, None)
    with transaction.atomic():
        auth.login(request, user, backend="eticket.accounts.signing_in.Backend")
        request.session[BROWSER_KEY] = browser_name(request.headers.get("User-Agent", ""))
        if membership:
            request.session[MEMBERSHIP_KEY] = membership.pk
        request.session[SEVERAL_KEY] = signing_in.has_several_accounts(user)
        record("user.signed_in", user, by=user)


@transaction.atomic
def leave(request: HttpRequest) -> None:
    """Sign out, and record it."""
    record("user.signed_out", request.user, by=request.user)  # type: ignore[arg-type]
    auth.logout(request)


def look_from(request: HttpRequest, membership: Membership) -> None:
    """Look from another account of one's own, without signing out."""
    request.session[MEMBERSHIP_KEY] = membership.pk
    request.session[SEVERAL_KEY] = signing_in.has_several_accounts(membership.user)


def _membership_of(login: str, user: User) -> Membership | None:
    membership = signing_in.membership_of_rfc(login) if "@" not in login else None
    return membership if membership and membership.user_id == user.pk else None


def known_browser(request: HttpRequest) -> signing_in.KnownBrowser:
    return signing_in.KnownBrowser(request.COOKIES.get(KNOWN_COOKIE, ""))


def remember_browser(response: HttpResponse, browser: signing_in.KnownBrowser, user: User) -> None:
    response.set_cookie(
        KNOWN_COOKIE,
        browser.cookie_with(user),
        max_age=signing_in.BROWSER_LIFE,
        secure=settings.SECURE,
        httponly=True,
        samesite="Lax",
    )


def _next(request: HttpRequest) -> str:
    """Where the visitor was going, if that is a path of ours; otherwise nothing (L8)."""
    target = request.GET.get("next", "")
    ours = url_has_allowed_host_and_scheme(
        target, allowed_hosts=None, require_https=request.is_secure()
    )
    ours = ours and target.startswith("/") and not target.startswith("//")
    return target if ours and target != request.path else ""
