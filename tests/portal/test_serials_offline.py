"""A computer without internet: request file in, signed answer out, once (37; C076)."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from eticket.accounts.models import User
from eticket.licensing.blocking import block_serial
from eticket.licensing.models import Activation, Device, Serial

Enter = Callable[[User], Client]
pytestmark = pytest.mark.usefixtures("signing_keys")


def request_file(serial: Serial, /, **said: Any) -> bytes:
    usual = {
        "v": 1,
        "purpose": "offline",
        "serial": serial.number,
        "fingerprint": "9f86d081884c7d65",
        "nonce": "Lm4pYs8dKc2vXz6tBn0f3R",
        "created": f"{timezone.now():%Y-%m-%dT%H:%M:%SZ}",
        "name": "SIN-RED-01",
    }
    return json.dumps(usual | said).encode()


def bring(client: Client, serial: Serial, content: bytes) -> Any:
    path = reverse("portal:serials.offline", args=[serial.number])
    return client.post(path, {"file": SimpleUploadedFile("solicitud.json", content)})


def test_a_file_is_brought_once_and_its_answer_taken_as_often_as_needed(
    serial: Serial, ana: User, adela: User, enter: Enter
) -> None:
    browser, content = enter(ana), request_file(serial)
    assert bring(browser, serial, content).status_code == 302
    device = serial.devices.get()
    assert (device.name, device.is_active) == ("SIN-RED-01", True)
    made = Activation.objects.get()
    path = reverse("portal:serials.offline_answer", args=[serial.number, made.pk])
    for someone in (browser, browser, enter(adela)):
        answer = someone.get(path)
        assert answer["Content-Disposition"].startswith("attachment")
        said = answer.json()
        assert set(said) == {"signed", "signature", "key_id"}
        assert json.loads(said["signed"])["purpose"] == "offline"
        assert json.loads(said["signed"])["nonce"] == "Lm4pYs8dKc2vXz6tBn0f3R"
    again = bring(browser, serial, b"\xef\xbb\xbf" + content)
    assert again.status_code == 422
    assert "ya se usó" in again.content.decode()
    assert Activation.objects.count() == Device.objects.count() == 1


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"created": "2020-01-01T00:00:00Z"}, "más de 7 días"),
        ({"created": "2999-01-01T00:00:00Z"}, "reloj"),
        ({"created": "2026-13-45T00:00:00Z"}, "no es una solicitud"),
        ({"serial": "00000000-0000-4000-8000-000000000000"}, "de otra serie"),
        ({"product_id": 999_999}, "de otra serie"),
        ({"name": "a\nb"}, "no es una solicitud"),
        ({"purpose": "activation"}, "no es una solicitud"),
        ({"extra": "x" * 17_000}, "no es una solicitud"),
    ],
)
def test_a_file_that_cannot_be_right_is_refused_in_words(
    serial: Serial, ana: User, enter: Enter, said: dict[str, Any], sentence: str
) -> None:
    answer = bring(enter(ana), serial, request_file(serial, **said))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Device.objects.exists()


def test_the_rules_are_those_of_every_activation(
    serial: Serial, ana: User, elena: User, enter: Enter
) -> None:
    browser = enter(ana)
    Device.objects.create(serial=serial, name="PC", fingerprint="otra-huella")
    full = bring(browser, serial, request_file(serial))
    assert "No queda lugar" in full.content.decode()
    block_serial(serial, by=elena, reason="Publicada")
    assert "bloqueada" in bring(browser, serial, request_file(serial)).content.decode()
    Serial.objects.update(blocked_at=None, valid_until=timezone.now() - timedelta(days=3))
    assert "vigencia terminó" in bring(browser, serial, request_file(serial)).content.decode()


def test_a_collaborator_and_a_stranger_bring_nothing(
    serial: Serial, ana: User, bruno: User, carla: User, enter: Enter
) -> None:
    bring(enter(ana), serial, request_file(serial))
    path = reverse(
        "portal:serials.offline_answer", args=[serial.number, Activation.objects.get().pk]
    )
    for person in (bruno, carla):
        assert bring(enter(person), serial, request_file(serial)).status_code == 404
        assert enter(person).get(path).status_code == 404
    page = reverse("portal:serials.show", args=[serial.number])
    assert "sin-internet" in enter(ana).get(page).content.decode()
    assert "sin-internet" not in enter(bruno).get(page).content.decode()
