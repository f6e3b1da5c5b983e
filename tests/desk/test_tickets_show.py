"""/mesa/tickets/<number>/: the thread, the head, the customer card."""

from collections.abc import Callable
from typing import Any

from django.test import Client

from eticket.access.viewers import AgentViewer
from eticket.accounts.models import Account, User
from eticket.desk.threads import thread
from eticket.events.models import Event
from eticket.notifications.models import Delivery, State
from eticket.tickets.assigning import take_ticket, transfer_ticket, wait_for_customer
from eticket.tickets.closing import close_ticket
from eticket.tickets.drafting import form_of_note, form_of_reply, save_draft
from eticket.tickets.models import Area, Ticket
from eticket.tickets.opening import open_ticket
from eticket.tickets.rating import rate_ticket
from eticket.tickets.replying import reply_as_customer, reply_as_staff, write_note

Enter = Callable[[User], Client]
Maker = Callable[..., Any]


def url(ticket: Ticket) -> str:
    return f"/mesa/tickets/{ticket.number}/"


def test_messages_notes_and_events_stand_in_the_order_of_time(
    ticket: Ticket, ana: User, dario: User
) -> None:
    take_ticket(ticket, by=dario)
    reply_as_staff(ticket, by=dario, body="¿Qué versión usa?")
    write_note(ticket, by=dario, body="Parece el caso de ayer.")
    reply_as_customer(ticket, by=ana, body="La 21.")
    items = thread(ticket, AgentViewer(dario))["items"]
    assert [item["kind"] for item in items] == [
        *("message", "event", "message", "event", "note", "message", "event"),
    ]
    assert [item["text"] for item in items if item["kind"] == "event"] == [
        "Usted tomó el ticket: En proceso",
        "Usted: en espera del cliente",
        "El cliente respondió: En proceso",
    ]


def test_an_internal_note_says_that_it_is_one(ticket: Ticket, dario: User, enter: Enter) -> None:
    write_note(ticket, by=dario, body="Ojo con este cliente.")
    page = enter(dario).get(url(ticket)).content.decode()
    assert "Nota interna: el cliente no la ve" in page
    assert 'class="message note"' in page


def test_what_is_typed_is_only_shown(
    acme: Account, opened: Maker, dario: User, enter: Enter
) -> None:
    evil = '"><img src=x onerror=alert(1)>'
    ticket = opened(subject=f"Hola {evil}", body=f"Cuerpo {evil}")
    page = enter(dario).get(url(ticket)).content.decode()
    assert "<img src=x" not in page


def test_whose_turn_it_is(ticket: Ticket, dario: User, enter: Enter) -> None:
    client = enter(dario)
    assert "Sin asignar" in client.get(url(ticket)).content.decode()
    take_ticket(ticket, by=dario)
    assert "Le toca a usted" in client.get(url(ticket)).content.decode()
    wait_for_customer(ticket, by=dario)
    assert "Le toca al cliente" in client.get(url(ticket)).content.decode()


def test_the_card_tells_who_asks_and_what_came_before(
    ticket: Ticket, opened: Maker, ana: User, dario: User, enter: Enter
) -> None:
    earlier = opened(subject="El de antes")
    close_ticket(earlier, by=dario, solution="Listo.")
    rate_ticket(Ticket.objects.get(pk=earlier.pk), by=ana, stars=4)
    card = enter(dario).get(url(ticket)).context["card"]
    assert card["role"] == "Titular"
    assert card["proved"] is True
    assert card["seats"]["taken"] == 0
    assert card["counts"]["policies"] == 1
    assert [one["subject"] for one in card["earlier"]] == ["El de antes"]
    assert (card["counts"]["stars"], card["counts"]["ratings"]) == (4.0, 1)


def test_an_unproved_address_is_said(opened: Maker, dario: User, enter: Enter) -> None:
    ticket = opened(follow_up_email="otra@acme.example")
    assert "Correo sin confirmar" in enter(dario).get(url(ticket)).content.decode()


