"""The form of a ticket knows the licence: full seats and near ends are said, a swap is offered."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from eticket.accounts.models import Account, User
from eticket.lib import days
from eticket.licensing.models import Device, Product, Serial
from eticket.licensing.swapping import is_about_activation
from eticket.tickets.models import Area, Draft, Ticket
from tests.cast import a_file, issue

Enter = Callable[[User], Client]
CHOOSE = "/tickets/generar/"


@pytest.fixture
def full(acme: Account, product: Product) -> Serial:
    """A serial with its two seats taken, the second by a computer unused for long."""
    serial = issue(acme, product, devices_max=2)
    now = timezone.now()
    for name, ago in (("NUEVA", 0), ("VIEJA", 90)):
        Device.objects.create(
            serial=serial, name=name, fingerprint=name, last_seen_at=now - timedelta(days=ago)
        )
    return serial


def new(serial: Serial) -> str:
    return f"/tickets/generar/soporte/{serial.number}/"


@pytest.fixture
def said(soporte: Area) -> dict[str, Any]:
    return {
        "area": soporte.pk,
        "subject": "No puedo ACTIVAR en la computadora nueva",
        "follow_up_email": "ana@acme.example",
        "phone": "55 1234 5678",
        "confirm_phone": "55 1234 5678",
        "body": "Cambiamos de máquina.\nUrge.",
    }


@pytest.mark.parametrize(
    "subject",
    [
        "Activación del sistema",
        "ACTIVACION",
        "Reactivar",
        "me cambié a otro equipo",
        "cambio  de   EQUIPO",
        "Licencia en uso",
        "Formateamos la máquina",
    ],
)
def test_subjects_that_smell_of_an_activation(product: Product, subject: str) -> None:
    assert is_about_activation(subject, product)


@pytest.mark.parametrize(
    "subject", ["Error CFDI40147", "desactivar IEPS", "no timbra la nómina", "¿?", ""]
)
def test_subjects_that_do_not(product: Product, subject: str) -> None:
    assert not is_about_activation(subject, product)


def test_the_words_are_the_products_own(product: Product) -> None:
    product.activation_words = " , nóm, "
    assert is_about_activation("La NOMINA no abre", product)
    product.activation_words = ""
    assert not is_about_activation("Activación", product)


def test_where_it_is_chosen_it_says_full_and_near_its_end(
    ana: User, beto: User, acme: Account, product: Product, full: Serial, enter: Enter
) -> None:
    issue(acme, product, 12, devices_max=1)
    text = enter(ana).get(CHOOSE).content.decode()
    assert text.count("Equipos: 2 de 2, sin lugar libre") == 1
    assert text.count("Por vencer:") == 1
    assert "Equipos: 2 de 2, sin lugar libre" in enter(ana).get(new(full)).content.decode()
    assert "sin lugar" not in enter(beto).get(CHOOSE).content.decode()
    assert "sin lugar" not in enter(beto).get(new(full)).content.decode()


def test_what_was_used_lately_says_it_too(
    ana: User, acme: Account, product: Product, full: Serial, said: dict[str, Any], enter: Enter
) -> None:
    client = enter(ana)
    soon = issue(acme, product, 12, devices_max=1)
    other = {"follow_up_email": "b@acme.example", "confirm_email": "b@acme.example"}
    client.post(new(full), said | {"swap": "no"})
    client.post(new(soon), said | other)
    cards = client.get(CHOOSE).content.decode().split('class="recent"')[1].split("</section>")[0]
    near, taken = cards.split("</li>")[:2]
    assert soon.number[:8] in near
    assert "Por vencer:" in near
    assert "sin lugar" not in near
    assert full.number[:8] in taken
    assert "Por vencer:" not in taken
    assert "Equipos: 2 de 2, sin lugar libre" in taken


def test_the_swap_is_offered_once_and_can_be_ignored(
    ana: User, full: Serial, said: dict[str, Any], enter: Enter
) -> None:
    client = enter(ana)
    offered = client.post(new(full), said)
    text = offered.content.decode()
    assert offered.status_code == 200
    assert not Ticket.objects.exists()
    assert "Los 2 lugares de esta serie están ocupados" in text
    assert text.index("VIEJA") < text.index("NUEVA</b>")
    assert "Urge." in text
    assert 'name="swap" value="no"' in text
    assert client.post(new(full), said | {"swap": "no"}).status_code == 302
    assert Ticket.objects.get().subject == said["subject"]
    assert not Draft.objects.exists()


def test_going_to_free_a_seat_loses_nothing_that_was_typed(
    ana: User, full: Serial, said: dict[str, Any], enter: Enter
) -> None:
    client = enter(ana)
    client.post(new(full), said | {"files": [a_file()]})
    device = Device.objects.get(name="VIEJA")
    away = f"/series/{full.number}/equipos/{device.pk}/desactivar/?ticket"
    assert f'href="{new(full)}"' in client.get(away).content.decode()
    done = client.post(away, {"reason": "desuso"})
    assert done["Location"] == f"{new(full)}?libre"
    text = client.get(done["Location"]).content.decode()
    assert "Ya hay un lugar libre" in text
    assert "No puedo ACTIVAR" in text
    assert "Urge." in text
    assert "captura.png" in text
    assert "Deshacer" in text


def test_no_swap_where_it_would_not_help(
    ana: User, acme: Account, product: Product, full: Serial, said: dict[str, Any], enter: Enter
) -> None:
    client = enter(ana)
    assert client.post(new(full), said | {"subject": "Error CFDI40147"}).status_code == 302
    roomy = issue(acme, product, devices_max=3)
    other = {"follow_up_email": "b@acme.example", "confirm_email": "b@acme.example"}
    assert client.post(new(roomy), said | other).status_code == 302
    product.changes_per_seat = 1
    product.save()
    for device in list(full.devices.all()):
        page = f"/series/{full.number}/equipos/{device.pk}/"
        client.post(f"{page}desactivar/", {"reason": "desuso"})
    full.devices.update(deactivated_at=None)
    other = {"follow_up_email": "c@acme.example", "confirm_email": "c@acme.example"}
    assert client.post(new(full), said | other).status_code == 302


@pytest.mark.parametrize(
    "change", [{"valid_until": days.today() - timedelta(1)}, {"blocked_at": timezone.now()}]
)
def test_no_swap_on_a_serial_that_starts_no_program(
    ana: User, full: Serial, said: dict[str, Any], enter: Enter, change: dict[str, Any]
) -> None:
    Serial.objects.filter(pk=full.pk).update(**change)
    text = enter(ana).post(new(full), said).content.decode()
    assert "lugares de esta serie están ocupados" not in text


def test_a_computer_never_seen_stands_before_those_in_use(
    ana: User, full: Serial, said: dict[str, Any], enter: Enter
) -> None:
    full.devices.filter(name="NUEVA").update(last_seen_at=None)
    text = enter(ana).post(new(full), said).content.decode()
    assert text.index("NUEVA</b>") < text.index("VIEJA</b>")


def test_who_switches_no_computers_off_hears_who_does(
    bruno: User, beto: User, full: Serial, said: dict[str, Any], enter: Enter
) -> None:
    mine = {"follow_up_email": "bruno@acme.example", "confirm_email": "bruno@acme.example"}
    text = enter(bruno).post(new(full), said | mine).content.decode()
    assert "El Titular o un Administrador de su cuenta puede desactivar" in text
    assert "/desactivar/" not in text
    mine = {"follow_up_email": "beto@acme.example", "confirm_email": "beto@acme.example"}
    assert enter(beto).post(new(full), said | mine).status_code == 302


def test_choosing_costs_no_statement_more(ana: User, full: Serial, enter: Enter) -> None:
    client = enter(ana)
    client.get(CHOOSE)
    with CaptureQueriesContext(connection) as statements:
        client.get(CHOOSE)
    assert len(statements) <= 6
