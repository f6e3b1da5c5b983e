"""Rating closed tickets: changeable for some days, anew after each closing (S72)."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from eticket.accounts.models import User
from eticket.events.models import Event
from eticket.tickets.closing import close_ticket
from eticket.tickets.models import Rating, Ticket
from eticket.tickets.rating import (
    NotClosed,
    RatingSettled,
    rate_ticket,
    rating_of,
    rating_token,
    ticket_of,
)
from eticket.tickets.replying import reply_as_customer


def fresh(ticket: Ticket) -> Ticket:
    return Ticket.objects.get(pk=ticket.pk)


def close(ticket: Ticket, by: User) -> Ticket:
    close_ticket(ticket, by=by, solution="Listo.")
    return fresh(ticket)


def test_only_a_closed_ticket_is_rated(ana: User, ticket: Ticket) -> None:
    with pytest.raises(NotClosed):
        rate_ticket(ticket, by=ana, stars=5)


def test_a_changed_mind_is_one_rating_and_each_choice_is_told(
    ana: User, ticket: Ticket, dario: User
) -> None:
    close(ticket, dario)
    for stars in (2, 2, 4):
        rate_ticket(ticket, by=ana, stars=stars)
    assert Rating.objects.get().stars == 4
    assert Event.objects.about(ticket).filter(kind="ticket.rated").count() == 2


def test_after_seven_days_it_is_settled(
    ana: User, ticket: Ticket, dario: User, time_machine: Any
) -> None:
    close(ticket, dario)
    rate_ticket(ticket, by=ana, stars=4)
    time_machine.move_to(timezone.now() + timedelta(days=7, minutes=1))
    with pytest.raises(RatingSettled):
        rate_ticket(ticket, by=ana, stars=1)


def test_a_new_closing_is_rated_anew(
    ana: User, ticket: Ticket, dario: User, time_machine: Any
) -> None:
    close(ticket, dario)
    rate_ticket(ticket, by=ana, stars=1)
    reply_as_customer(ticket, by=ana, body="Sigue")
    time_machine.move_to(timezone.now() + timedelta(days=20))
    assert rating_of(close(ticket, dario)) is None
    rate_ticket(ticket, by=ana, stars=5)
    assert Rating.objects.get().stars == 5


def test_a_rating_by_mail_names_nobody_and_counts(ticket: Ticket, dario: User) -> None:
    closed = close(ticket, dario)
    found = ticket_of(rating_token(closed))
    assert found == closed
    assert rate_ticket(found, by=None, stars=5).rated_by is None


def test_a_token_is_for_one_closing_and_cannot_be_made_up(
    ana: User, ticket: Ticket, dario: User
) -> None:
    token = rating_token(close(ticket, dario))
    assert ticket_of(token[:-1] + ("a" if token[-1] != "a" else "b")) is None
    reply_as_customer(ticket, by=ana, body="Sigue")
    assert ticket_of(token) is None
    close(ticket, dario)
    assert ticket_of(token) is None


def test_the_same_stars_after_a_second_closing_are_a_new_rating(
    ticket: Ticket, ana: User, dario: User
) -> None:
    rate_ticket(close(ticket, dario), by=ana, stars=1)
    reply_as_customer(ticket, by=ana, body="Sigue igual")
    rate_ticket(close(ticket, dario), by=ana, stars=1)
    assert Event.objects.filter(kind="ticket.rated").count() == 2
