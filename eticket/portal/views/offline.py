from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from eticket.access.viewers import CustomerViewer
from eticket.lib.errors import RuleBroken
from eticket.lib.serials import clean_serial
from eticket.licensing.asking import BODY_LIMIT
from eticket.licensing.models import Serial
from eticket.licensing.offline import activate_offline, answer_file
from eticket.licensing.signing import NoSigningKey
from eticket.portal.device_forms import OfflineForm


@require_http_methods(["GET", "HEAD", "POST"])
def request_file(request: HttpRequest, number: str) -> HttpResponse:
    """Bring the request of a computer without internet, and take its answer along."""
    viewer, serial = _serial(request, number)
    form = OfflineForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if form.is_valid():
        try:
            content = form.cleaned_data["file"].read(BODY_LIMIT + 1)
            activate_offline(serial, content, by=viewer.user)
        except RuleBroken as refusal:
            form.add_error("file", str(refusal))
        except NoSigningKey:
            form.add_error(None, _("Por ahora no podemos firmar respuestas. Avísenos."))
        else:
            messages.success(request, _("Equipo activado. Descargue la respuesta y llévela."))
            return redirect("portal:serials.offline", number=serial.number)
    answers = viewer.offline_activations.filter(serial=serial).select_related("device", "by")
    context = {"serial": serial, "form": form, "answers": answers.order_by("-id")[:20]}
    status = 422 if request.method == "POST" else 200
    return render(request, "portal/serials/offline.html", context, status=status)


@require_safe
def answer(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """The signed answer, as often as somebody needs it while it is kept."""
    viewer, serial = _serial(request, number)
    made = get_object_or_404(viewer.offline_activations, serial=serial, pk=pk)
    name = f"respuesta-{serial.number[:8]}-{made.pk}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(answer_file(made), content_type="application/json", headers=headers)


def _serial(request: HttpRequest, number: str) -> tuple[CustomerViewer, Serial]:
    viewer: CustomerViewer = request.viewer  # type: ignore[attr-defined]
    if not viewer.manages_devices:
        raise Http404
    serials = viewer.serials.select_related("product")
    return viewer, get_object_or_404(serials, number=clean_serial(number) or "")
