from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from eticket.access.viewers import CustomerViewer
from eticket.lib.errors import RuleBroken
from eticket.lib.serials import clean_serial
from eticket.licensing.activating import activate_device, deactivate_device, undo_change
from eticket.licensing.models import Device, DeviceChange, Serial
from eticket.portal.device_forms import DeactivateForm
from eticket.portal.licences import device_rows, seats_of, ticket_rows, viewer_of_licences
from eticket.portal.swapping import FROM_FORM

CHANGES_SHOWN = 500


@require_safe
def show(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Ver Detalle (S82, S118): all there is of one computer, its history and its tickets."""
    viewer = viewer_of_licences(request)
    devices = viewer.devices.select_related("serial__product", "deactivated_by")
    device = get_object_or_404(devices, pk=pk, serial__number=clean_serial(number) or "")
    changes = viewer.device_changes.filter(device=device).select_related("by").order_by("-id")
    tickets = viewer.tickets.filter(device=device)
    context = {
        "serial": device.serial,
        "device": device,
        "row": device_rows([device], changes[:CHANGES_SHOWN])[0],
        "tickets": ticket_rows(tickets),
        "may_change": viewer.manages_devices,
    }
    return render(request, "portal/serials/device.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def deactivate(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Why, and then the computer gives its seat back (S80)."""
    viewer, device = _device(request, number, pk)
    form = DeactivateForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            change = deactivate_device(device, by=viewer.user, reason=form.said)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            said = f"{_('Equipo desactivado.')} {_free(viewer, device.serial)}"
            return _done(request, device.serial, change, said, to_form=FROM_FORM in request.GET)
    status = 422 if request.method == "POST" else 200
    back = _form(device.serial) if FROM_FORM in request.GET else _page(device.serial)
    context = {"device": device, "serial": device.serial, "form": form, "back": back}
    return render(request, "portal/serials/deactivate.html", context, status=status)


@require_POST
def activate(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """The computer takes a seat again (S80, S81)."""
    viewer, device = _device(request, number, pk)
    try:
        change = activate_device(device, by=viewer.user)
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
        return redirect(f"{_page(device.serial)}?inactivos#equipos")
    return _done(request, device.serial, change, _("%(name)s activado.") % {"name": device.name})


@require_POST
def undo(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Take back what was done a moment ago."""
    viewer = _manager(request)
    changes = viewer.device_changes.select_related("serial", "device")
    change = get_object_or_404(changes, pk=pk, serial__number=clean_serial(number) or "")
    try:
        undo_change(change, by=viewer.user)
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        said = _("Deshecho: %(name)s queda como estaba.")
        messages.success(request, said % {"name": change.device.name})
    return redirect(f"{_page(change.serial)}#equipos")


def _manager(request: HttpRequest) -> CustomerViewer:
    viewer: CustomerViewer = request.viewer  # type: ignore[attr-defined]
    if not viewer.manages_devices:
        raise Http404
    return viewer


def _device(request: HttpRequest, number: str, pk: int) -> tuple[CustomerViewer, Device]:
    viewer = _manager(request)
    devices = viewer.devices.select_related("serial__product")
    return viewer, get_object_or_404(devices, pk=pk, serial__number=clean_serial(number) or "")


def _done(
    request: HttpRequest,
    serial: Serial,
    change: DeviceChange | None,
    said: str,
    to_form: bool = False,
) -> HttpResponse:
    if change is None:
        # Somebody was faster, or the button was pressed twice.
        messages.info(request, _("El equipo ya estaba así."))
    else:
        undo_url = reverse("portal:serials.undo", args=[serial.number, change.pk])
        messages.success(request, said, extra_tags=undo_url)
    if to_form:
        return redirect(f"{_form(serial)}?libre")
    return redirect(f"{_page(serial)}#equipos")


def _free(viewer: CustomerViewer, serial: Serial) -> str:
    seats = seats_of(serial, viewer.devices.active().filter(serial=serial).count())
    if not seats.is_number or not seats.free:
        return ""
    said = ngettext("Queda %(n)d lugar libre.", "Quedan %(n)d lugares libres.", seats.free)
    return said % {"n": seats.free}


def _form(serial: Serial) -> str:
    return reverse("portal:tickets.new_support", args=[serial.number])


def _page(serial: Serial) -> str:
    return reverse("portal:serials.show", args=[serial.number])
