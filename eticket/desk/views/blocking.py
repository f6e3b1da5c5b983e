from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from eticket.access import rights
from eticket.desk import customer_pages
from eticket.desk.forms import BlockForm
from eticket.desk.requests import DeskRequest
from eticket.lib.errors import RuleBroken
from eticket.licensing.blocking import block_serial, unblock_serial
from eticket.licensing.models import Serial


def block(request: DeskRequest, number: str) -> HttpResponse:
    """Let no computer use a serial: stolen, unpaid, published."""
    words = _("Bloquear la serie"), _("Bloquear")
    return _ask(request, number, block_serial, words, _("Serie bloqueada."))


def unblock(request: DeskRequest, number: str) -> HttpResponse:
    """Let computers use a serial again."""
    words = _("Desbloquear la serie"), _("Desbloquear")
    return _ask(request, number, unblock_serial, words, _("Serie desbloqueada."))


def _ask(
    request: DeskRequest, number: str, deed: Callable[..., bool], words: tuple[str, str], said: str
) -> HttpResponse:
    """The reason on GET, the deed on POST."""
    rights.require(request.user, "customers.enter")
    serials: Any = request.viewer.serials.select_related("product")
    serial: Serial = get_object_or_404(serials, number=number)
    form = BlockForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            changed = deed(serial, by=request.user, reason=form.cleaned_data["reason"])
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, said if changed else _("La serie ya estaba así."))
            return redirect("desk:serials.show", number=serial.number)
    return customer_pages.form_page(
        request,
        form,
        title=words[0],
        back=reverse("desk:serials.show", args=[serial.number]),
        back_word=f"{serial.product} {serial.number}",
        act=words[1],
    )
