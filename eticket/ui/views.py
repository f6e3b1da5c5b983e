from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from eticket.ui.forms import SampleForm

COLOURS = (
    ("paper", "papel"), ("sheet", "hoja"), ("well", "pozo"), ("line", "línea"),
    ("line-strong", "línea firme"), ("ink", "tinta"), ("ink-2", "tinta 2"), ("ink-3", "tinta 3"),
    ("agave", "agave"), ("agave-fill", "fondo"), ("agave-tint", "agave tenue"),
    ("amber", "cempasúchil"), ("amber-mark", "su marca"), ("amber-tint", "tenue"),
    ("grana", "grana"), ("grana-tint", "tenue"), ("jade", "jade"), ("jade-tint", "tenue"),
    ("talavera", "talavera"), ("talavera-tint", "tenue"),
)  # fmt: skip


@login_not_required
def parts(request: HttpRequest) -> HttpResponse:
    if not (settings.DEMO or settings.DEBUG):
        raise Http404
    if request.GET.get("aviso"):
        messages.success(request, "Equipo desactivado. Queda 1 lugar libre.")
    sample = {"subject": "Error al timbrar la nómina", "confirm": "nominas@cabajio.com"}
    return render(
        request,
        "ui/parts.html",
        {"colours": COLOURS, "empty": SampleForm(), "filled": SampleForm(sample)},
    )
