"""Rating in the portal (S72, S115)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from eticket.accounts.models import User
from eticket.tickets.closing import close_ticket
from eticket.tickets.models import Rating, Ticket
from eticket.tickets.replying import reply_as_customer

Enter = Callable[[User], Client]


@pytest.fixture
def closed(ticket: Ticket, dario: User) -> Ticket:
    close_ticket(ticket, by=dario, solution="Se cambió el régimen.")
    return Ticket.objects.get(pk=ticket.pk)


def rate(client: Client, ticket: Ticket, **fields: Any) -> Any:
    return client.post(reverse("portal:tickets.rate", args=[ticket.number]), fields)


def shown(client: Client, ticket: Ticket, **query: Any) -> str:
    return client.get(reverse("portal:tickets.show", args=[ticket.number]), query).text


def test_a_rating_is_kept_and_thanked_for(ana: User, closed: Ticket, enter: Enter) -> None:
    client = enter(ana)
    assert rate(client, closed, stars="5", comment="Rápido").status_code == 302
    assert (Rating.objects.get().stars, Rating.objects.get().rated_by) == (5, ana)
    html = shown(client, closed)
    assert "Gracias por su calificación" in html
    assert "«Rápido»" in html


def test_stars_are_needed(ana: User, closed: Ticket, enter: Enter) -> None:
    answer = rate(enter(ana), closed, comment="Sin estrellas")
    assert answer.status_code == 422
    assert "Elija de una a cinco estrellas." in answer.text
    assert "Sin estrellas" in answer.text
    assert Rating.objects.count() == 0


@pytest.mark.parametrize("stars", ["0", "6", "x", "5.0", ""])
def test_only_one_to_five_stars(ana: User, closed: Ticket, enter: Enter, stars: str) -> None:
    assert rate(enter(ana), closed, stars=stars).status_code == 422


def test_it_can_be_changed_for_seven_days(ana: User, closed: Ticket, enter: Enter) -> None:
    client = enter(ana)
    rate(client, closed, stars="5")
    assert "Cambiar calificación" in shown(client, closed)
    assert 'value="5" aria-label="Excelente" required checked' in shown(client, closed, calificar=1)
    rate(client, closed, stars="3")
    assert Rating.objects.get().stars == 3
    Ticket.objects.update(closed_at=timezone.now() - timedelta(days=20))
    Rating.objects.update(rated_at=timezone.now() - timedelta(days=8))
    assert "Cambiar calificación" not in shown(client, closed)
    rate(client, closed, stars="1")
    assert Rating.objects.get().stars == 3


def test_a_low_rating_asks_kindly_for_a_word(ana: User, closed: Ticket, enter: Enter) -> None:
    client = enter(ana)
    rate(client, closed, stars="2")
    assert "¿Nos cuenta qué faltó?" in shown(client, closed)
    rate(client, closed, stars="2", comment="Tardaron")
    assert "¿Nos cuenta qué faltó?" not in shown(client, closed)


def test_each_closing_is_rated_anew(ana: User, closed: Ticket, dario: User, enter: Enter) -> None:
    client = enter(ana)
    rate(client, closed, stars="5")
    reply_as_customer(closed, by=ana, body="Sigue")
    close_ticket(closed, by=dario, solution="Ahora sí.")
    html = shown(client, closed)
    assert "¿Cómo le fue con este ticket?" in html
    assert "checked" not in html


def test_an_open_ticket_is_not_rated(ana: User, ticket: Ticket, enter: Enter) -> None:
    rate(enter(ana), ticket, stars="5")
    assert Rating.objects.count() == 0


def test_c120_opening_the_address_rates_nothing(ana: User, closed: Ticket, enter: Enter) -> None:
    address = reverse("portal:tickets.rate", args=[closed.number])
    assert enter(ana).get(address, {"stars": 1}).status_code == 302
    assert Rating.objects.count() == 0
