"""Inicio and Menú: whose turn it is, and sections that say something (S36, S37)."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from eticket.accounts import publishing
from eticket.accounts.models import Account, Publisher, User
from eticket.licensing.models import Product, Serial
from eticket.tickets.assigning import take_ticket
from eticket.tickets.closing import close_ticket
from eticket.tickets.models import Area, Ticket
from eticket.tickets.rating import rate_ticket
from eticket.tickets.replying import reply_as_staff
from tests.cast import issue

Maker = Callable[..., Any]
HOME = "/inicio/"
MEXICO = ZoneInfo("America/Mexico_City")


def text(client: Client, address: str = HOME) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


@pytest.mark.parametrize(
    ("hour", "said"),
    [
        (4, "Buenas noches, Ana"),
        (5, "Buenos días, Ana"),
        (11, "Buenos días, Ana"),
        (12, "Buenas tardes, Ana"),
        (18, "Buenas tardes, Ana"),
        (19, "Buenas noches, Ana"),
    ],
)
def test_the_greeting_follows_the_clock_of_mexico_city(
    enter: Maker, ana: User, time_machine: Any, hour: int, said: str
) -> None:
    time_machine.move_to(datetime(2026, 10, 27, hour, 30, tzinfo=MEXICO))
    page = text(enter(ana))
    assert said in page
    assert "Martes 27 de octubre" in page


def test_a_waiting_ticket_says_who_asks_what(
    enter: Maker, ana: User, dario: User, ticket: Ticket
) -> None:
    reply_as_staff(ticket, by=dario, body="Hola, Ana.\n\nYa lo revisé. ¿Nos comparte el XML?")
    client = enter(ana)
    page = text(client)
    assert "Le toca a usted 1" in page
    assert "Dario Vega: ¿Nos comparte el XML? eComprobante · Hoy" in page
    assert "1 espera su respuesta" in page
    assert f'href="/tickets/{ticket.number}/#responder"' in client.get(HOME).content.decode()


def test_a_ticket_in_process_says_who_has_it_and_until_when(
    enter: Maker, ana: User, dario: User, soporte: Area, publisher: Publisher, opened: Maker,
    time_machine: Any,
) -> None:  # fmt: skip
    publisher.short_name = "Otro Editor"
    publisher.save()
    publishing.forget()
    soporte.usual_wait = 40
    soporte.save()
    time_machine.move_to(datetime(2026, 10, 27, 10, 24, tzinfo=MEXICO), tick=False)
    ticket = opened()
    client = enter(ana)
    page = text(client)
    assert "Le toca a Otro Editor 1" in page
    assert "En Soporte técnico; lo tomará quien se desocupe primero" in page
    assert "Respuesta esperada hoy antes de las 11:30" in page
    assert "dSoft" not in page
    take_ticket(ticket, by=dario)
    assert "Dario Vega lo atiende" in text(client)
    time_machine.move_to(datetime(2026, 10, 27, 11, 31, tzinfo=MEXICO))
    assert "Respuesta esperada" not in text(client)


def test_expiring_policies_are_told_to_those_who_manage(
    enter: Maker, acme: Account, product: Product, ana: User, adela: User, bruno: User, beto: User
) -> None:
    serials: list[Serial] = [issue(acme, product, days_valid=n) for n in (200, 9, 30, -1)]
    day = f"{serials[1].valid_until:%d/%m/%Y}"
    for person in (ana, adela):
        page = text(enter(person))
        assert f"2 pólizas por vencer La primera: eComprobante, el {day} Faltan 9 días" in page
    for person in (bruno, beto):
        assert "por vencer La primera" not in text(enter(person))
    assert "2 por vencer 3 vigentes, 1 vencida" in text(enter(bruno))


def test_own_closed_tickets_ask_for_a_rating_for_14_days(
    enter: Maker, ana: User, bruno: User, dario: User, ticket: Ticket, time_machine: Any
) -> None:
    take_ticket(ticket, by=dario)
    close_ticket(ticket, by=dario, solution="Se actualizó el certificado.")
    assert "Dario Vega lo cerró; díganos cómo le fue" in text(enter(ana))
    assert "díganos" not in text(enter(bruno))
    closed_at = Ticket.objects.get().closed_at
    assert closed_at
    Ticket.objects.update(closed_at=closed_at - timedelta(days=15))
    assert "díganos" not in text(enter(ana))
    Ticket.objects.update(closed_at=closed_at)
    rate_ticket(ticket, by=ana, stars=5)
    assert "Nada por ahora" in text(enter(ana))


def test_s37_prospects_and_roles_have_their_own_sections(
    enter: Maker, ana: User, bruno: User, beto: User, pablo: User, serial: Serial
) -> None:
    def sections(person: User) -> list[str]:
        html = enter(person).get(HOME).content.decode()
        tiles = html[html.index('class="tiles"') :]
        return re.findall(r'<span class="head">.*?</svg>([^<]+)</span>', tiles)

    assert sections(ana) == ["Perfil", "Tickets", "Series", "Pólizas", "Usuarios"]
    assert sections(bruno) == ["Perfil", "Tickets", "Series", "Pólizas"]
    assert sections(beto) == ["Perfil", "Tickets"]
    assert sections(pablo) == ["Perfil", "Tickets"]
    page = text(enter(pablo))
    assert "Ticket de soporte" not in page
    assert "Aún no tiene tickets" in page


def test_rows_are_five_with_a_way_to_the_rest(
    enter: Maker, ana: User, dario: User, product: Product, opened: Maker
) -> None:
    product.max_open_tickets = 20
    product.save()
    for n in range(7):
        reply_as_staff(opened(subject=f"Asunto {n}"), by=dario, body="¿Sigue?")
    page = text(enter(ana))
    assert "Le toca a usted 7" in page
    assert page.count("Responder :") == 5
    assert "Ver los 7 que esperan su respuesta" in page


def test_the_page_takes_few_statements_however_much_there_is(
    enter: Maker,
    ana: User,
    dario: User,
    acme: Account,
    product: Product,
    soporte: Area,
    opened: Maker,
) -> None:
    product.max_open_tickets = 99
    product.save()

    def more() -> None:
        for _ in range(3):
            issue(acme, product, days_valid=10)
            opened()
            reply_as_staff(opened(), by=dario, body="¿Sigue?")
            close_ticket(opened(), by=dario, solution="Listo")

    client = enter(ana)
    counts = []
    for _ in range(2):
        more()
        text(client)
        with CaptureQueriesContext(connection) as statements:
            text(client)
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 7


def test_the_menu_reaches_every_section_without_a_script(
    enter: Maker, ana: User, pablo: User
) -> None:
    html = enter(ana).get("/menu/").content.decode()
    menu = html[
        html.index('class="menu-list"') : html.index("Salir</button>", html.index("menu-list"))
    ]
    for address in (
        "/tickets/",
        "/series/",
        "/polizas/",
        "/usuarios/",
        "/perfil/",
        "/guia-rapida/",
    ):
        assert f'href="{address}"' in menu
    assert 'method="post"' in menu
    assert 'href="/series/"' not in enter(pablo).get("/menu/").content.decode()
