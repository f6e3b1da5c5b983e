"""Take, wait, assign, transfer, cancel: each by POST, those that ask something with a page."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from eticket.accounts.models import StaffRole, User
from eticket.tickets.assigning import take_ticket
from eticket.tickets.closing import close_ticket
from eticket.tickets.models import Area, Status, Ticket
from tests.cast import person

Enter = Callable[[User], Client]


def act(client: Client, ticket: Ticket, name: str, **fields: Any) -> Any:
    return client.post(f"/mesa/tickets/{ticket.number}/{name}/?vista=sin-asignar", fields)


def test_taking_makes_it_ones_own(ticket: Ticket, dario: User, enter: Enter) -> None:
    answer = act(enter(dario), ticket, "tomar")
    assert answer["Location"] == f"/mesa/tickets/{ticket.number}/?vista=sin-asignar#ultimo"
    ticket.refresh_from_db()
    assert (ticket.assigned_to, ticket.status) == (dario, Status.IN_PROGRESS)


def test_waiting_gives_the_customer_the_turn(ticket: Ticket, dario: User, enter: Enter) -> None:
    act(enter(dario), ticket, "esperar")
    ticket.refresh_from_db()
    assert ticket.status == Status.WAITING


def test_a_ticket_goes_to_a_colleague_of_the_area_or_to_nobody(
    ticket: Ticket, soporte: Area, dario: User, diana: User, enter: Enter
) -> None:
    lucia = person("lucia@dsoft.example", "Lucía Ferrer", staff_role=StaffRole.AGENT)
    soporte.agents.add(lucia)
    client = enter(dario)
    act(client, ticket, "asignar", agent=str(lucia.pk), seen="1")
    ticket.refresh_from_db()
    assert ticket.assigned_to == lucia
    assert act(client, ticket, "asignar", agent=str(diana.pk), seen="2").status_code == 422
    act(client, ticket, "asignar", agent="", seen="2")
    ticket.refresh_from_db()
    assert ticket.assigned_to is None


def test_a_transfer_needs_area_and_reason_and_keeps_what_was_typed(
    ticket: Ticket, ventas: Area, dario: User, enter: Enter
) -> None:
    client = enter(dario)
    answer = act(client, ticket, "transferir", area=str(ventas.pk), reason=" ", seen="1")
    assert answer.status_code == 422
    assert "Falta el motivo." in answer.content.decode()
    assert f'<option value="{ventas.pk}" selected>' in answer.content.decode()
    assert act(client, ticket, "transferir", reason="x", seen="1").status_code == 422
    ticket.refresh_from_db()
    assert ticket.area != ventas


def test_a_transferred_ticket_is_out_of_the_agents_sight(
    ticket: Ticket, ventas: Area, dario: User, diana: User, enter: Enter
) -> None:
    client = enter(dario)
    answer = act(client, ticket, "transferir", area=str(ventas.pk), reason="Renovar", seen="1")
    assert answer["Location"] == "/mesa/tickets/?vista=sin-asignar"
    assert client.get(f"/mesa/tickets/{ticket.number}/").status_code == 404
    assert enter(diana).get(f"/mesa/tickets/{ticket.number}/").status_code == 200


def test_cancelling_needs_a_reason(ticket: Ticket, dario: User, enter: Enter) -> None:
    client = enter(dario)
    assert act(client, ticket, "cancelar", reason="").status_code == 422
    act(client, ticket, "cancelar", reason="Duplicado", seen="1")
    ticket.refresh_from_db()
    assert ticket.status == Status.CANCELLED


@pytest.mark.parametrize("name", ["asignar", "transferir", "cancelar"])
def test_acts_that_ask_something_have_a_page_of_their_own(
    ticket: Ticket, ventas: Area, dario: User, enter: Enter, name: str
) -> None:
    page = enter(dario).get(f"/mesa/tickets/{ticket.number}/{name}/")
    assert page.status_code == 200
    assert '<form class="form" method="post">' in page.content.decode()


def test_c125_an_act_on_stale_sight_is_refused(
    ticket: Ticket, ventas: Area, dario: User, sonia: User, enter: Enter
) -> None:
    take_ticket(ticket, by=sonia)
    answer = act(
        enter(dario), ticket, "transferir", area=str(ventas.pk), reason="Renovar", seen="1"
    )
    assert answer.status_code == 422
    assert "El ticket cambió" in answer.content.decode()
    ticket.refresh_from_db()
    assert ticket.area != ventas


def test_an_ended_ticket_is_not_taken(ticket: Ticket, dario: User, enter: Enter) -> None:
    close_ticket(ticket, by=dario, solution="Listo.")
    answer = enter(dario).post(f"/mesa/tickets/{ticket.number}/esperar/", follow=True)
    assert "ya no se puede" in answer.content.decode()
    ticket.refresh_from_db()
    assert ticket.status == Status.CLOSED


@pytest.mark.parametrize("name", ["tomar", "esperar", "asignar", "transferir", "cancelar"])
def test_nobody_of_another_area_acts(
    ticket: Ticket, ventas: Area, diana: User, ana: User, dario: User, enter: Enter, name: str
) -> None:
    fields = {"agent": "", "area": str(ventas.pk), "reason": "x"}
    assert act(enter(diana), ticket, name, **fields).status_code == 404
    assert act(enter(ana), ticket, name, **fields).status_code == 404
    before = Ticket.objects.get(pk=ticket.pk).version
    enter(dario).get(f"/mesa/tickets/{ticket.number}/{name}/")
    assert Ticket.objects.get(pk=ticket.pk).version == before


def test_f8_of_two_who_take_a_ticket_the_second_is_told(
    ticket: Ticket, dario: User, sonia: User, enter: Enter
) -> None:
    seen = str(ticket.version)
    act(enter(dario), ticket, "tomar", seen=seen)
    hers = enter(sonia)
    page = hers.get(act(hers, ticket, "tomar", seen=seen)["Location"]).content.decode()
    assert "El ticket cambió" in page
    ticket.refresh_from_db()
    assert ticket.assigned_to == dario
    # Pressed twice, it is still one's own.
    answer = act(enter(dario), ticket, "tomar", seen=seen)
    assert answer.status_code == 302
    ticket.refresh_from_db()
    assert ticket.assigned_to == dario
