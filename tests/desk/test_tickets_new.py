"""/mesa/tickets/levantar/: a ticket in a customer's name."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from eticket.accounts.models import Account, Contact, User
from eticket.events.models import Event
from eticket.licensing.models import Product, Serial
from eticket.tickets.attaching import stage, store
from eticket.tickets.models import Area, Kind, Ticket
from tests.cast import a_file, issue

Enter = Callable[[User], Client]
Maker = Callable[..., Any]
CHOOSE = "/mesa/tickets/levantar/"


def fields(area: Area, person: str, **more: Any) -> dict[str, Any]:
    said = {
        "person": person,
        "area": str(area.pk),
        "subject": "No timbra",
        "body": "Marca error 302.",
        "form_key": "k1",
    }
    return {**said, **more}


@pytest.mark.parametrize("asked", ["acme", "ACM010203AB1", "ana@acme.example", "Ruiz"])
def test_the_customer_is_found_by_what_one_hears_on_the_phone(
    ana: User, carla: User, dario: User, enter: Enter, asked: str
) -> None:
    found = enter(dario).get(CHOOSE, {"cliente": asked}).context["found"]
    assert [account.name for account in found] == ["Acme, S.A. de C.V."]


def test_a_serial_leads_to_its_customer(serial: Serial, dario: User, enter: Enter) -> None:
    found = enter(dario).get(CHOOSE, {"cliente": serial.number.lower()}).context["found"]
    assert found == [serial.account]


def test_a_ticket_de_soporte_in_anas_name(
    acme: Account, ana: User, serial: Serial, soporte: Area, dario: User, enter: Enter
) -> None:
    url = f"{CHOOSE}{acme.pk}/?serie={serial.number}"
    answer = enter(dario).post(url, fields(soporte, f"u{ana.pk}", files=a_file()))
    ticket = Ticket.objects.get()
    assert answer["Location"] == f"/mesa/tickets/{ticket.number}/"
    assert (ticket.kind, ticket.serial, ticket.raised_by) == (Kind.SUPPORT, serial, ana)
    assert (ticket.follow_up_email, ticket.phone) == (ana.email, ana.phone)
    assert ticket.attachments.get().name == "captura.png"
    assert Event.objects.about(ticket).get(kind="ticket.opened").actor == dario


def test_the_same_form_twice_raises_one(
    acme: Account, ana: User, soporte: Area, dario: User, enter: Enter
) -> None:
    client, url = enter(dario), f"{CHOOSE}{acme.pk}/?servicio=1"
    first = client.post(url, fields(soporte, f"u{ana.pk}"))
    assert client.post(url, fields(soporte, f"u{ana.pk}"))["Location"] == first["Location"]
    assert Ticket.objects.count() == 1


def test_c001_sent_again_with_files_that_the_ticket_has_by_now(
    acme: Account, ana: User, serial: Serial, soporte: Area, dario: User, enter: Enter
) -> None:
    (staged,) = stage([store(a_file())], dario)
    client, url = enter(dario), f"{CHOOSE}{acme.pk}/?serie={serial.number}"
    answers = [
        client.post(url, fields(soporte, f"u{ana.pk}", upload=staged.token)) for _ in range(2)
    ]
    ticket = Ticket.objects.get()
    assert {answer["Location"] for answer in answers} == {f"/mesa/tickets/{ticket.number}/"}
    assert ticket.attachments.count() == 1


def test_a_contact_who_cannot_sign_in_may_be_the_raiser(
    acme: Account, soporte: Area, dario: User, enter: Enter
) -> None:
    contact = Contact.objects.create(account=acme, name="Luz Mar", email="luz@acme.example")
    client, url = enter(dario), f"{CHOOSE}{acme.pk}/?servicio=1"
    refused = client.post(url, fields(soporte, f"c{contact.pk}"))
    assert refused.status_code == 422
    assert "Escriba el teléfono" in refused.content.decode()
    client.post(url, fields(soporte, f"c{contact.pk}", phone="55 1234 5678"))
    ticket = Ticket.objects.get()
    assert (ticket.raised_by, ticket.raised_by_name) == (None, "Luz Mar")
    assert ticket.messages.get().author_name == "Luz Mar"


def test_a_refusal_shows_the_open_tickets_and_an_exception_needs_its_reason(
    acme: Account,
    ana: User,
    serial: Serial,
    soporte: Area,
    opened: Maker,
    dario: User,
    enter: Enter,
) -> None:
    held = [opened(subject=f"Abierto {n}") for n in range(3)]
    client, url = enter(dario), f"{CHOOSE}{acme.pk}/?serie={serial.number}"
    answer = client.post(url, fields(soporte, f"u{ana.pk}"))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "ha alcanzado el límite de tickets permitidos" in page
    assert all(ticket.number in page.replace("<wbr>", "") for ticket in held)
    assert "Marca error 302." in page
    assert Ticket.objects.count() == 3
    client.post(url, fields(soporte, f"u{ana.pk}", reason="Cierre de mes"))
    ticket = Ticket.objects.exclude(pk__in=[one.pk for one in held]).get()
    assert ticket.is_exception
    data = Event.objects.about(ticket).get(kind="ticket.opened").data
    assert (data["exception"], data["reason"]) == (True, "Cierre de mes")


def test_a_form_with_faults_keeps_text_and_files(
    acme: Account, ana: User, soporte: Area, dario: User, enter: Enter
) -> None:
    answer = enter(dario).post(
        f"{CHOOSE}{acme.pk}/?servicio=1",
        fields(soporte, f"u{ana.pk}", subject="", files=a_file()),
    )
    assert answer.status_code == 422
    assert "Falta el asunto." in answer.content.decode()
    assert [file.name for file in answer.context["files"]] == ["captura.png"]


def test_many_serials_are_searched(
    acme: Account, product: Product, dario: User, enter: Enter
) -> None:
    serials = [issue(acme, product) for _ in range(25)]
    client = enter(dario)
    assert len(client.get(f"{CHOOSE}{acme.pk}/").context["serials"]) == 20
    wanted = serials[3].number
    found = client.get(f"{CHOOSE}{acme.pk}/", {"buscar": wanted[-12:]}).context["serials"]
    assert [one.number for one in found] == [wanted]


def test_another_customers_serial_or_person_is_not_taken(
    acme: Account, ana: User, carla: User, carlas_serial: Serial, soporte: Area, dario: User,
    enter: Enter,
) -> None:  # fmt: skip
    client = enter(dario)
    url = f"{CHOOSE}{acme.pk}/"
    assert client.get(f"{url}?serie={carlas_serial.number}").status_code == 404
    answer = client.post(f"{url}?servicio=1", fields(soporte, f"u{carla.pk}"))
    assert answer.status_code == 422
    assert not Ticket.objects.exists()


def test_a_ticket_for_another_area_leaves_the_agent_at_the_customer(
    acme: Account, ana: User, ventas: Area, dario: User, enter: Enter
) -> None:
    url = f"{CHOOSE}{acme.pk}/?servicio=1"
    answer = enter(dario).post(url, fields(ventas, f"u{ana.pk}"))
    assert answer["Location"] == f"/mesa/clientes/{acme.pk}/"
    assert Ticket.objects.get().area == ventas


def test_customers_raise_nothing_here(acme: Account, ana: User, enter: Enter) -> None:
    assert enter(ana).get(CHOOSE).status_code == 404
    assert enter(ana).get(f"{CHOOSE}{acme.pk}/").status_code == 404
