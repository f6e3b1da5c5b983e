"""Computers switched off and on from the desk, with a reason, beyond the customer's quota."""

from collections.abc import Callable

import pytest
from django.test import Client

from eticket.accounts.models import Account, User
from eticket.licensing.activating import activate_device, deactivate_device
from eticket.licensing.models import Device, Product, Serial
from tests.cast import issue

Enter = Callable[[User], Client]


@pytest.fixture
def one(acme: Account, product: Product) -> Serial:
    return issue(acme, product, devices_max=1)


@pytest.fixture
def conta(one: Serial) -> Device:
    return Device.objects.create(serial=one, name="CONTA-01", fingerprint="a")


def url(device: Device, act: str) -> str:
    return f"/mesa/series/{device.serial.number}/equipos/{device.pk}/{act}/"


def test_an_agent_passes_over_the_quota_and_the_record_says_who(
    conta: Device, ana: User, dario: User, enter: Enter
) -> None:
    deactivate_device(conta, by=ana, reason="Prueba")
    activate_device(conta, by=ana)
    client = enter(dario)
    assert client.post(url(conta, "desactivar"), {"reason": ""}).status_code == 422
    answer = client.post(url(conta, "desactivar"), {"reason": "Lo pidió por teléfono"})
    assert answer["Location"] == f"/mesa/series/{conta.serial.number}/"
    page = client.get(answer["Location"]).content.decode()
    assert "CONTA-01 desactivado." in page
    assert "Dario Vega: Lo pidió por teléfono" in page
    assert "Al cliente le quedan 0 de 2 cambios" in page
    change = conta.changes.latest("id")
    assert (change.by, change.by_staff) == (dario, True)


def test_the_seats_hold_for_agents_too(
    one: Serial, conta: Device, dario: User, enter: Enter
) -> None:
    client = enter(dario)
    client.post(url(conta, "desactivar"), {"reason": "Robo"})
    other = Device.objects.create(serial=one, name="CAJA", fingerprint="b")
    refused = client.post(url(conta, "activar"), {"reason": "Apareció"})
    assert refused.status_code == 422
    assert "No queda lugar" in refused.content.decode()
    client.post(url(other, "desactivar"), {"reason": "Cambio"})
    client.post(url(conta, "activar"), {"reason": "Apareció"})
    assert [device.name for device in one.devices.active()] == ["CONTA-01"]


def test_c129_a_likely_duplicate_is_marked_and_never_merged(
    one: Serial, conta: Device, dario: User, enter: Enter
) -> None:
    page = f"/mesa/series/{one.number}/"
    assert "Mismo nombre" not in enter(dario).get(page).content.decode()
    Device.objects.create(serial=one, name="Conta-01", fingerprint="reinstalled")
    assert enter(dario).get(page).content.decode().count("Mismo nombre que otro equipo") == 2
