from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from eticket.desk import customer_pages
from eticket.desk.forms import DeviceForm
from eticket.desk.requests import DeskRequest
from eticket.lib.errors import RuleBroken
from eticket.lib.serials import clean_serial
from eticket.licensing.activating import activate_device, deactivate_device
from eticket.licensing.models import Device, DeviceChange


def deactivate(request: DeskRequest, number: str, pk: int) -> HttpResponse:
    """Free a customer's seat, beyond the customer's quota if need be."""
    device = _device(request, number, pk)
    words = _("Desactivar %(name)s") % {"name": device.name}, _("Desactivar equipo")
    said = _("%(name)s desactivado.") % {"name": device.name}
    return _ask(request, device, deactivate_device, words, said)


def activate(request: DeskRequest, number: str, pk: int) -> HttpResponse:
    """Give a customer's computer its seat back, beyond the customer's quota if need be."""
    device = _device(request, number, pk)
    words = _("Activar %(name)s") % {"name": device.name}, _("Activar equipo")
    said = _("%(name)s activado.") % {"name": device.name}
    return _ask(request, device, activate_device, words, said)


def _device(request: DeskRequest, number: str, pk: int) -> Device:
    devices = request.viewer.devices.select_related("serial__product")
    return get_object_or_404(devices, pk=pk, serial__number=clean_serial(number) or "")


def _ask(
    request: DeskRequest,
    device: Device,
    deed: Callable[..., DeviceChange | None],
    words: tuple[str, str],
    said: str,
) -> HttpResponse:
    """The reason on GET, the deed on POST."""
    back = reverse("desk:serials.show", args=[device.serial.number])
    form = DeviceForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            change = deed(device, by=request.user, reason=form.cleaned_data["reason"])
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, said if change else _("El equipo ya estaba así."))
            return redirect(back)
    return customer_pages.form_page(
        request,
        form,
        title=words[0],
        back=back,
        back_word=f"{device.serial.product} {device.serial.number}",
        act=words[1],
    )
