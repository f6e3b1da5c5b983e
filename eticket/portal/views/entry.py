from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from eticket.access.middleware import viewer_of
from eticket.access.viewers import AgentViewer
from eticket.portal.guide import pictures


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return redirect("account_login")
    viewer = viewer_of(request)
    if viewer is None:
        return render(request, "portal/entry/no_account.html", status=403)
    return redirect("desk:home" if isinstance(viewer, AgentViewer) else "portal:home")


@require_safe
def raise_ticket(request: HttpRequest) -> HttpResponse:
    """S14, "Levantar Ticket": asks to sign in first, then leads to the pólizas."""
    return _to_form(request, "portal:tickets.new")


@require_safe
def ask_for_help(request: HttpRequest) -> HttpResponse:
    """S14, "Solicitar ayuda": asks to sign in first, then leads to the ticket de servicio."""
    return _to_form(request, "portal:tickets.new_service")


@login_not_required
@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/guide/show.html", {"pictures": pictures()})


def _to_form(request: HttpRequest, form: str) -> HttpResponse:
    # The publisher's own people raise tickets from the desk.
    staff = isinstance(getattr(request, "viewer", None), AgentViewer)
    return redirect("desk:home" if staff else form)
