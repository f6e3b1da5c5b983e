"""Rating from the closing mail, without signing in (C117)."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from eticket.accounts.models import User
from eticket.tickets.closing import close_ticket
from eticket.tickets.models import Rating, Ticket
from eticket.tickets.rating import rating_token
from eticket.tickets.replying import reply_as_customer


@pytest.fixture
def closed(ticket: Ticket, dario: User) -> Ticket:
    close_ticket(ticket, by=dario, solution="Se cambió el régimen.")
    return Ticket.objects.get(pk=ticket.pk)


@pytest.fixture
def link(closed: Ticket) -> str:
    return reverse("rate_by_link", args=[rating_token(closed)])


def test_c117_opening_all_five_links_rates_nothing(client: Client, link: str) -> None:
    for stars in range(1, 6):
        opened = client.get(link, {"estrellas": stars})
        assert opened.status_code == 200
        assert re.search(f'value="{stars}" [^>]*checked', opened.text)
        assert client.head(link, {"estrellas": stars}).status_code == 200
    assert Rating.objects.count() == 0


def test_c117_the_persons_choice_is_kept_and_the_last_one_counts(
    client: Client, link: str, closed: Ticket
) -> None:
    answer = client.post(f"{link}?estrellas=5", {"stars": "4", "comment": "Bien"}, follow=True)
    assert "Gracias por su calificación" in answer.text
    client.post(link, {"stars": "3"})
    assert Rating.objects.get().stars == 3
    assert Rating.objects.get().ticket == closed


def test_nothing_is_chosen_beforehand_without_a_choice(client: Client, link: str) -> None:
    assert "checked" not in client.get(link).text
    assert client.get(link, {"estrellas": "9"}).status_code == 200


def test_stars_are_needed(client: Client, link: str) -> None:
    answer = client.post(link, {"comment": "Hola"})
    assert answer.status_code == 422
    assert "Elija de una a cinco estrellas." in answer.text
    assert "Hola" in answer.text


def test_a_low_rating_is_kept_and_a_word_asked_for(client: Client, link: str) -> None:
    answer = client.post(link, {"stars": "1"}, follow=True)
    assert Rating.objects.get().stars == 1
    assert "¿Nos cuenta qué faltó?" in answer.text


@pytest.mark.parametrize("token", ["x", "W10:1:1", "a" * 300])
def test_a_false_link_gets_a_friendly_page(db: None, client: Client, token: str) -> None:
    answer = client.get(reverse("rate_by_link", args=[token]))
    assert answer.status_code == 404
    assert "Este enlace ya no sirve" in answer.text
    assert "Ingresar" in answer.text


def test_an_old_link_and_one_of_an_earlier_closing_are_spent(
    client: Client, link: str, closed: Ticket, ana: User, dario: User, time_machine: Any
) -> None:
    reply_as_customer(closed, by=ana, body="Sigue")
    assert client.get(link).status_code == 404
    close_ticket(closed, by=dario, solution="Ahora sí.")
    assert client.post(link, {"stars": "1"}).status_code == 404
    fresh = reverse("rate_by_link", args=[rating_token(Ticket.objects.get(pk=closed.pk))])
    assert client.get(fresh).status_code == 200
    time_machine.move_to(timezone.now() + timedelta(days=31))
    assert client.get(fresh).status_code == 404
    assert Rating.objects.count() == 0


def test_the_address_is_told_to_nobody(client: Client, link: str) -> None:
    answer = client.get(link)
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "strict-origin"
