"""The privacy role's pages: requests with their clock, the notice, the days without business."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from eticket.access import rights
from eticket.desk.privacy_forms import AnswerForm, ExtensionForm, NoticeForm, RestDayForm
from eticket.desk.queues import frame
from eticket.desk.requests import DeskRequest
from eticket.lib import days
from eticket.lib.business_days import holidays
from eticket.lib.errors import RuleBroken
from eticket.privacy import noticing, requesting, resting, terms
from eticket.privacy.answers import answer_text
from eticket.privacy.models import ArcoRequest, RequestState

RIGHT = "privacy.attend"
SHOWN = 100
RUNNING = (RequestState.RECEIVED, RequestState.GRANTED)


@require_safe
def index(request: DeskRequest) -> HttpResponse:
    rights.require(request.user, RIGHT)
    viewer, rest = request.viewer, terms.rest_days()
    running = viewer.all_requests.filter(state__in=RUNNING).order_by("due_on", "id")
    ended = viewer.all_requests.exclude(state__in=RUNNING).order_by("-finished_at", "-id")
    context = {
        "running": [_row(one, rest) for one in running[:SHOWN]],
        "ended": [_row(one, rest) for one in ended[:SHOWN]],
        "notice": noticing.current_notice(),
        "purges": viewer.purges[:10],
    }
    return _page(request, "index", context)


@require_safe
def show(request: DeskRequest, folio: str) -> HttpResponse:
    return _show(request, _asked(request, folio))


@require_POST
def answer(request: DeskRequest, folio: str) -> HttpResponse:
    asked, form = _asked(request, folio), AnswerForm(request.POST)
    if not form.is_valid():
        return _show(request, asked, answer=form)
    granted = form.cleaned_data["granted"] == "1"
    text = form.cleaned_data["text"]
    return _done(
        request,
        lambda: requesting.answer(asked, granted=granted, text=text, by=request.user),
        _("Respuesta enviada."),
        folio,
    )


@require_POST
def extend(request: DeskRequest, folio: str) -> HttpResponse:
    asked, form = _asked(request, folio), ExtensionForm(request.POST)
    if not form.is_valid():
        return _show(request, asked, extension=form)
    reason = form.cleaned_data["reason"]
    return _done(
        request,
        lambda: requesting.extend(asked, reason=reason, by=request.user),
        _("El plazo quedó ampliado y la persona, avisada."),
        folio,
    )


@require_POST
def complete(request: DeskRequest, folio: str) -> HttpResponse:
    asked = _asked(request, folio)
    return _done(
        request,
        lambda: requesting.carry_out(asked, by=request.user),
        _("La solicitud quedó cumplida."),
        folio,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def notice(request: DeskRequest) -> HttpResponse:
    """Write the next version, look at it, publish it; nothing published is ever changed."""
    rights.require(request.user, RIGHT)
    current = noticing.current_notice()
    initial = {"full": current.full, "simplified": current.simplified} if current else {}
    form = NoticeForm(request.POST if request.method == "POST" else None, initial=initial)
    shown = request.method == "POST" and form.is_valid()
    if shown and "publish" in request.POST:
        try:
            made = noticing.publish_notice(**form.cleaned_data, by=request.user)
        except noticing.SameNotice as refusal:
            form.add_error("full", str(refusal))
        else:
            said = _("La versión %(n)s del aviso quedó publicada.") % {"n": made.version}
            messages.success(request, said)
            return redirect("desk:privacy.index")
    context = {
        "form": form,
        "current": current,
        "versions": noticing.versions(),
        "preview": form.cleaned_data if shown else None,
    }
    return _page(request, "notice", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def rest_days(request: DeskRequest) -> HttpResponse:
    rights.require(request.user, RIGHT)
    form = RestDayForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            resting.add_rest_day(**form.cleaned_data, by=request.user)
        except resting.AlreadyListed as refusal:
            form.add_error("day", str(refusal))
        else:
            messages.success(request, _("El día quedó en la lista."))
            return redirect("desk:privacy.rest_days")
    year = days.today().year
    context = {
        "form": form,
        "listed": request.viewer.rest_days,
        "computed": sorted({*holidays(year), *holidays(year + 1)}),
    }
    return _page(request, "rest_days", context, status=422 if form.errors else 200)


@require_POST
def remove_rest_day(request: DeskRequest, pk: int) -> HttpResponse:
    rights.require(request.user, RIGHT)
    resting.remove_rest_day(get_object_or_404(request.viewer.rest_days, pk=pk), by=request.user)
    messages.success(request, _("El día salió de la lista."))
    return redirect("desk:privacy.rest_days")


def _asked(request: DeskRequest, folio: str) -> ArcoRequest:
    rights.require(request.user, RIGHT)
    related = ("user", "answered_by")
    found = request.viewer.all_requests.select_related(*related)
    return get_object_or_404(found, folio=folio)


def _show(
    request: DeskRequest,
    asked: ArcoRequest,
    *,
    answer: AnswerForm | None = None,
    extension: ExtensionForm | None = None,
) -> HttpResponse:
    chosen = request.GET.get("plantilla", "")
    if chosen in ("0", "1") and answer is None:
        text = answer_text(asked.right, granted=chosen == "1")
        answer = AnswerForm(initial={"granted": chosen, "text": text})
    context = {
        **_row(asked, terms.rest_days()),
        "answer_form": answer or AnswerForm(),
        "extension_form": extension or ExtensionForm(),
        "deletion": request.viewer.deletion_of(asked),
    }
    failed = any(form is not None and form.is_bound for form in (answer, extension))
    return _page(request, "request", context, status=422 if failed else 200)


def _row(asked: ArcoRequest, rest: set[Any]) -> dict[str, Any]:
    left = terms.left(asked.due_on, rest) if asked.due_on else None
    return {"asked": asked, "left": left, "late": left is not None and left <= terms.REMINDERS[-1]}


def _done(request: DeskRequest, act: Callable[[], object], said: str, folio: str) -> HttpResponse:
    try:
        act()
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect("desk:privacy.request", folio)


def _page(
    request: DeskRequest, name: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    page = f"desk/privacy/{name}.html"
    return render(request, page, {**frame(request), **context}, status=status)
