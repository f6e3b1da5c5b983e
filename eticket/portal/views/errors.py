from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from eticket.access.origins import sent_from_here
from eticket.portal.kept import keep
from eticket.portal.sign_in_forms import SignInForm
from eticket.portal.views.sign_in import sign_in_page


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    text = _(
        "Lo que envió el navegador no se entiende. Vuelva a la página anterior e intente de nuevo."
    )
    return _page(_("No pudimos leer la solicitud"), text, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(_("Esta página no es para usted"), _("Si cree que debería verla, avísenos."), 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    text = _("La dirección está mal escrita, o lo que busca ya no está o no es de su cuenta.")
    return _page(_("No encontramos esta página"), text, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    text = _("Algo falló de nuestro lado y ya quedó registrado. Intente de nuevo en unos minutos.")
    return _page(_("No pudimos mostrar la página"), text, 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that cannot be trusted: nothing is done, what was typed is kept (C111, C112)."""
    ours = sent_from_here(request)
    if request.path == reverse("account_login") and ours:
        if request.user.is_authenticated:
            return redirect("home")
        form = SignInForm(initial={"login": request.POST.get("login", "")})
        return sign_in_page(request, form, expired=True, status=403)
    # What another site sent is not shown: it could put its words into our page.
    kept = keep(request, request.get_full_path()) if ours else None
    text = _("La página estuvo abierta mucho tiempo y su permiso para enviar venció.")
    if kept:
        text += " " + _("No se envió nada; lo que escribió sigue aquí.")
    context = {"title": _("Falta enviarlo de nuevo"), "text": text, "kept": kept}
    return render(request, "portal/errors/show.html", context, status=403)


def _page(title: str, text: str, status: int) -> HttpResponse:
    """Without the request: the same for everybody, and no database is asked (A2)."""
    page = render_to_string("portal/errors/show.html", {"title": title, "text": text})
    return HttpResponse(page, status=status)