def test_c041_a_mail_that_did_not_arrive_is_seen_on_the_ticket(
    ticket: Ticket, dario: User, enter: Enter
) -> None:
    client = enter(dario)
    assert "no llegó" not in client.get(url(ticket)).content.decode()
    Delivery.objects.create(
        event=Event.objects.about(ticket)[0],
        template="ticket_opened",
        address="no-existe@example.com",
        state=State.FAILED,
        error="550 no such user",
    )
    page = client.get(url(ticket)).content.decode()
    assert "Un correo de este ticket no llegó" in page
    assert "no-existe@example.com" in page


def test_drafts_of_answer_and_note_wait_each_in_its_box(
    ticket: Ticket, opened: Maker, dario: User, enter: Enter
) -> None:
    save_draft(dario, form_of_reply(ticket), {"body": "Estimada Ana"})
    save_draft(dario, form_of_note(ticket), {"body": "Preguntar a Lucía"})
    page = enter(dario).get(url(ticket)).context
    assert (page["reply"].body, page["note"].body) == ("Estimada Ana", "Preguntar a Lucía")
    other = enter(dario).get(url(opened())).context
    assert (other["reply"].body, other["note"].body) == ("", "")


def test_a_closed_ticket_takes_notes_only(ticket: Ticket, dario: User, enter: Enter) -> None:
    close_ticket(ticket, by=dario, solution="Se actualizó el certificado.")
    page = enter(dario).get(url(ticket)).content.decode()
    assert "Solución" in page
    assert "Responder y esperar" not in page
    assert "Guardar nota" in page


def test_an_exception_and_a_transfer_tell_their_reasons_to_staff(
    acme: Account, ana: User, dario: User, sonia: User, ventas: Area, new_ticket: Maker
) -> None:
    ticket = open_ticket(
        acme, new_ticket(), by=dario, raised_by=ana, exception=True, reason="Cierre de mes"
    )
    ventas.agents.add(dario)
    transfer_ticket(ticket, ventas, by=dario, reason="Quiere renovar")
    told = [item["text"] for item in thread(ticket, AgentViewer(dario))["items"]]
    assert "Usted levantó el ticket en nombre del cliente, como excepción: Cierre de mes" in told
    assert (
        "Usted transfirió el ticket de Soporte técnico a Ventas: Quiere renovar" in told
        or "Dario Vega transfirió el ticket de Soporte técnico a Ventas: Quiere renovar" in told
    )


def test_a_long_thread_opens_at_its_end(ticket: Ticket, ana: User, dario: User) -> None:
    for number in range(105):
        ticket.messages.create(author=ana, author_name="Ana Ruiz", body=f"Mensaje {number}")
    short = thread(ticket, AgentViewer(dario))
    assert (len(short["items"]), short["hidden"]) == (100, 6)
    assert short["items"][-1]["body"] == "Mensaje 104"
    assert thread(ticket, AgentViewer(dario), whole=True)["hidden"] == 0


def test_an_agent_of_another_area_gets_404(
    ticket: Ticket, diana: User, sonia: User, elena: User, ana: User, enter: Enter
) -> None:
    assert enter(diana).get(url(ticket)).status_code == 404
    assert enter(ana).get(url(ticket)).status_code == 404
    assert enter(sonia).get(url(ticket)).status_code == 200
    assert enter(elena).get(url(ticket)).status_code == 200


def test_a_ticket_takes_a_bounded_number_of_statements(
    ticket: Ticket, ana: User, dario: User, enter: Enter, django_assert_max_num_queries: Any
) -> None:
    for _ in range(5):
        reply_as_customer(ticket, by=ana, body="Otra vez.")
        write_note(ticket, by=dario, body="Nota.")
    client = enter(dario)
    client.get(url(ticket))
    with django_assert_max_num_queries(22):
        client.get(url(ticket))
