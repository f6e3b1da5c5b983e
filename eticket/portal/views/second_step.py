"""Between the password and the session: the second step, and taking an application for it.

Until it is done the browser is nobody: its session names whom it waits for and no more (B9).
"""

import segno
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from eticket.accounts import second_factor
from eticket.accounts.models import User
from eticket.accounts.throttling import TooManyTries
from eticket.portal.kept import unseal
from eticket.portal.second_step_forms import CodeForm, EnrolForm
from eticket.portal.views.sign_in import (
    Waiting,
    complete,
    known_browser,
    remember_browser,
    wait_sentence,
    waiting_of,
)

SECRET_KEY = "second_factor_secret"  # noqa: S105 – where in the session it is
QR_SCALE = 5


@login_not_required
@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def second_step(request: HttpRequest) -> HttpResponse:
    waiting = waiting_of(request)
    if waiting is None:
        return redirect("account_login")
    if not second_factor.is_enrolled(waiting.user):
        return redirect("second_step_enrol")
    form = CodeForm(request.POST if request.method == "POST" else None)
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            second_factor.prove(waiting.user, form.cleaned_data["code"])
        except second_factor.WrongCode as refusal:
            form.add_error("code", str(refusal))
        except TooManyTries as refusal:
            form.add_error("code", wait_sentence(refusal.seconds))
            status = 429
        else:
            return _in(request, waiting)
    context = {"form": form, "email": waiting.user.email}
    return render(request, "portal/sign_in/second_step.html", context, status=status)


@login_not_required
@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def enrol(request: HttpRequest) -> HttpResponse:
    """The first sign-in of somebody who may not enter without."""
    waiting = waiting_of(request)
    if waiting is None:
        return redirect("account_login")
    if second_factor.is_enrolled(waiting.user):
        return redirect("second_step")
    secret = secret_of(request)
    form = EnrolForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            codes = second_factor.enrol(waiting.user, secret, form.cleaned_data["code"])
        except second_factor.WrongCode as refusal:
            form.add_error("code", str(refusal))
        else:
            answer = _in(request, waiting)
            return shown_once(request, codes, answer)
    context = {"form": form, **picture_of(waiting.user, secret)}
    status = 422 if form.is_bound else 200
    return render(request, "portal/sign_in/enrol.html", context, status=status)


def secret_of(request: HttpRequest) -> str:
    """The secret of the picture on the page: the same while the session lasts."""
    secret: str = request.session.get(SECRET_KEY) or second_factor.new_secret()
    request.session[SECRET_KEY] = secret
    return secret


def picture_of(user: User, secret: str) -> dict[str, str]:
    """The picture to read with the application, and its secret to type."""
    address = second_factor.address_of(user, secret)
    drawn = segno.make(address, error="m").svg_inline(
        scale=QR_SCALE, border=4, dark="#000", light="#fff"
    )
    groups = [secret[place : place + 4] for place in range(0, len(secret), 4)]
    return {"picture": mark_safe(drawn), "secret": " ".join(groups), "address": address}  # noqa: S308


def shown_once(request: HttpRequest, codes: list[str], after: HttpResponse) -> HttpResponse:
    """The codes for paper, with the way on that ``after`` leads; they are nowhere else."""
    context = {"codes": codes, "on": after.get("Location", "/")}
    answer = render(request, "portal/sign_in/codes.html", context)
    answer.cookies.update(after.cookies)
    return answer


def _in(request: HttpRequest, waiting: Waiting) -> HttpResponse:
    complete(request, waiting.user, waiting.membership)
    request.session.pop(SECRET_KEY, None)
    kept = unseal(waiting.kept)
    if kept:
        response = render(request, "portal/sign_in/resend.html", {"kept": kept})
    else:
        response = redirect(waiting.next or "home")
    if second_factor.codes_left(waiting.user) == 0:
        messages.warning(request, _("Ya no le quedan códigos de recuperación: pida otros."))
    remember_browser(response, known_browser(request), waiting.user)
    return response
