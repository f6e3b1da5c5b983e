from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from eticket.access.origins import client_address
from eticket.accounts import changing_email
from eticket.accounts.passwords import WrongPassword
from eticket.accounts.throttling import TooManyTries
from eticket.portal.people_forms import ChangeEmailForm
from eticket.portal.requests import PortalRequest
from eticket.portal.views.sign_in import wait_sentence


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: PortalRequest) -> HttpResponse:
    form = ChangeEmailForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"]
        try:
            changing_email.ask_to_change(
                request.user,
                email,
                password=form.cleaned_data["password"],
                address=client_address(request),
            )
        except changing_email.SameEmail as refusal:
            form.add_error("email", str(refusal))
        except WrongPassword as refusal:
            form.add_error("password", str(refusal))
        except TooManyTries as refusal:
            form.add_error(None, wait_sentence(refusal.seconds))
        else:
            said = _("Le enviamos un enlace a %(email)s. El cambio vale cuando lo confirme ahí.")
            messages.success(request, said % {"email": email})
            return redirect("portal:profile.show")
    status = 422 if request.method == "POST" else 200
    return render(request, "portal/profile/email.html", {"form": form}, status=status)


@login_not_required
@sensitive_variables("token")
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind the mail to the new address; opening it changes nothing (B8)."""
    wish = changing_email.change_to_confirm(token)
    if wish is None:
        return _over(request)
    if request.method == "POST" and not wish.confirmed_at:
        try:
            changing_email.confirm(token)
        except changing_email.EmailLinkSpent:
            return _over(request)
        return _private(redirect(request.path))
    return _private(render(request, "portal/profile/email_confirm.html", {"change": wish}))


@login_not_required
@sensitive_variables("token")
@require_http_methods(["GET", "HEAD", "POST"])
def undo(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind the mail to the old address."""
    made = changing_email.change_to_undo(token)
    if made is None:
        return _over(request)
    if request.method != "POST":
        return _private(render(request, "portal/profile/email_undo.html", {"change": made}))
    try:
        changing_email.undo(token)
    except changing_email.EmailLinkSpent:
        return _over(request)
    said = _("Su correo es otra vez %(email)s. Le enviamos un enlace para elegir su contraseña.")
    messages.success(request, said % {"email": made.old_email})
    return _private(redirect("account_login"))


def _over(request: HttpRequest) -> HttpResponse:
    return _private(render(request, "portal/profile/email_over.html", status=404))


def _private(response: HttpResponse) -> HttpResponse:
    """The address holds the proof: no other page may learn it."""
    response["Referrer-Policy"] = "strict-origin"
    return response
