from collections.abc import Callable
from secrets import token_urlsafe
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from eticket.access.repeats import key_of
from eticket.desk.choosing import choice_of
from eticket.desk.forms import AssignForm, ReasonForm, TransferForm
from eticket.desk.requests import DeskRequest
from eticket.desk.ticket_page import Composer, address_of, moment_of, ticket_of, ticket_page
from eticket.lib.errors import RuleBroken
from eticket.lib.fields import TEXT_LIMIT
from eticket.lib.folding import clean_body
from eticket.tickets import attaching
from eticket.tickets.assigning import (
    assign_ticket,
    take_ticket,
    transfer_ticket,
    wait_for_customer,
)
from eticket.tickets.closing import cancel_ticket, close_ticket
from eticket.tickets.models import Status, Ticket
from eticket.tickets.replying import reply_as_staff, write_note
from eticket.tickets.uploading import refused_files

AFTER = {"wait": Status.WAITING, "stay": Status.IN_PROGRESS}


@require_POST
def reply(request: DeskRequest, number: str) -> HttpResponse:
    then = request.POST.get("then", "wait")

    def say(ticket: Ticket, **sent: Any) -> tuple[str, str]:
        body = sent.pop("body")
        seen = _seen(request)
        if then == "close":
            message = close_ticket(ticket, by=request.user, solution=body, seen=seen, **sent)
            return f"m{message.pk}", _("Ticket cerrado; la solución va en camino al cliente.")
        after = AFTER.get(then, Status.WAITING)
        message = reply_as_staff(ticket, by=request.user, body=body, then=after, seen=seen, **sent)
        if after == Status.WAITING:
            return f"m{message.pk}", _("Respuesta enviada. Ahora le toca al cliente.")
        return f"m{message.pk}", _("Respuesta enviada. El ticket sigue en proceso.")

    missing = _("Para cerrar escriba la solución.") if then == "close" else ""
    return _write(request, number, "reply", say, missing or _("Escriba su respuesta."))


@require_POST
def note(request: DeskRequest, number: str) -> HttpResponse:
    def say(ticket: Ticket, **sent: Any) -> tuple[str, str]:
        written = write_note(ticket, by=request.user, **sent)
        return f"n{written.pk}", _("Nota interna guardada. El cliente no la ve.")

    return _write(request, number, "note", say, _("Escriba la nota."))


@require_POST
def take(request: DeskRequest, number: str) -> HttpResponse:
    ticket = ticket_of(request, number)
    return _act(
        request,
        ticket,
        lambda: take_ticket(ticket, by=request.user, seen=_seen(request)),
        _("Ya es suyo."),
    )


@require_POST
def wait(request: DeskRequest, number: str) -> HttpResponse:
    ticket = ticket_of(request, number)
    return _act(
        request,
        ticket,
        lambda: wait_for_customer(ticket, by=request.user, seen=_seen(request)),
        _("En espera del cliente."),
    )


def assign(request: DeskRequest, number: str) -> HttpResponse:
    ticket = ticket_of(request, number)
    agents = request.viewer.agents_of(ticket.area)
    form = AssignForm(
        request.POST or None,
        agents=[(str(one.pk), one.name) for one in agents],
        initial={"agent": str(ticket.assigned_to_id or "")},
    )

    def deed(data: dict[str, Any]) -> str:
        agent = next((one for one in agents if str(one.pk) == data["agent"]), None)
        assign_ticket(ticket, agent, by=request.user, seen=_seen(request))
        if agent is None:
            return _("El ticket quedó sin asignar.")
        return _("Asignado a %(name)s.") % {"name": agent.name}

    return _act_page(request, ticket, "assign", form, deed)


def transfer(request: DeskRequest, number: str) -> HttpResponse:
    ticket = ticket_of(request, number)
    areas = request.viewer.all_areas.exclude(pk=ticket.area_id)
    form = TransferForm(request.POST or None, areas=areas)

    def deed(data: dict[str, Any]) -> str:
        transfer_ticket(
            ticket,
            data["area"],
            by=request.user,
            reason=data["reason"],
            seen=_seen(request),
        )
        return _("El ticket %(number)s pasó a %(area)s.") % {
            "number": ticket.number,
            "area": data["area"].name,
        }

    return _act_page(request, ticket, "transfer", form, deed)


