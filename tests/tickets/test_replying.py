"""Replying: whose turn it is then, and when a reply reopens (S71, S112, S113)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from eticket.accounts.models import User
from eticket.events.models import Event
from eticket.tickets.closing import cancel_ticket, close_ticket
from eticket.tickets.models import Message, Note, Status, Ticket, Unread
from eticket.tickets.opening import AlreadyOpen, TooManyOpenTickets, open_ticket
from eticket.tickets.replying import (
    can_reopen,
    reply_as_customer,
    reply_as_staff,
    write_note,
)
from eticket.tickets.saying import TicketChanged, TicketIsOver

Maker = Callable[..., Any]


def kinds(ticket: Ticket) -> list[str]:
    return list(Event.objects.about(ticket).order_by("id").values_list("kind", flat=True))


def fresh(ticket: Ticket) -> Ticket:
    return Ticket.objects.get(pk=ticket.pk)


def test_an_answer_of_staff_waits_for_the_customer_and_is_unread(
    ana: User, bruno: User, ticket: Ticket, dario: User
) -> None:
    reply_as_staff(ticket, by=dario, body="¿Nos comparte el XML?")
    now = fresh(ticket)
    assert (now.status, now.assigned_to) == (Status.WAITING, dario)
    assert now.first_answered_at is not None
    assert set(Unread.objects.values_list("user", flat=True)) == {ana.pk, bruno.pk}
    assert kinds(ticket) == ["ticket.opened", "ticket.taken", "ticket.replied", "ticket.waited"]


def test_the_customers_reply_makes_a_waiting_ticket_go_on(
    ana: User, ticket: Ticket, dario: User
) -> None:
    reply_as_staff(ticket, by=dario, body="¿Nos comparte el XML?")
    reply_as_customer(ticket, by=ana, body="Aquí está")
    assert fresh(ticket).status == Status.IN_PROGRESS
    assert kinds(ticket)[-2:] == ["ticket.replied", "ticket.progressed"]


def test_a_reply_to_an_open_ticket_changes_no_status(ana: User, ticket: Ticket) -> None:
    since = ticket.turn_since
    reply_as_customer(ticket, by=ana, body="Otro dato")
    assert (fresh(ticket).status, fresh(ticket).turn_since) == (Status.OPEN, since)


def test_c001_the_same_reply_twice_is_one_message(ana: User, ticket: Ticket) -> None:
    one = reply_as_customer(ticket, by=ana, body="Va", form_key="k")
    assert reply_as_customer(ticket, by=ana, body="Va", form_key="k") == one
    assert ticket.messages.count() == 2


def test_c116_a_reply_within_seven_days_reopens(ana: User, ticket: Ticket, dario: User) -> None:
    close_ticket(ticket, by=dario, solution="Listo.")
    Ticket.objects.update(closed_at=timezone.now() - timedelta(days=6, hours=23))
    reply_as_customer(ticket, by=ana, body="Sigue fallando")
    now = fresh(ticket)
    assert (now.status, now.closed_at) == (Status.IN_PROGRESS, None)
    assert now.open_key == now.key_while_open
    assert kinds(ticket)[-1] == "ticket.reopened"


def test_c116_after_seven_days_it_does_not(ana: User, ticket: Ticket, dario: User) -> None:
    close_ticket(ticket, by=dario, solution="Listo.")
    Ticket.objects.update(closed_at=timezone.now() - timedelta(days=7, minutes=1))
    assert not can_reopen(fresh(ticket))
    with pytest.raises(TicketIsOver):
        reply_as_customer(ticket, by=ana, body="Sigue fallando")
    assert fresh(ticket).status == Status.CLOSED


def test_a_cancelled_ticket_takes_no_reply(ana: User, ticket: Ticket, dario: User) -> None:
    cancel_ticket(ticket, by=ana, reason="Ya quedó")
    with pytest.raises(TicketIsOver):
        reply_as_customer(ticket, by=ana, body="Otra vez")
    with pytest.raises(TicketIsOver):
        reply_as_staff(ticket, by=dario, body="Hola")


def test_reopening_obeys_the_serials_limit(
    ana: User, ticket: Ticket, dario: User, opened: Maker
) -> None:
    close_ticket(ticket, by=dario, solution="Listo.")
    for _ in range(3):
        opened()
    with pytest.raises(TooManyOpenTickets):
        reply_as_customer(ticket, by=ana, body="Sigue fallando")
    assert not Message.objects.filter(body="Sigue fallando").exists()


def test_reopening_obeys_one_open_ticket_per_system_and_email(
    ana: User, ticket: Ticket, dario: User, acme: Any, new_ticket: Maker
) -> None:
    close_ticket(ticket, by=dario, solution="Listo.")
    open_ticket(acme, new_ticket(), by=ana)
    with pytest.raises(AlreadyOpen):
        reply_as_customer(ticket, by=ana, body="Sigue fallando")


def test_c125_staff_do_not_answer_what_changed_meanwhile(
    ana: User, ticket: Ticket, dario: User, sonia: User
) -> None:
    seen = fresh(ticket).version
    reply_as_staff(ticket, by=sonia, body="Lo veo yo", seen=seen)
    with pytest.raises(TicketChanged):
        reply_as_staff(ticket, by=dario, body="Lo veo yo", seen=seen)
    assert ticket.messages.count() == 2


def test_c122_a_note_is_no_message_and_nobody_has_it_to_read(
    ana: User, ticket: Ticket, dario: User
) -> None:
    version = fresh(ticket).version
    write_note(ticket, by=dario, body="Ojo", form_key="n")
    write_note(ticket, by=dario, body="Ojo", form_key="n")
    assert Note.objects.count() == 1
    assert ticket.messages.count() == 1
    assert Unread.objects.count() == 0
    assert fresh(ticket).version == version
    assert fresh(ticket).first_answered_at is None
