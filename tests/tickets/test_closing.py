"""Closing with a solution, cancelling with a reason."""

import pytest

from eticket.accounts.models import User
from eticket.events.models import Event
from eticket.tickets.closing import (
    ReasonMissing,
    SolutionMissing,
    cancel_ticket,
    close_ticket,
)
from eticket.tickets.models import Status, Ticket
from eticket.tickets.replying import reply_as_customer
from eticket.tickets.saying import TicketChanged, TicketIsOver


def fresh(ticket: Ticket) -> Ticket:
    return Ticket.objects.get(pk=ticket.pk)


def test_a_ticket_is_closed_with_its_solution(ticket: Ticket, dario: User) -> None:
    message = close_ticket(ticket, by=dario, solution="Se cambió el régimen.")
    now = fresh(ticket)
    assert message.is_solution
    assert (now.status, now.assigned_to, now.open_key) == (Status.CLOSED, dario, None)
    assert now.closed_at is not None
    assert Event.objects.about(ticket).latest("id").kind == "ticket.closed"


def test_closing_needs_a_solution(ticket: Ticket, dario: User) -> None:
    with pytest.raises(SolutionMissing):
        close_ticket(ticket, by=dario, solution=" \n")
    assert fresh(ticket).is_open


def test_c125_one_does_not_close_over_an_answer_that_just_came(
    ana: User, ticket: Ticket, dario: User
) -> None:
    seen = fresh(ticket).version
    reply_as_customer(ticket, by=ana, body="Esperen, sigue")
    with pytest.raises(TicketChanged):
        close_ticket(ticket, by=dario, solution="Listo.", seen=seen)
    assert fresh(ticket).is_open


def test_closing_twice_says_that_it_is_over(ticket: Ticket, dario: User, sonia: User) -> None:
    close_ticket(ticket, by=dario, solution="Listo.", form_key="k")
    assert close_ticket(ticket, by=dario, solution="Listo.", form_key="k").is_solution
    with pytest.raises(TicketIsOver):
        close_ticket(ticket, by=sonia, solution="Otra.")
    assert ticket.messages.filter(is_solution=True).count() == 1


def test_cancelling_needs_a_reason_and_twice_is_once(ana: User, ticket: Ticket) -> None:
    with pytest.raises(ReasonMissing):
        cancel_ticket(ticket, by=ana, reason=" ")
    cancel_ticket(ticket, by=ana, reason="Ya quedó ")
    cancel_ticket(ticket, by=ana, reason="Otra vez")
    assert fresh(ticket).status == Status.CANCELLED
    told = Event.objects.about(ticket).filter(kind="ticket.cancelled")
    assert told.get().data == {"reason": "Ya quedó"}


def test_a_closed_ticket_is_not_cancelled(ana: User, ticket: Ticket, dario: User) -> None:
    close_ticket(ticket, by=dario, solution="Listo.")
    with pytest.raises(TicketIsOver):
        cancel_ticket(ticket, by=ana, reason="No")
