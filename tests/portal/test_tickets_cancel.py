"""Cancelling one's own ticket: asked once, with a reason."""

from collections.abc import Callable

from django.test import Client
from django.urls import reverse

from eticket.accounts.models import User
from eticket.tickets.closing import close_ticket
from eticket.tickets.models import Status, Ticket
from eticket.tickets.replying import reply_as_staff

Enter = Callable[[User], Client]


def address(ticket: Ticket) -> str:
    return reverse("portal:tickets.cancel", args=[ticket.number])


def test_c120_asking_changes_nothing_and_confirming_cancels(
    ana: User, ticket: Ticket, enter: Enter
) -> None:
    client = enter(ana)
    assert "¿Cancelar este ticket?" in client.get(address(ticket)).text
    ticket.refresh_from_db()
    assert ticket.status == Status.OPEN
    sent = {"reason": "Ya quedó", "seen": ticket.version}
    assert client.post(address(ticket), sent).status_code == 302
    ticket.refresh_from_db()
    assert ticket.status == Status.CANCELLED


def test_a_reason_is_needed(ana: User, ticket: Ticket, enter: Enter) -> None:
    answer = enter(ana).post(address(ticket), {"reason": " ", "seen": 1})
    assert answer.status_code == 422
    assert "Escriba el motivo." in answer.text
    ticket.refresh_from_db()
    assert ticket.is_open


def test_c125_an_answer_that_came_meanwhile_is_read_first(
    ana: User, ticket: Ticket, dario: User, enter: Enter
) -> None:
    seen = ticket.version
    reply_as_staff(ticket, by=dario, body="Ya lo encontré")
    client = enter(ana)
    answer = client.post(address(ticket), {"reason": "Nadie contesta", "seen": seen})
    assert answer.status_code == 422
    assert "El ticket cambió mientras usted escribía" in answer.text
    assert "Nadie contesta" in answer.text
    ticket.refresh_from_db()
    assert ticket.is_open
    again = client.post(address(ticket), {"reason": "Nadie contesta", "seen": ticket.version})
    assert again.status_code == 302


def test_a_closed_ticket_is_not_cancelled(
    ana: User, ticket: Ticket, dario: User, enter: Enter
) -> None:
    close_ticket(ticket, by=dario, solution="Listo.")
    client = enter(ana)
    assert client.get(address(ticket)).status_code == 302
    assert client.post(address(ticket), {"reason": "No", "seen": ""}).status_code == 422
    ticket.refresh_from_db()
    assert ticket.status == Status.CLOSED
