from django.conf import settings
from django.contrib import auth, messages
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from eticket.access.origins import client_address
from eticket.accounts import signing_in
from eticket.accounts.models import Membership, User
from eticket.accounts.passwords import clean_password
from eticket.accounts.sessions import BROWSER_KEY, MEMBERSHIP_KEY, SEVERAL_KEY
from eticket.accounts.throttling import TooManyTries
from eticket.events.recording import record
from eticket.lib.browsers import browser_name
from eticket.portal.kept import Kept, keep, unseal
from eticket.portal.sign_in_forms import SignInForm

KNOWN_COOKIE = "__Host-known" if settings.SECURE else "known"


@login_not_required
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect(_next(request) or "home")
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
    enter(request, user, _membership_of(form.cleaned_data["login"], user))
    if kept:
        response = render(request, "portal/sign_in/resend.html", {"kept": kept})
    else:
        response = redirect(_next(request) or "home")
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


def enter(request: HttpRequest, user: User, membership: Membership | None = None) -> None:
    """Sign ``user`` in, looking from the account of ``membership`` if one is given."""
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
