"""A computer's page (S82, S118), and tickets that name their computer: from each to the other."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from eticket.accounts.models import Account, User
from eticket.licensing.activating import activate_device, deactivate_device
from eticket.licensing.models import Device, Product, Serial
from eticket.tickets.models import Area, Ticket
from eticket.tickets.opening import open_ticket
from tests.cast import issue

Enter = Callable[[User], Client]
Maker = Callable[..., Any]


@pytest.fixture
def pc(serial: Serial) -> Device:
    return Device.objects.create(
        serial=serial,
        name="CONTADURÍA-ÑANDÚ",
        fingerprint="huella-de-este-equipo",
        product_version="21.4.2",
        system="Windows 11",
        user_name="begoña",
        addresses="192.168.1.7",
    )


def address(device: Device) -> str:
    return f"/series/{device.serial.number}/equipos/{device.pk}/"


def test_s82_the_page_tells_all_there_is_and_what_happened(
    ana: User, dario: User, pc: Device, enter: Enter
) -> None:
    deactivate_device(pc, by=ana, reason="Formateo")
    activate_device(pc, by=dario, reason="Ya quedó")
    text = enter(ana).get(address(pc)).content.decode()
    for said in ("CONTADURÍA-ÑANDÚ", "21.4.2", "Windows 11", "begoña", "192.168.1.7"):
        assert said in text
    assert "Desactivado por Ana Ruiz" in text
    assert "Formateo" in text
    assert "Activado por Soporte dSoft" in text


def test_ver_detalle_leads_to_the_page_without_scripts(ana: User, pc: Device, enter: Enter) -> None:
    text = enter(ana).get(f"/series/{pc.serial.number}/").content.decode()
    assert f'href="{address(pc)}"' in text


def test_another_accounts_computer_is_not_there(
    ana: User, carla: User, beto: User, pc: Device, carlas_serial: Serial, enter: Enter
) -> None:
    assert enter(carla).get(address(pc)).status_code == 404
    assert enter(beto).get(address(pc)).status_code == 404
    crossed = f"/series/{carlas_serial.number}/equipos/{pc.pk}/"
    assert enter(ana).get(crossed).status_code == 404
    assert enter(carla).get(crossed).status_code == 404


def sent(area: Area, **more: Any) -> dict[str, Any]:
    return {
        "area": area.pk,
        "subject": "No abre",
        "follow_up_email": "ana@acme.example",
        "phone": "55 1234 5678",
        "confirm_phone": "55 1234 5678",
        "body": "Desde ayer.",
        **more,
    }


def test_a_ticket_names_its_computer_and_both_lead_to_each_other(
    ana: User, dario: User, pc: Device, soporte: Area, enter: Enter
) -> None:
    client = enter(ana)
    new = f"/tickets/generar/soporte/{pc.serial.number}/"
    form = client.get(f"{new}?equipo={pc.pk}").content.decode()
    assert f'<option value="{pc.pk}" selected>CONTADURÍA-ÑANDÚ</option>' in form
    assert client.post(new, sent(soporte, device=pc.pk)).status_code == 302
    ticket = Ticket.objects.get()
    assert ticket.device == pc
    page = client.get(f"/tickets/{ticket.number}/").content.decode()
    assert f'href="{address(pc)}"' in page
    assert f'href="/series/{pc.serial.number}/"' in page
    assert "No abre" in client.get(address(pc)).content.decode()
    assert "No abre" in client.get(f"/series/{pc.serial.number}/").content.decode()
    desk = enter(dario)
    assert "CONTADURÍA-ÑANDÚ" in desk.get(f"/mesa/tickets/{ticket.number}/").content.decode()
    serial = desk.get(f"/mesa/series/{pc.serial.number}/?equipo={pc.pk}").content.decode()
    assert "Tickets de CONTADURÍA-ÑANDÚ" in serial
    assert "1 ticket<" in serial


def test_a_computer_of_another_serial_is_no_choice(
    ana: User, acme: Account, product: Product, pc: Device, soporte: Area, enter: Enter,
    new_ticket: Maker,
) -> None:  # fmt: skip
    other = issue(acme, product)
    Device.objects.create(serial=other, name="OTRA", fingerprint="otra")
    new = f"/tickets/generar/soporte/{other.number}/"
    assert enter(ana).post(new, sent(soporte, device=pc.pk)).status_code == 422
    with pytest.raises(ValueError, match="another serial"):
        open_ticket(acme, new_ticket(serial=other, device=pc), by=ana)
    assert not Ticket.objects.exists()


def test_who_sees_no_licences_chooses_no_computer_and_follows_no_link(
    ana: User, beto: User, acme: Account, pc: Device, enter: Enter, new_ticket: Maker
) -> None:
    client = enter(beto)
    new = f"/tickets/generar/soporte/{pc.serial.number}/"
    assert 'name="device"' not in client.get(new).content.decode()
    ticket = open_ticket(acme, new_ticket(device=pc), by=beto)
    assert "/equipos/" not in client.get(f"/tickets/{ticket.number}/").content.decode()


def test_staff_name_the_computer_too(
    ana: User, dario: User, acme: Account, pc: Device, soporte: Area, enter: Enter
) -> None:
    new = f"/mesa/tickets/levantar/{acme.pk}/?serie={pc.serial.number}"
    told = {"person": f"u{ana.pk}", "area": soporte.pk, "subject": "No abre", "body": "Ayer"}
    client = enter(dario)
    assert client.post(new, told | {"device": pc.pk, "form_key": "k" * 20}).status_code == 302
    assert Ticket.objects.get().device == pc


def test_statements_of_the_page_are_few(ana: User, pc: Device, enter: Enter) -> None:
    client = enter(ana)
    client.get(address(pc))
    with CaptureQueriesContext(connection) as statements:
        client.get(address(pc))
    assert len(statements) <= 6
