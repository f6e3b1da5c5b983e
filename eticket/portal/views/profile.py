from typing import Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from eticket.access.origins import client_address
from eticket.access.viewers import CustomerViewer
from eticket.accounts import passwords, profiling
from eticket.accounts.sessions import last_used
from eticket.accounts.throttling import TooManyTries
from eticket.lib.phones import show_phone
from eticket.notifications.refusing import is_stopped
from eticket.portal.profile_forms import ProfileForm
from eticket.portal.sign_in_forms import ChangePasswordForm
from eticket.portal.views.sign_in import look_from, wait_sentence


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    viewer: CustomerViewer = request.viewer  # type: ignore[attr-defined]
    user = viewer.user
    if request.method != "POST":
        given = {
            "name": user.name,
            "phone": show_phone(user.phone),
            "contact_hours": user.contact_hours,
        }
        return _page(request, viewer, ProfileForm(initial=given))
    form = ProfileForm(request.POST)
    if not form.is_valid():
        return _page(request, viewer, form, status=422)
    profiling.change_profile(user, **form.cleaned_data)
    messages.success(request, _("Sus datos quedaron guardados."))
    return redirect("portal:profile.show")


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    viewer: CustomerViewer = request.viewer  # type: ignore[attr-defined]
    form = ChangePasswordForm(viewer.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            passwords.change_password(
                viewer.user,
                old=form.cleaned_data["old"],
                new=form.cleaned_data["password"],
                keep=request.session.session_key,
                address=client_address(request),
            )
        except passwords.WrongPassword as refusal:
            form.add_error("old", str(refusal))
        except TooManyTries as refusal:
            form.add_error("old", wait_sentence(refusal.seconds))
        else:
            # This browser stays signed in, under a new key.
            viewer.user.refresh_from_db()
            update_session_auth_hash(request, viewer.user)
            messages.success(
                request, _("Su contraseña quedó cambiada y se cerraron sus demás sesiones.")
            )
            return redirect("portal:profile.show")
    status = 422 if request.method == "POST" else 200
    return render(request, "portal/profile/password.html", {"form": form}, status=status)


@require_POST
def end_sessions(request: HttpRequest) -> HttpResponse:
    viewer: CustomerViewer = request.viewer  # type: ignore[attr-defined]
    ended = profiling.end_other_sessions(viewer.user, current=request.session.session_key or "")
    said = ngettext("Se cerró %(n)d sesión.", "Se cerraron %(n)d sesiones.", ended) % {"n": ended}
    messages.success(request, said if ended else _("No había otras sesiones abiertas."))
    return redirect("portal:profile.show")


@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """Look from another account of one's own, without signing out (product.md, Registration 5)."""
    viewer: CustomerViewer = request.viewer  # type: ignore[attr-defined]
    chosen = request.POST.get("account", "")
    membership = get_object_or_404(
        viewer.memberships,
        account=int(chosen) if chosen.isascii() and chosen.isdigit() and len(chosen) < 16 else 0,
    )
    look_from(request, membership)
    messages.success(request, _("Ahora ve la cuenta de %(name)s.") % {"name": membership.account})
    return redirect("portal:home")


def _page(
    request: HttpRequest, viewer: CustomerViewer, form: ProfileForm, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form,
        "mail_is_stopped": is_stopped(viewer.user.email),
        "membership": viewer.membership,
        "memberships": viewer.memberships.order_by("account__name"),
        "sessions": [
            {
                "browser": session.browser,
                "since": session.created_at,
                "used": last_used(session, viewer.user),
                "current": session.session_key == request.session.session_key,
            }
            for session in viewer.sessions[:20]
        ],
    }
    return render(request, "portal/profile/show.html", context, status=status)
