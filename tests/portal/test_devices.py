"""Computers by self-service on a serial's page (S76-S82, S117-S119, C127, C131)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from eticket.accounts.models import Account, User
from eticket.licensing.models import Device, DeviceChange, Product, Serial
from tests.cast import issue

Enter = Callable[[User], Client]


@pytest.fixture
def two(acme: Account, product: Product) -> Serial:
    return issue(acme, product, devices_max=2)


@pytest.fixture
def conta(two: Serial) -> Device:
    seen = timezone.now() - timedelta(days=400)
    return Device.objects.create(serial=two, name="CONTA-01", fingerprint="a", last_seen_at=seen)


def page_of(client: Client, serial: Serial, query: str = "") -> str:
    return client.get(f"/series/{serial.number}/{query}").content.decode()


def url(device: Device, act: str) -> str:
    return f"/series/{device.serial.number}/equipos/{device.pk}/{act}/"


def test_c131_a_dead_computer_is_switched_off_and_back_by_its_owner(
    two: Serial, conta: Device, ana: User, enter: Enter
) -> None:
    client = enter(ana)
    assert "Sin uso desde el" in page_of(client, two)
    answer = client.post(url(conta, "desactivar"), {"reason": "falla", "detail": "Disco"})
    assert answer["Location"] == f"/series/{two.number}/#equipos"
    conta.refresh_from_db()
    assert conta.deactivation_reason == "El equipo ya no funciona: Disco"
    page = page_of(client, two)
    assert "Equipo desactivado. Quedan 2 lugares libres." in page
    assert "Le quedan 3 de 4 cambios hasta el" in page
    page = page_of(client, two, "?inactivos")
    assert "por Ana Ruiz" in page
    assert "Motivo: El equipo ya no funciona: Disco" in page
    client.post(url(conta, "activar"))
    conta.refresh_from_db()
    assert conta.is_active
    page = page_of(client, two)
    assert "Activado por Ana Ruiz" in page
    assert "Desactivado por Ana Ruiz" in page


def test_the_toast_undoes_it_and_it_counts_as_no_change(
    two: Serial, conta: Device, ana: User, adela: User, carla: User, enter: Enter
) -> None:
    client = enter(ana)
    client.post(url(conta, "desactivar"), {"reason": "cambio"})
    change = DeviceChange.objects.get()
    undo = f"/series/{two.number}/cambios/{change.pk}/deshacer/"
    assert f'action="{undo}"' in page_of(client, two)
    assert f'action="{undo}"' not in page_of(client, two)
    assert enter(carla).post(undo).status_code == 404
    assert enter(adela).post(undo).status_code == 302
    conta.refresh_from_db()
    assert not conta.is_active
    client.post(undo)
    conta.refresh_from_db()
    assert conta.is_active
    page = page_of(client, two)
    assert "Deshecho: CONTA-01 queda como estaba." in page
    assert "Puede hacer 4 cambios cada 30 días." in page


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "Elija el motivo."),
        ({"reason": "otro"}, "Escriba el motivo."),
        ({"reason": "invento"}, "Elija el motivo de la lista."),
    ],
)
def test_without_a_reason_the_page_comes_back_with_what_was_typed(
    conta: Device, ana: User, enter: Enter, typed: dict[str, str], said: str
) -> None:
    answer = enter(ana).post(url(conta, "desactivar"), typed)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    conta.refresh_from_db()
    assert conta.is_active
    words = {"reason": "otro", "detail": "Se quemó"}
    assert enter(ana).post(url(conta, "desactivar"), words).status_code == 302
    conta.refresh_from_db()
    assert conta.deactivation_reason == "Se quemó"


def test_c127_a_full_serial_says_why_nothing_can_be_switched_on(
    two: Serial, conta: Device, ana: User, enter: Enter
) -> None:
    Device.objects.create(serial=two, name="CAJA", fingerprint="b")
    off = Device.objects.create(
        serial=two, name="VIEJA", fingerprint="c", deactivated_at=timezone.now()
    )
    client = enter(ana)
    assert "Desactive un equipo para activar otro." in page_of(client, two)
    page = page_of(client, two, "?inactivos")
    assert "Los 2 lugares están ocupados." in page
    assert "Sin lugar para activar" in page
    assert url(off, "activar") not in page
    client.post(url(off, "activar"))
    assert "No queda lugar para activarlo" in page_of(client, two, "?inactivos")
    off.refresh_from_db()
    assert not off.is_active
    Serial.objects.filter(pk=two.pk).update(devices_max=1)
    page = page_of(client, two)
    assert "Hay 2 equipos activos y la licencia es para 1." in page
    assert "<b>0</b> Disponibles" in page
    assert two.devices.active().count() == 2


def test_an_expired_serial_and_a_spent_quota_say_so_in_place_of_the_button(
    two: Serial, conta: Device, ana: User, enter: Enter
) -> None:
    client = enter(ana)
    for act in ("desactivar", "activar") * 2:
        client.post(url(conta, act), {"reason": "cambio"})
    assert "Sin cambios antes del" in page_of(client, two)
    again = client.post(url(conta, "desactivar"), {"reason": "cambio"})
    assert again.status_code == 422
    assert "Ya se hicieron los 4 cambios de este plazo" in again.content.decode()
    Device.objects.filter(pk=conta.pk).update(deactivated_at=timezone.now())
    Serial.objects.filter(pk=two.pk).update(valid_until=timezone.now() - timedelta(days=3))
    assert "Serie vencida" in page_of(client, two, "?inactivos")
    client.post(url(conta, "activar"))
    assert "Renueve la póliza" in page_of(client, two, "?inactivos")


def test_who_does_not_manage_the_account_reads_only(
    two: Serial, conta: Device, bruno: User, beto: User, carla: User, enter: Enter
) -> None:
    page = page_of(enter(bruno), two)
    assert "CONTA-01" in page
    assert "Ver Detalle" in page
    assert "desactivar/" not in page
    assert "cambios" not in page
    for person in (bruno, beto, carla):
        for act in ("desactivar", "activar"):
            typed = {"reason": "cambio"}
            assert enter(person).post(url(conta, act), typed).status_code == 404
    conta.refresh_from_db()
    assert conta.is_active


def test_the_publishers_people_are_told_as_the_publisher(
    two: Serial, conta: Device, ana: User, dario: User, enter: Enter
) -> None:
    Device.objects.filter(pk=conta.pk).update(deactivated_at=timezone.now(), deactivated_by=dario)
    page = page_of(enter(ana), two, "?inactivos")
    assert "por Soporte dSoft" in page
    assert "Dario" not in page
