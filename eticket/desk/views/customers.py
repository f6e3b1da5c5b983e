from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from eticket.access import rights
from eticket.accounts import looking
from eticket.accounts.entering import AlreadyEntered, change_account, enter_account
from eticket.accounts.models import Account
from eticket.desk import customer_pages
from eticket.desk.customer_forms import AccountForm
from eticket.desk.requests import DeskRequest
from eticket.lib.rfc import has_right_check_digit


@require_safe
def index(request: DeskRequest) -> HttpResponse:
    return render(request, "desk/customers/index.html", customer_pages.customers(request))


@require_safe
def show(request: DeskRequest, pk: int) -> HttpResponse:
    account = get_object_or_404(request.viewer.accounts, pk=pk)
    looking.card_opened(account, by=request.user)
    return render(request, "desk/customers/show.html", customer_pages.customer(request, account))


def new(request: DeskRequest) -> HttpResponse:
    return _form(request, None)


def edit(request: DeskRequest, pk: int) -> HttpResponse:
    account = get_object_or_404(request.viewer.accounts, pk=pk)
    return _form(request, account)


def _form(request: DeskRequest, account: Account | None) -> HttpResponse:
    rights.require(request.user, "customers.enter")
    names = AccountForm.base_fields
    initial = {name: getattr(account, name) for name in names} if account else {}
    form = AccountForm(request.POST or None, initial=initial)
    other = None
    if form.is_valid():
        try:
            saved = _save(account, form.cleaned_data, request)
        except AlreadyEntered as refusal:
            form.add_error("rfc", str(refusal))
            other = refusal.params["account"]
        else:
            if saved.rfc and not has_right_check_digit(saved.rfc):
                messages.warning(
                    request,
                    _("Guardado. El último carácter del RFC %(rfc)s no cuadra; revíselo.")
                    % {"rfc": saved.rfc},
                )
            else:
                messages.success(request, _("Cliente guardado."))
            return redirect("desk:customers.show", pk=saved.pk)
    back = (
        reverse("desk:customers.show", args=[account.pk])
        if account
        else reverse("desk:customers.index")
    )
    title = _("Editar cliente") if account else _("Alta de cliente")
    return customer_pages.form_page(
        request,
        form,
        title=title,
        back=back,
        back_word=account.name if account else _("Clientes"),
        act=_("Guardar"),
        other=other,
    )


def _save(account: Account | None, data: dict[str, Any], request: DeskRequest) -> Account:
    by = request.user
    if account is None:
        return enter_account(**data, by=by)
    return change_account(account, **data, by=by)