def cancel(request: DeskRequest, number: str) -> HttpResponse:
    ticket = ticket_of(request, number)

    def deed(data: dict[str, Any]) -> str:
        seen = _seen(request)
        cancel_ticket(ticket, by=request.user, reason=data["reason"], seen=seen)
        return _("Ticket cancelado.")

    return _act_page(request, ticket, "cancel", ReasonForm(request.POST or None), deed)


def _write(
    request: DeskRequest,
    number: str,
    name: str,
    say: Callable[..., tuple[str, str]],
    missing: str,
) -> HttpResponse:
    ticket = ticket_of(request, number)
    body = clean_body(request.POST.get("body", ""))
    form_key = key_of(request)
    if made := _said_before(request, ticket, name, form_key):
        return redirect(f"{address_of(request, ticket)}#{made}")
    if drop := request.POST.get("drop", ""):
        attaching.unstage(drop, request.user)
    chosen = attaching.choose(
        request.FILES.getlist("files"),
        request.POST.getlist("upload"),
        request.user,
        refused_files(request),
    )
    problems = [*chosen.problems, *_too_long(body)]
    problem = "" if drop else missing if not body.strip() else " ".join(problems)
    if not drop and not problem:
        try:
            anchor, said = say(ticket, body=body, files=chosen.files, form_key=form_key)
        except RuleBroken as refusal:
            problem = str(refusal)
            ticket = ticket_of(request, number)
        else:
            messages.success(request, said)
            return redirect(f"{address_of(request, ticket)}#{anchor}")
    box = Composer(
        name,
        body=body,
        files=chosen.keep(request.user),
        problem=problem,
        form_key=request.POST.get("form_key", "")[:40] or token_urlsafe(12),
        seen_at=moment_of(request.POST.get("shown_at", "")),
    )
    return ticket_page(request, ticket, box, status=422)


def _too_long(body: str) -> list[str]:
    if len(body) <= TEXT_LIMIT:
        return []
    return [_("Caben hasta 20,000 letras; lo demás puede ir en un archivo.")]


def _said_before(
    request: DeskRequest, ticket: Ticket, name: str, form_key: str | None
) -> str | None:
    """The place in the thread of what this very form made already: its files are spent by now."""
    viewer = request.viewer
    said = viewer.notes(ticket) if name == "note" else viewer.messages(ticket)
    made = form_key and said.filter(form_key=form_key, author=viewer.user).first()
    return f"{'n' if name == 'note' else 'm'}{made.pk}" if made else None


def _act(
    request: DeskRequest, ticket: Ticket, deed: Callable[[], object], said: str
) -> HttpResponse:
    try:
        deed()
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect(f"{address_of(request, ticket)}#ultimo")


def _act_page(
    request: DeskRequest,
    ticket: Ticket,
    act: str,
    form: forms.Form,
    deed: Callable[[dict[str, Any]], str],
) -> HttpResponse:
    """An act that asks something first: its form on GET, the deed on POST."""
    if request.method == "POST" and form.is_valid():
        try:
            messages.success(request, deed(form.cleaned_data))
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            # Handed to an area where this agent does not work, the ticket is out of sight.
            if not request.viewer.tickets.filter(pk=ticket.pk).exists():
                choice = choice_of(request.GET, request.viewer)
                return redirect(reverse("desk:tickets.index") + choice.where())
            return redirect(f"{address_of(request, ticket)}#ultimo")
    return ticket_page(
        request,
        ticket_of(request, ticket.number),
        template="desk/tickets/act.html",
        status=422 if form.is_bound else 200,
        act=act,
        form=form,
    )


def _seen(request: DeskRequest) -> int | None:
    """Which version of the ticket the page showed."""
    text = request.POST.get("seen", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
