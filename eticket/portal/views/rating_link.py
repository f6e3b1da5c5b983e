from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from eticket.accounts.publishing import publisher
from eticket.lib.errors import RuleBroken
from eticket.portal.reply_forms import STARS, RatingForm
from eticket.tickets.models import Ticket
from eticket.tickets.rating import can_change, lacks_a_word, rate_ticket, rating_of, ticket_of


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def rate(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind the closing mail; opening it changes nothing, whoever opens it (C117)."""
    ticket = ticket_of(token)
    if ticket is None:
        return _sealed(render(request, "portal/rating/expired.html", status=404))
    form = RatingForm(request.POST) if request.method == "POST" else None
    if form is None or not form.is_valid():
        return _sealed(_page(request, ticket, form))
    try:
        rate_ticket(ticket, by=None, **form.cleaned_data)
    except RuleBroken as refusal:
        form.add_error(None, str(refusal))
        return _sealed(_page(request, ticket, form))
    return _sealed(redirect(request.path))


def _page(request: HttpRequest, ticket: Ticket, form: RatingForm | None) -> HttpResponse:
    given = rating_of(ticket)
    may_change = given is not None and can_change(given, ticket)
    asks_for_a_word = may_change and lacks_a_word(given)
    chosen = request.GET.get("estrellas", "")
    opened = form or RatingForm(
        initial={
            "stars": chosen or (given.stars if given else ""),
            "comment": given.comment if given else "",
        }
    )
    wants_to_change = asks_for_a_word or chosen or "cambiar" in request.GET
    shows_form = form is not None or given is None or (may_change and wants_to_change)
    context = {
        "ticket": ticket,
        "ticket_url": reverse("portal:tickets.show", args=[ticket.number]),
        "foot": "rate" if shows_form else "rated",
        "form": opened,
        "stars": STARS,
        "rating": given,
        "may_change": may_change,
        "asks_for_a_word": asks_for_a_word,
        "rating_days": publisher().rating_days,
    }
    return render(request, "portal/rating/show.html", context, status=422 if form else 200)


def _sealed(answer: HttpResponse) -> HttpResponse:
    # The address is a key: nobody learns its path. Not "no-referrer": with it browsers send our
    # own form with "Origin: null", which is refused.
    answer.headers["Referrer-Policy"] = "strict-origin"
    return answer
