from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from eticket.access.origins import parts_of
from eticket.access.repeats import key_of
from eticket.accounts.publishing import publisher
from eticket.lib import dates, days
from eticket.lib.errors import RuleBroken
from eticket.portal.conversation import conversation
from eticket.portal.reply_forms import STARS, CancelForm, RatingForm, Reply
from eticket.portal.requests import PortalRequest
from eticket.portal.ticket_data import ticket_data
from eticket.tickets import attaching, drafting
from eticket.tickets.closing import cancel_ticket
from eticket.tickets.models import Message, Status, Ticket
from eticket.tickets.rating import can_change, lacks_a_word, rate_ticket, rating_of
from eticket.tickets.reading import mark_read
from eticket.tickets.replying import can_reopen, reopen_until, reply_as_customer
from eticket.tickets.saying import TicketIsOver, said_before

# The list's own filters travel along, so that the way back leads to the same rows.
LIST = "lista"
TURNS = {"customer": "mine", "staff": "theirs", "nobody": "none"}


@require_safe
def show(request: PortalRequest, number: str) -> HttpResponse:
    return _page(request, _ticket(request, number))


@require_http_methods(["GET", "POST"])
def reply(request: PortalRequest, number: str) -> HttpResponse:
    ticket = _ticket(request, number)
    if request.method == "GET":
        return redirect(_address(request, ticket, responder=1))
    key = key_of(request)
    if made := said_before(key, request.user):
        return _at(request, ticket, made)
    sent = Reply.sent(request)
    if token := request.POST.get("drop"):
        attaching.unstage(token, request.user)
        sent.files = [f for f in sent.files if f.token != token]
        sent.problems = []
        return _page(request, ticket, reply=sent.keep(request.user))
    if not sent.problems:
        try:
            message = reply_as_customer(
                ticket,
                by=request.user,
                body=sent.body or _("(archivo adjunto)"),
                files=sent.files,
                form_key=key,
            )
        except TicketIsOver as refusal:
            sent.problems.append(str(refusal))
            return _page(request, ticket, reply=sent.carry_over(ticket, request.user), status=422)
        except RuleBroken as refusal:
            sent.problems.append(str(refusal))
        else:
            reopened = not ticket.is_open
            said = (
                _("Su respuesta se envió y el ticket se reabrió.")
                if reopened
                else _("Su respuesta se envió.")
            )
            messages.success(request, said)
            if draft := request.POST.get("draft"):
                # What a refused new ticket said is sent now, so it is no draft any more (C114).
                drafting.forget(request.user, draft)
            return _at(request, ticket, message)
    return _page(request, ticket, reply=sent.keep(request.user), status=422)


@require_http_methods(["GET", "POST"])
def cancel(request: PortalRequest, number: str) -> HttpResponse:
    ticket = _ticket(request, number)
    if request.method == "GET" and not ticket.is_open:
        return redirect(_address(request, ticket))
    form = CancelForm(request.POST or None, initial={"seen": ticket.version})
    if request.method == "POST" and form.is_valid():
        try:
            cancel_ticket(ticket, by=request.user, **form.cleaned_data)
        except RuleBroken as refusal:
            form = CancelForm({"reason": form.cleaned_data["reason"], "seen": ticket.version})
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("El ticket se canceló."))
            return redirect(_address(request, ticket))
    context = {"ticket": ticket, "form": form, "back": _address(request, ticket)}
    status = 422 if form.is_bound else 200
    return render(request, "portal/tickets/cancel.html", context, status=status)


@require_http_methods(["GET", "POST"])
def rate(request: PortalRequest, number: str) -> HttpResponse:
    ticket = _ticket(request, number)
    if request.method == "GET":
        return redirect(_address(request, ticket, calificar=1))
    form = RatingForm(request.POST)
    if form.is_valid():
        try:
            rate_ticket(ticket, by=request.user, **form.cleaned_data)
        except RuleBroken as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Gracias por su calificación."))
        return redirect(_address(request, ticket))
    return _page(request, ticket, rating=form, status=422)


@require_safe
def news(request: PortalRequest, number: str) -> HttpResponse:
    """A quiet line once staff said something after the message ``desde``; polled by the page."""
    ticket = get_object_or_404(request.viewer.tickets, number=number)
    since = request.GET.get("desde", "")
    if not (since.isdecimal() and len(since) < 19):
        return HttpResponse(status=204)
    fresh = request.viewer.messages(ticket).filter(id__gt=int(since), from_staff=True).first()
    if fresh is None:
        return HttpResponse(status=204)
    # Another address than the page's own: with the same one a browser would only scroll.
    context = {"url": f"{_address(request, ticket, nuevas=fresh.pk)}#m{fresh.pk}"}
    return render(request, "portal/tickets/_news.html", context)


