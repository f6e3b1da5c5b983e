from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from eticket.desk.choosing import choice_of
from eticket.desk.queues import page_of_list
from eticket.desk.requests import DeskRequest
from eticket.desk.ticket_page import ticket_of, ticket_page


@require_safe
def home(request: DeskRequest) -> HttpResponse:
    has_own = request.viewer.queues()["mine"].exists()
    view = "mios" if has_own else "sin-asignar"
    return redirect(f"{reverse('desk:tickets.index')}?vista={view}")


@require_safe
def index(request: DeskRequest) -> HttpResponse:
    choice = choice_of(request.GET, request.viewer)
    return render(request, "desk/tickets/index.html", page_of_list(request, choice))


@require_safe
def show(request: DeskRequest, number: str) -> HttpResponse:
    return ticket_page(request, ticket_of(request, number))
