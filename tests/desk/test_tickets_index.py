"""/mesa/tickets/: the views, their counters, what an address may choose."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from eticket.access.viewers import AgentViewer
from eticket.accounts.models import User
from eticket.desk.choosing import choice_of, tickets_of
from eticket.desk.queues import waited
from eticket.lib import keyset
from eticket.tickets.assigning import take_ticket, wait_for_customer
from eticket.tickets.closing import close_ticket
from eticket.tickets.counting import CAP
from eticket.tickets.models import Area, Status, Ticket

Enter = Callable[[User], Client]
Maker = Callable[..., Any]
URL = "/mesa/tickets/"


def subjects(client: Client, **given: str) -> list[str]:
    return [row["subject"] for row in client.get(URL, given).context["rows"]]


def test_each_view_holds_its_tickets_and_its_number(
    opened: Maker, dario: User, enter: Enter
) -> None:
    opened(subject="Nuevo")
    take_ticket(opened(subject="Suyo"), by=dario)
    wait_for_customer(opened(subject="En pausa"), by=dario)
    close_ticket(opened_on_another(opened, subject="Cerrado"), by=dario, solution="Listo.")
    client = enter(dario)
    assert subjects(client, vista="sin-asignar") == ["Nuevo"]
    assert subjects(client, vista="mios") == ["Suyo", "En pausa"]
    assert subjects(client, vista="en-espera") == ["En pausa"]
    assert subjects(client, vista="cerrados-hoy") == ["Cerrado"]
    numbers = {
        entry["label"]: entry["number"]
        for _heading, entries in client.get(URL).context["groups"]
        for entry in entries
    }
    assert numbers["Mis tickets"] == "2"
    assert numbers["Sin asignar"] == "1"
    assert numbers["Cerrados hoy"] == "1"
    assert numbers["Soporte técnico"] == "3"


def opened_on_another(opened: Maker, **fields: Any) -> Ticket:
    """A serial has room for three open tickets; a fourth is a ticket de servicio."""
    ticket: Ticket = opened(kind="service", **fields)
    return ticket


def test_who_waits_longest_comes_first_and_unassigned_are_bold(
    opened: Maker, dario: User, enter: Enter
) -> None:
    old, new = opened(subject="Viejo"), opened(subject="Reciente")
    Ticket.objects.filter(pk=old.pk).update(turn_since=timezone.now() - timedelta(days=3))
    take_ticket(new, by=dario)
    rows = enter(dario).get(URL, {"vista": f"area-{old.area_id}"}).context["rows"]
    assert [(row["subject"], row["bold"]) for row in rows] == [("Viejo", True), ("Reciente", False)]
    assert 'class="due late"' in rows[0]["due"]
    assert "3 d" in rows[0]["due"]


@pytest.mark.parametrize(
    ("minutes", "said"), [(0, "0 min"), (66, "1 h 06"), (47 * 60, "47 h 00"), (48 * 60, "2 d")]
)
def test_a_wait_is_said_shortly(minutes: int, said: str) -> None:
    assert waited(minutes) == said


def test_an_agent_sees_no_ticket_of_another_area(
    ticket: Ticket, diana: User, dario: User, enter: Enter
) -> None:
    assert subjects(enter(dario), vista=f"area-{ticket.area_id}") == [ticket.subject]
    client = enter(diana)
    assert subjects(client, vista=f"area-{ticket.area_id}") == []
    assert subjects(client, q=ticket.number) == []
    assert subjects(client, cuenta=str(ticket.account_id)) == []


@pytest.mark.parametrize(
    "asked", ["Acme", "ACM010203AB1", "CFDI40147", "nomina", "ana@acme.example"]
)
def test_tickets_are_found_by_customer_and_by_text(
    ticket: Ticket, dario: User, enter: Enter, asked: str
) -> None:
    assert subjects(enter(dario), q=asked) == [ticket.subject]


def test_tickets_are_found_by_number_and_serial(ticket: Ticket, dario: User, enter: Enter) -> None:
    client = enter(dario)
    assert subjects(client, q=ticket.number) == [ticket.subject]
    assert subjects(client, q=ticket.serial.number.lower()) == [ticket.subject]
    assert subjects(client, q="no existe tal cosa") == []


def test_filters_stand_in_the_address_and_can_be_undone(
    opened: Maker, dario: User, enter: Enter
) -> None:
    first = opened(subject="Uno")
    take_ticket(opened(subject="Dos"), by=dario)
    client, view = enter(dario), f"area-{first.area_id}"
    assert subjects(client, vista=view, estado="in_progress") == ["Dos"]
    assert subjects(client, vista=view, asignado="nadie") == ["Uno"]
    assert subjects(client, vista=view, asignado="usted") == ["Dos"]
    assert subjects(client, vista=view, sistema=str(first.product_id)) == ["Uno", "Dos"]
    undo = client.get(URL, {"vista": view, "estado": "in_progress"}).context["undo"]
    assert undo == [("En proceso", f"{URL}?vista={view}")]


def test_an_area_shows_its_closed_tickets_on_demand(
    ticket: Ticket, dario: User, enter: Enter
) -> None:
    close_ticket(ticket, by=dario, solution="Listo.")
    view = f"area-{ticket.area_id}"
    assert subjects(enter(dario), vista=view) == []
    assert subjects(enter(dario), vista=view, estado="closed") == [ticket.subject]


@pytest.mark.parametrize(
    "given",
    [
        {"vista": "todos"},
        {"vista": "area-999"},
        {"orden": "password"},
        {"estado": "x' OR 1=1"},
        {"sistema": "9" * 40},
        {"asignado": "\x00"},
        {"pagina": "AAAA"},
        {"cuenta": "-1"},
        {"q": "\x00"},
    ],
)
def test_an_address_without_sense_is_answered_all_the_same(
    ticket: Ticket, dario: User, enter: Enter, given: dict[str, str]
) -> None:
    assert enter(dario).get(URL, given).status_code == 200


def test_pages_follow_each_other_without_loss(
    acme: Any, soporte: Area, dario: User, enter: Enter
) -> None:
    now = timezone.now()
    Ticket.objects.bulk_create(
        Ticket(
            number=f"SV_1_{n}",
            kind="service",
            account=acme,
            area=soporte,
            subject=f"Ticket {n}",
            raised_by_name="Ana",
            turn_since=now - timedelta(minutes=n),
        )
        for n in range(120)
    )
    client, seen = enter(dario), []
    page = client.get(URL, {"vista": "sin-asignar"}).context
    assert page["said"] == "1 a 50 de 120"
    while True:
        seen += [row["subject"] for row in page["rows"]]
        if not page["next"]:
            break
        page = client.get(page["next"]).context
    assert seen == [f"Ticket {n}" for n in reversed(range(120))]
    assert page["said"] == "101 a 120 de 120"


def test_a_page_takes_few_statements(
    opened: Maker, dario: User, enter: Enter, django_assert_max_num_queries: Any
) -> None:
    for _ in range(3):
        opened()
    client = enter(dario)
    client.get(URL)
    with django_assert_max_num_queries(8):
        client.get(URL, {"vista": "sin-asignar"})
    with django_assert_max_num_queries(10):
        client.get(URL, {"q": "nómina"})


@pytest.mark.parametrize(
    ("view", "index"),
    [
        ("mios", "ticket_agent_queue"),
        ("sin-asignar", "ticket_unassigned"),
        ("area", "ticket_area_turn"),
    ],
)
def test_queues_are_read_from_an_index(ticket: Ticket, dario: User, view: str, index: str) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL reads so few rows without an index")
    viewer = AgentViewer(dario)
    asked = f"area-{ticket.area_id}" if view == "area" else view
    choice = choice_of({"vista": asked}, viewer)
    rows = tickets_of(choice, viewer).order_by(*choice.columns)[: keyset.FAR]
    plan = rows.explain()
    assert f"USING INDEX {index}" in plan
    if view == "sin-asignar":
        # Counted from it too, with or without statistics.
        counted = viewer.queues()["unassigned"].order_by().values("pk")[: CAP + 1]
        assert "ticket_unassigned" in counted.explain()


def test_home_opens_ones_own_tickets_or_those_without_an_agent(
    ticket: Ticket, dario: User, enter: Enter
) -> None:
    client = enter(dario)
    assert client.get("/mesa/")["Location"] == f"{URL}?vista=sin-asignar"
    take_ticket(ticket, by=dario)
    assert client.get("/mesa/")["Location"] == f"{URL}?vista=mios"


def test_customers_have_no_desk(ana: User, pablo: User, enter: Enter) -> None:
    assert enter(ana).get(URL).status_code == 404
    assert enter(pablo).get(URL).status_code == 404
    assert Client().get(URL).status_code == 302


def test_status_words_are_the_desks(ticket: Ticket, dario: User, enter: Enter) -> None:
    wait_for_customer(ticket, by=dario)
    assert Ticket.objects.get(pk=ticket.pk).status == Status.WAITING
    page = enter(dario).get(URL, {"vista": "en-espera"}).content.decode()
    assert "En espera del cliente" in page
    assert "En espera de su respuesta" not in page
