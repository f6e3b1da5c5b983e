from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from eticket.access import rights
from eticket.accounts.entering import add_contact
from eticket.accounts.inviting import HolderTaken, invite_person
from eticket.accounts.models import Account, Role
from eticket.accounts.throttling import TooManyTries
from eticket.accounts.vouching import finish_by_phone
from eticket.desk import customer_pages
from eticket.desk.customer_forms import ContactForm, FinishForm, PersonForm
from eticket.desk.requests import DeskRequest
from eticket.lib.errors import RuleBroken


def new_contact(request: DeskRequest, pk: int) -> HttpResponse:
    account = _account(request, pk)
    form = ContactForm(request.POST or None)
    if form.is_valid():
        try:
            contact = add_contact(account, **form.cleaned_data, by=request.user)
        except RuleBroken as refusal:
            form.add_error("email", str(refusal))
        else:
            messages.success(request, _("%(name)s quedó como contacto.") % {"name": contact.name})
            return redirect("desk:customers.show", pk=pk)
    return _page(request, account, form, _("Nuevo contacto"), _("Guardar"))


def invite(request: DeskRequest, pk: int) -> HttpResponse:
    account = _account(request, pk)
    first = not account.memberships.filter(role=Role.HOLDER).exists()
    initial: dict[str, str] = {"role": Role.HOLDER if first else Role.COLLABORATOR}
    contact = account.contacts.filter(pk=_key(request.GET.get("contacto", ""))).first()
    if contact:
        initial |= {"name": contact.name, "email": contact.email}
    form = PersonForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            made = invite_person(account, **form.cleaned_data, by=request.user)
        except RuleBroken as refusal:
            form.add_error("role" if isinstance(refusal, HolderTaken) else "email", str(refusal))
        else:
            messages.success(
                request,
                _("%(name)s tiene acceso; le llega un correo para elegir su contraseña.")
                % {"name": made.user.name},
            )
            return redirect("desk:customers.show", pk=pk)
    return _page(request, account, form, _("Dar acceso a una persona"), _("Dar acceso"))


def finish(request: DeskRequest, pk: int) -> HttpResponse:
    """S21: *Terminar registro por teléfono*, with an address that is not on file."""
    rights.require(request.user, "registrations.finish")
    account: Account = get_object_or_404(request.viewer.accounts, pk=pk)
    form = FinishForm(request.POST or None)
    if form.is_valid():
        try:
            finish_by_phone(account, **form.cleaned_data, by=request.user)
        except RuleBroken as refusal:
            form.add_error("email", str(refusal))
        except TooManyTries as refusal:
            form.add_error(None, _wait_words(refusal.seconds))
        else:
            messages.success(
                request,
                _("Enviamos a %(email)s el enlace para elegir su contraseña; sirve 24 horas.")
                % {"email": form.cleaned_data["email"]},
            )
            return redirect("desk:customers.show", pk=pk)
    title = _("Terminar registro por teléfono")
    return _page(request, account, form, title, _("Enviar enlace"))


def _account(request: DeskRequest, pk: int) -> Account:
    rights.require(request.user, "customers.enter")
    account: Account = get_object_or_404(request.viewer.accounts, pk=pk)
    return account


def _page(request: DeskRequest, account: Account, form: Any, title: str, act: str) -> HttpResponse:
    return customer_pages.form_page(
        request,
        form,
        title=title,
        back=reverse("desk:customers.show", args=[account.pk]),
        back_word=account.name,
        act=act,
    )


def _key(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0


def _wait_words(seconds: int) -> str:
    return _("Fueron varios registros seguidos. Espere %(n)d minutos e intente de nuevo.") % {
        "n": -(-seconds // 60)
    }
