"""/mesa/series/ and a customer's new serial: issued, renewed, read."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from eticket.accounts.models import Account, User
from eticket.lib import days
from eticket.licensing.models import Device, LimitKind, Product, Serial

Enter = Callable[[User], Client]


def fields(product: Product, **more: Any) -> dict[str, Any]:
    said = {
        "product": str(product.pk),
        "policy_number": "P-100",
        "description": "eComprobante META Licencia Anual",
        "registered_on": days.today().isoformat(),
        "valid_until": (days.today() + timedelta(days=365)).isoformat(),
        "devices": "5",
        "rfcs": "Ilimitados",
        "users": "n/a",
    }
    return {**said, **more}


def test_a_serial_makes_a_prospect_a_customer(
    pablo: User, product: Product, sonia: User, enter: Enter
) -> None:
    account = Account.objects.get(name="Pablo Luna")
    answer = enter(sonia).post(f"/mesa/clientes/{account.pk}/series/", fields(product))
    serial = Serial.objects.get()
    assert answer["Location"] == f"/mesa/series/{serial.number}/"
    assert (serial.devices_kind, serial.devices_max) == (LimitKind.NUMBER, 5)
    assert serial.rfcs_kind == LimitKind.UNLIMITED
    assert serial.users_kind == LimitKind.NOT_APPLICABLE
    assert serial.policies.get().number == "P-100"
    account.refresh_from_db()
    assert account.is_customer


def test_b1_the_first_serial_shows_who_claimed_the_prospects_rfc(
    pablo: User, acme: Account, ana: User, sonia: User, enter: Enter
) -> None:
    client = enter(sonia)
    prospect = pablo.memberships.get().account
    page = client.get(f"/mesa/clientes/{prospect.pk}/series/").content.decode()
    assert "Confirme que son de la empresa" in page
    assert pablo.email in page
    assert "Confirme que" not in client.get(f"/mesa/clientes/{acme.pk}/series/").content.decode()


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"number": "123"}, "tiene 32 letras y números"),
        ({"devices": "muchos"}, "Escriba un número"),
        ({"valid_until": "2001-01-01"}, "La vigencia es anterior al registro"),
        ({"policy_number": ""}, "Falta el número de póliza"),
    ],
)
def test_a_serial_with_faults_is_not_issued(
    acme: Account, product: Product, sonia: User, enter: Enter, more: dict[str, str], said: str
) -> None:
    answer = enter(sonia).post(f"/mesa/clientes/{acme.pk}/series/", fields(product, **more))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Serial.objects.exists()


def test_taken_numbers_are_refused_with_words(
    acme: Account, serial: Serial, product: Product, sonia: User, enter: Enter
) -> None:
    client, url = enter(sonia), f"/mesa/clientes/{acme.pk}/series/"
    again = client.post(url, fields(product, number=serial.number))
    assert "ya se entregó a Acme" in again.content.decode()
    policy = serial.policies.get().number
    again = client.post(url, fields(product, policy_number=policy))
    assert f"La póliza {policy} ya existe" in again.content.decode()
    assert Serial.objects.count() == 1


def test_a_renewal_is_one_more_policy(
    serial: Serial, product: Product, sonia: User, enter: Enter
) -> None:
    until = days.today() + timedelta(days=700)
    url = f"/mesa/series/{serial.number}/renovar/"
    enter(sonia).post(url, fields(product, valid_until=until.isoformat()))
    serial.refresh_from_db()
    assert serial.valid_until == until
    assert serial.policies.count() == 2
    again = enter(sonia).post(url, fields(product, valid_until=until.isoformat()))
    assert again.status_code == 422


def test_agents_read_devices_and_policies_and_change_nothing(
    serial: Serial, product: Product, dario: User, ana: User, enter: Enter
) -> None:
    Device.objects.create(serial=serial, name="CONTA-01", fingerprint="f1")
    url = f"/mesa/series/{serial.number}/"
    page = enter(dario).get(url).content.decode()
    assert "CONTA-01" in page
    assert "1 de 1" in page
    assert enter(dario).post(f"{url}renovar/", fields(product)).status_code == 404
    assert enter(ana).get(url).status_code == 404
    assert serial.policies.count() == 1


def test_c129_a_reinstalled_computer_shows_beside_its_namesake_and_stays_two(
    serial: Serial, dario: User, enter: Enter
) -> None:
    for name, key in (("PC-CONTA-01", "aa"), ("pc-conta-01", "bb"), ("OTRA", "cc")):
        serial.devices.create(name=name, fingerprint=key)
    page = enter(dario).get(f"/mesa/series/{serial.number}/")
    alike = {row["device"].name for row in page.context["devices"] if row["is_namesake"]}
    assert alike == {"PC-CONTA-01", "pc-conta-01"}
    assert page.content.decode().count("Mismo nombre que otro equipo") == 2
