from typing import Any

from django.db.models import Count, OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from eticket.lib import dates, days
from eticket.lib.serials import clean_serial
from eticket.licensing.finding import with_description
from eticket.licensing.models import validity_of
from eticket.portal.licences import days_sentence, renewal_ways, viewer_of_licences
from eticket.portal.views.serials import Wanted, list_context
from eticket.ui import marks


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """One row a serial, with its latest póliza and how many there were (S84)."""
    viewer = viewer_of_licences(request)
    wanted = Wanted.of(request)
    policies = viewer.policies.filter(serial=OuterRef("pk")).order_by().values("serial")
    found = with_description(wanted.serials(viewer)).annotate(
        policy_count=Subquery(policies.annotate(n=Count("pk")).values("n"))
    )
    columns = ("id", "number", "product__name", "valid_until", "description", "policy_count")
    context = list_context(request, viewer, wanted, found.values(*columns))
    context["rows"] = [_row(serial) for serial in context["rows"]]
    return render(request, "portal/policies/index.html", context)


@require_safe
def show(request: HttpRequest, number: str) -> HttpResponse:
    """All pólizas of one serial, the latest first (S86)."""
    viewer = viewer_of_licences(request)
    serials = viewer.with_renewal(viewer.serials).select_related("product")
    serial = get_object_or_404(serials, number=clean_serial(number) or "")
    policies = viewer.policies.filter(serial=serial).order_by("-valid_until", "-id")
    context = {
        "serial": serial,
        "policies": policies,
        "left": days_sentence(serial.valid_until),
        **renewal_ways(serial),
        "serial_url": reverse("portal:serials.show", args=[serial.number]),
    }
    return render(request, "portal/policies/show.html", context)


def _row(serial: dict[str, Any]) -> dict[str, Any]:
    return {
        "url": reverse("portal:policies.show", args=[serial["number"]]),
        "number": serial["number"],
        "product": serial["product__name"],
        "description": serial["description"] or serial["product__name"],
        "valid_until": dates.day(serial["valid_until"], days.MEXICO),
        "status": marks.status(validity_of(serial["valid_until"])),
        "count": serial["policy_count"] or 0,
    }
