"""The page of one ticket, as it opens and as it comes back from a form that was refused."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from secrets import token_urlsafe
from typing import Any
from urllib.parse import quote

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from eticket.access.viewers import AgentViewer
from eticket.desk.cards import card
from eticket.desk.choosing import choice_of
from eticket.desk.queues import STATUS_WORDS, page_of_list
from eticket.desk.requests import DeskRequest
from eticket.desk.threads import thread
from eticket.lib.phones import show_phone
from eticket.tickets import attaching, drafting
from eticket.tickets.models import Draft, Status, Ticket


@dataclass
class Composer:
    """One of the two boxes under the thread: an answer, or an internal note."""

    name: str
    body: str = ""
    files: list[Any] = field(default_factory=list)
    saved_at: datetime | None = None
    problem: str = ""
    form_key: str = field(default_factory=lambda: token_urlsafe(12))
    seen_at: datetime | None = None


def ticket_of(request: DeskRequest, number: str) -> Ticket:
    """The ticket behind a number, if this agent may see it; 404 otherwise."""
    ticket = request.viewer.ticket(number)
    if ticket is None:
        raise Http404
    return ticket


def address_of(request: DeskRequest, ticket: Ticket, name: str = "tickets.show") -> str:
    """The address of a ticket or of one of its acts, in the view the agent works in."""
    choice = choice_of(request.GET, request.viewer)
    where = choice.where(cursor=choice.cursor) if request.GET else ""
    return reverse(f"desk:{name}", args=[ticket.number]) + where


def moment_of(text: str) -> datetime | None:
    """The moment a page was shown, as its form carries it."""
    try:
        return datetime.fromtimestamp(float(text[:20]), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def ticket_page(
    request: DeskRequest,
    ticket: Ticket,
    refused: Composer | None = None,
    *,
    status: int = 200,
    template: str = "desk/tickets/show.html",
    **more: Any,
) -> HttpResponse:
    """The whole page; ``refused`` is the box that was sent and comes back."""
    viewer = request.viewer
    choice = choice_of(request.GET, viewer)
    forms = {"reply": drafting.form_of_reply(ticket), "note": drafting.form_of_note(ticket)}
    drafts = viewer.drafts(*forms.values())
    boxes = {name: _drafted(name, drafts.get(form), viewer) for name, form in forms.items()}
    if refused:
        boxes[refused.name] = refused
    turn = {"staff": "mine", "customer": "theirs"}.get(ticket.turn, "none")
    if turn == "mine" and ticket.assigned_to_id != viewer.user.pk:
        turn_word = ticket.assigned_to.name if ticket.assigned_to else _("Sin asignar")
    else:
        turn_word = {"theirs": _("Le toca al cliente"), "none": ""}.get(turn, "")
    context = {
        **page_of_list(request, choice, ticket.number),
        "ticket": ticket,
        "number": ticket.number,
        "status_word": _(STATUS_WORDS[Status(ticket.status)]),
        "turn": turn,
        "turn_word": turn_word,
        "is_mine": ticket.assigned_to_id == viewer.user.pk,
        "phone": show_phone(ticket.phone),
        "thread": thread(
            ticket,
            viewer,
            whole=request.GET.get("hilo") == "todo",
            seen_at=refused.seen_at if refused else None,
        ),
        "undelivered": viewer.undelivered(ticket),
        "card": card(ticket, viewer),
        "reply": boxes["reply"],
        "note": boxes["note"],
        "mode": refused.name if refused else "reply",
        "shown_at": timezone.now().timestamp(),
        "urls": _urls(request, ticket),
        "places": _places(ticket, viewer),
        **more,
    }
    return render(request, template, context, status=status)


def _drafted(name: str, draft: Draft | None, viewer: AgentViewer) -> Composer:
    if draft is None:
        return Composer(name)
    tokens = str(draft.fields.get("upload", "")).split()
    return Composer(
        name,
        body=str(draft.fields.get("body", "")),
        files=attaching.claim(tokens, viewer.user) if tokens else [],
        saved_at=draft.saved_at,
    )


def _urls(request: DeskRequest, ticket: Ticket) -> dict[str, str]:
    show = address_of(request, ticket)
    path, mark, where = show.partition("?")
    acts = {"reply": "responder", "note": "nota", "take": "tomar", "wait": "esperar"}
    acts |= {"assign": "asignar", "transfer": "transferir", "cancel": "cancelar"}
    urls = {name: f"{path}{word}/{mark}{where}" for name, word in acts.items()}
    new = reverse("desk:tickets.new_for", args=[ticket.account_id])
    return {
        **urls,
        "show": show,
        "whole": f"{path}?{where}&hilo=todo" if where else f"{path}?hilo=todo",
        "new": f"{new}?anterior={quote(ticket.number)}",
        "customer": reverse("desk:customers.show", args=[ticket.account_id]),
    }


def _places(ticket: Ticket, viewer: AgentViewer) -> dict[str, list[tuple[str, str]]]:
    """To whom and where an open ticket may go."""
    if not ticket.is_open:
        return {"agents": [], "areas": []}
    agents = viewer.agents_of(ticket.area).values_list("pk", "name")
    areas = viewer.all_areas.exclude(pk=ticket.area_id).values_list("pk", "name")
    return {
        "agents": [(str(pk), name) for pk, name in agents],
        "areas": [(str(pk), name) for pk, name in areas],
    }