def _ticket(request: PortalRequest, number: str) -> Ticket:
    ticket = request.viewer.follow(number)
    if ticket is None:
        raise Http404
    return ticket


def _page(
    request: PortalRequest,
    ticket: Ticket,
    reply: Reply | None = None,
    rating: RatingForm | None = None,
    status: int = 200,
) -> HttpResponse:
    viewer, user = request.viewer, request.user
    before = request.GET.get("antes", "")
    if getattr(ticket, "is_unread", False) and not before:
        mark_read(ticket, user)
    foot = _foot(request, ticket, reply, rating)
    if foot == "reply" and reply is None:
        reply = Reply.begun(viewer.draft(drafting.form_of_reply(ticket)), user)
    given = rating_of(ticket)
    if foot == "rate" and rating is None:
        rating = RatingForm(
            initial={"stars": given.stars, "comment": given.comment} if given else {}
        )
    until = reopen_until(ticket) if can_reopen(ticket) else None
    talk = conversation(viewer, ticket, before)
    whose = _("Le toca a %(name)s") % {"name": publisher().short_name}
    context = {
        "ticket": ticket,
        "turn": TURNS[ticket.turn],
        "whose": whose if ticket.turn == "staff" else "",
        "talk": talk,
        # The newest message is what one came for; without script, focus brings it into view.
        "focus": talk.newest if not before and status == 200 and "drop" not in request.POST else 0,
        "before": before,
        "foot": foot,
        "reply": reply,
        "draft_form": drafting.form_of_reply(ticket),
        "rating_form": rating,
        "rating": given,
        "stars": STARS,
        "lacks_a_word": lacks_a_word(given),
        "may_change": given is not None and can_change(given, ticket),
        "rating_days": publisher().rating_days,
        "reopens_until": dates.long_day(until, days.MEXICO).split(" ", 1)[1] if until else "",
        "data": ticket_data(viewer, ticket),
        "is_proved": not ticket.is_open or viewer.is_proved(ticket.follow_up_email),
        "links": _links(request, ticket),
    }
    return render(request, "portal/tickets/show.html", context, status=status)


def _foot(
    request: PortalRequest, ticket: Ticket, reply: Reply | None, rating: RatingForm | None
) -> str:
    """What stands at the foot: the composer, the rating to give or given, or the way on."""
    wants_to_reply = reply is not None or "responder" in request.GET
    if ticket.is_open or (wants_to_reply and can_reopen(ticket)):
        return "reply"
    if reply is not None:
        return "too_late"
    if ticket.status == Status.CANCELLED:
        return "over"
    given = rating_of(ticket)
    if given is None or rating is not None:
        return "rate"
    wants_to_change = lacks_a_word(given) or "calificar" in request.GET
    return "rate" if wants_to_change and can_change(given, ticket) else "rated"


def _links(request: PortalRequest, ticket: Ticket) -> dict[str, str]:
    number, kept = [ticket.number], _kept_list(request)
    query = f"?{urlencode({LIST: kept})}" if kept else ""
    new = ("support", [ticket.serial.number]) if ticket.serial else ("service", [])
    return {
        "list": f"{reverse('portal:tickets.index')}{f'?{kept}' if kept else ''}",
        "show": reverse("portal:tickets.show", args=number),
        "query": query,
        "reply": reverse("portal:tickets.reply", args=number) + query,
        "rate": reverse("portal:tickets.rate", args=number) + query,
        "cancel": reverse("portal:tickets.cancel", args=number) + query,
        "news": reverse("portal:tickets.news", args=number),
        "new": f"{reverse(f'portal:tickets.new_{new[0]}', args=new[1])}?anterior={ticket.number}",
    }


def _kept_list(request: PortalRequest) -> str:
    """The list's query string: carried along, or read off the page one comes from."""
    if LIST in request.GET:
        return QueryDict(request.GET[LIST][:500]).urlencode()
    came_from = parts_of(request.headers.get("Referer", ""))
    here = came_from.netloc == request.get_host() and came_from.path == reverse(
        "portal:tickets.index"
    )
    return QueryDict(came_from.query[:500]).urlencode() if here else ""


def _address(request: PortalRequest, ticket: Ticket, **query: Any) -> str:
    kept = _kept_list(request)
    query = {**query, LIST: kept} if kept else query
    path = reverse("portal:tickets.show", args=[ticket.number])
    return f"{path}?{urlencode(query)}" if query else path


def _at(request: PortalRequest, ticket: Ticket, message: Message) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{_address(request, ticket)}#m{message.pk}")
