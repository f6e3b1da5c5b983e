from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from eticket.access import rights
from eticket.accounts import throttling
from eticket.accounts.models import Throttle
from eticket.desk import customer_pages
from eticket.desk.forms import ReasonForm
from eticket.desk.queues import frame
from eticket.desk.requests import DeskRequest

SHOWN = 200


@require_safe
def index(request: DeskRequest) -> HttpResponse:
    rights.require(request.user, "throttles.lift")
    rows = [_row(throttle) for throttle in request.viewer.slowed[:SHOWN]]
    return render(request, "desk/throttles/index.html", {**frame(request), "rows": rows})


def lift(request: DeskRequest, key: str) -> HttpResponse:
    rights.require(request.user, "throttles.lift")
    throttle: Throttle = get_object_or_404(request.viewer.slowed, pk=key)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        throttling.lift(throttle, reason=form.cleaned_data["reason"], by=request.user)
        messages.success(request, _("Freno quitado."))
        return redirect("desk:throttles.index")
    row = _row(throttle)
    return customer_pages.form_page(
        request,
        form,
        title=_("Quitar el freno a %(who)s") % {"who": row["who"]},
        back=reverse("desk:throttles.index"),
        back_word=_("Accesos frenados"),
        act=_("Quitar el freno"),
    )


def _row(throttle: Throttle) -> dict[str, Any]:
    what = throttling.purpose_words(throttle.purpose)
    user = throttle.user
    return {
        "throttle": throttle,
        "what": what,
        "who": f"{user.name} ({user.email})" if user else throttle.address or what,
        "url": reverse("desk:throttles.lift", args=[throttle.pk]),
    }
