from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from eticket.access.origins import client_address
from eticket.accounts import passwords
from eticket.accounts.throttling import TooManyTries
from eticket.portal.sign_in_forms import ForgottenForm, NewPasswordForm
from eticket.portal.views.sign_in import known_browser, remember_browser, wait_sentence


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def forgotten(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        sent = "enviado" in request.GET
        return render(
            request, "portal/sign_in/forgotten.html", {"form": ForgottenForm(), "sent": sent}
        )
    form = ForgottenForm(request.POST)
    status = 422
    if form.is_valid():
        try:
            passwords.request_reset(form.cleaned_data["login"], address=client_address(request))
        except TooManyTries as refusal:
            form.add_error(None, wait_sentence(refusal.seconds))
            status = 429
        else:
            return redirect(f"{request.path}?enviado")
    return render(request, "portal/sign_in/forgotten.html", {"form": form}, status=status)


@login_not_required
@sensitive_post_parameters()
@sensitive_variables("token")
@require_http_methods(["GET", "HEAD", "POST"])
def reset(request: HttpRequest, uidb64: str, token: str) -> HttpResponse:
    user = passwords.person_of_link(uidb64, token)
    if user is None:
        return _private(render(request, "portal/sign_in/reset_spent.html", status=410))
    form = NewPasswordForm(user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            passwords.reset_password(uidb64, token, form.cleaned_data["password"])
        except passwords.ResetLinkSpent:
            return _private(render(request, "portal/sign_in/reset_spent.html", status=410))
        messages.success(request, _("Su contraseña quedó cambiada. Ingrese con ella."))
        response = redirect("account_login")
        # Whoever reads the mailbox gets in, however many strangers try the account (C097).
        remember_browser(response, known_browser(request), user)
        return _private(response)
    context = {"form": form, "email": user.email}
    status = 422 if request.method == "POST" else 200
    return _private(render(request, "portal/sign_in/reset.html", context, status=status))


def _private(response: HttpResponse) -> HttpResponse:
    """The address holds the proof: no other page may learn it (B8)."""
    # Not "no-referrer": with it browsers send our own form with "Origin: null", which is refused.
    response["Referrer-Policy"] = "strict-origin"
    return response
