"""One's own second step, for customers and staff alike."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from eticket.access.origins import client_address
from eticket.accounts import second_factor
from eticket.accounts.models import User
from eticket.accounts.passwords import WrongPassword, confirm_password
from eticket.accounts.throttling import TooManyTries
from eticket.portal.second_step_forms import OwnEnrolForm, OwnForm
from eticket.portal.views.second_step import SECRET_KEY, picture_of, secret_of, shown_once
from eticket.portal.views.sign_in import wait_sentence


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    user = _user(request)
    context = {
        "authenticator": getattr(user, "authenticator", None),
        "left": second_factor.codes_left(user),
        "is_staff": user.works_here,
    }
    return render(request, "portal/security/show.html", context)


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def enrol(request: HttpRequest) -> HttpResponse:
    user, secret = _user(request), secret_of(request)
    form = OwnEnrolForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid() and _is_own(request, form):
        try:
            codes = second_factor.enrol(user, secret, form.cleaned_data["code"])
        except second_factor.WrongCode as refusal:
            form.add_error("code", str(refusal))
        else:
            request.session.pop(SECRET_KEY, None)
            messages.success(request, _("Su segundo paso quedó activo."))
            return shown_once(request, codes, redirect("security"))
    context = {"form": form, **picture_of(user, secret)}
    status = 422 if form.is_bound else 200
    return render(request, "portal/security/enrol.html", context, status=status)


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def codes(request: HttpRequest) -> HttpResponse:
    def deed(user: User) -> HttpResponse:
        return shown_once(request, second_factor.new_codes(user), redirect("security"))

    return _asked(request, deed, "codes")


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest) -> HttpResponse:
    def deed(user: User) -> HttpResponse:
        second_factor.remove(user)
        messages.success(request, _("Su segundo paso quedó quitado."))
        return redirect("security")

    if _user(request).works_here:
        return redirect("security")
    return _asked(request, deed, "remove")


def _asked(request: HttpRequest, deed: Callable[[User], HttpResponse], act: str) -> HttpResponse:
    """A deed that asks for the password first."""
    user = _user(request)
    if not second_factor.is_enrolled(user):
        return redirect("security")
    form = OwnForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid() and _is_own(request, form):
        return deed(user)
    status = 422 if form.is_bound else 200
    return render(
        request, "portal/security/confirm.html", {"form": form, "act": act}, status=status
    )


def _is_own(request: HttpRequest, form: OwnForm) -> bool:
    try:
        confirm_password(
            _user(request), form.cleaned_data["password"], address=client_address(request)
        )
    except WrongPassword as refusal:
        form.add_error("password", str(refusal))
        return False
    except TooManyTries as refusal:
        form.add_error("password", wait_sentence(refusal.seconds))
        return False
    return True


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 – whoever is nobody was sent to sign in
    return request.user
