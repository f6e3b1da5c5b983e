from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from eticket.access import rights
from eticket.desk import customer_pages
from eticket.desk.customer_forms import MoveForm, PolicyForm, SerialForm
from eticket.desk.requests import DeskRequest
from eticket.lib.errors import RuleBroken
from eticket.licensing.issuing import issue_serial, renew_serial
from eticket.licensing.models import Serial
from eticket.licensing.moving import move_serial


class NoSuchAccount(RuleBroken):
    code = "no_such_account"
    message = gettext_lazy("Ninguna cuenta, o más de una, tiene ese RFC.")


@require_safe
def show(request: DeskRequest, number: str) -> HttpResponse:
    serial = _serial(request, number)
    return render(request, "desk/customers/serial.html", customer_pages.serial(request, serial))


def new(request: DeskRequest, pk: int) -> HttpResponse:
    rights.require(request.user, "customers.enter")
    viewer = request.viewer
    account = get_object_or_404(viewer.accounts, pk=pk)
    form = SerialForm(request.POST or None, products=viewer.products)
    if form.is_valid():
        try:
            serial = issue_serial(account, by=request.user, **form.cleaned_data)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Serie entregada a %(name)s.") % {"name": account.name})
            return redirect("desk:serials.show", number=serial.number)
    return customer_pages.form_page(
        request,
        form,
        title=_("Entregar una serie"),
        back=reverse("desk:customers.show", args=[pk]),
        back_word=account.name,
        act=_("Entregar serie"),
        # A prospect's RFC is a claim until somebody here believes it (B1).
        claimed_by=[] if account.is_customer else account.memberships.select_related("user"),
    )


def renew(request: DeskRequest, number: str) -> HttpResponse:
    rights.require(request.user, "customers.enter")
    serial = _serial(request, number)
    latest = serial.policies.order_by("-valid_until", "-id").first()
    initial = {"description": latest.description} if latest else {}
    form = PolicyForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            renew_serial(serial, by=request.user, **form.cleaned_data)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Serie renovada."))
            return redirect("desk:serials.show", number=serial.number)
    return customer_pages.form_page(
        request,
        form,
        title=_("Renovar la serie"),
        back=reverse("desk:serials.show", args=[serial.number]),
        back_word=serial.number,
        act=_("Renovar"),
    )


def move(request: DeskRequest, number: str) -> HttpResponse:
    """Give the serial to another account, which its RFC names."""
    rights.require(request.user, "customers.enter")
    serial = _serial(request, number)
    form = MoveForm(request.POST or None)
    if form.is_valid():
        accounts = list(request.viewer.accounts.filter(rfc=form.cleaned_data["rfc"])[:2])
        try:
            if len(accounts) != 1:
                raise NoSuchAccount
            move_serial(serial, accounts[0], by=request.user, reason=form.cleaned_data["reason"])
        except RuleBroken as refusal:
            form.add_error("rfc", str(refusal))
        else:
            name = accounts[0].name
            messages.success(request, _("La serie es ahora de %(name)s.") % {"name": name})
            return redirect("desk:serials.show", number=serial.number)
    return customer_pages.form_page(
        request,
        form,
        title=_("Pasar la serie a otra cuenta"),
        back=reverse("desk:serials.show", args=[serial.number]),
        back_word=serial.number,
        act=_("Pasar la serie"),
    )


def _serial(request: DeskRequest, number: str) -> Serial:
    serials: Any = request.viewer.serials.select_related("account", "product")
    found: Serial = get_object_or_404(serials, number=number)
    return found
