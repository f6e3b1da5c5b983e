"""Activate, check in, deactivate: what programs may, and every refusal they can meet (F3)."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from eticket.accounts.models import User
from eticket.lib import days
from eticket.licensing.activating import deactivate_device
from eticket.licensing.blocking import block_serial
from eticket.licensing.models import Activation, Device, Serial
from tests.api.conftest import Program

Another = Callable[[str], Program]


def code(answer: Any) -> tuple[int, str]:
    """Status and code of a refusal, which is a problem with a sentence for people."""
    said = answer.json()
    assert answer["Content-Type"] == "application/problem+json"
    assert said["status"] == answer.status_code
    assert said["type"] == f"urn:eticket:problem:{said['code']}"
    assert said["detail"].endswith(".")
    return answer.status_code, said["code"]


def test_a_computer_activates_checks_in_and_gives_its_seat_back(
    two: Serial, program: Program, enter: Callable[[User], Client], ana: User
) -> None:
    answer = program.activate(version="12.4.1", system="Windows 11", user="conta")
    assert answer.status_code == 200
    assert json.loads(answer.json()["signed"])["purpose"] == "activation"
    # At once in the portal, with all it said.
    page = enter(ana).get(reverse("portal:serials.show", args=[two.number])).content.decode()
    for said in ("CONTA-01", "12.4.1", "Windows 11", "conta"):
        assert said in page
    assert program.check_in().status_code == 200
    assert program.deactivate().status_code == 200
    assert not two.devices.get().is_active
    assert code(program.check_in()) == (403, "device_off")


def test_f3_the_same_computer_in_other_letters_and_under_another_name_is_one(
    two: Serial, program: Program, another: Another
) -> None:
    program.activate()
    shouting = another(program.usual["fingerprint"].upper())
    assert shouting.activate(name="OTRO NOMBRE").status_code == 200
    assert two.devices.get().name == "OTRO NOMBRE"
    assert code(program.check_in()) == (401, "credential_unknown")
    assert shouting.check_in().status_code == 200


def test_a_repeated_call_gets_the_same_answer(two: Serial, program: Program) -> None:
    first, again = (program.activate(key="instalador-1") for _ in range(2))
    assert first.content == again.content
    assert Activation.objects.count() == 1
    assert code(program.activate(key="instalador-1", name="OTRO")) == (422, "key_reused")
    assert code(program.activate(key="corta")) == (400, "key_missing")


def test_every_rule_has_its_code(
    two: Serial, program: Program, another: Another, elena: User, ana: User
) -> None:
    program.activate()
    another("bbbbbbbb").activate()
    refused = another("cccccccc").activate()
    assert code(refused) == (409, "full")
    assert refused.json()["detail"] == "No queda lugar para activarlo. Desactive antes otro equipo."
    for _turn in range(2):
        program.deactivate()
        program.activate()
    assert code(program.deactivate()) == (409, "too_many_moves")
    deactivate_device(two.devices.get(fingerprint="bbbbbbbb"), by=elena, reason="Robo")
    assert code(another("bbbbbbbb").activate()) == (409, "too_many_moves")
    block_serial(two, by=elena, reason="Publicada en un foro")
    assert code(program.check_in()) == code(program.activate()) == (403, "blocked")
    Serial.objects.update(blocked_at=None, valid_until=days.today() - timedelta(days=1))
    assert code(program.check_in()) == code(program.activate()) == (403, "expired")


def test_unknown_and_foreign_serials_answer_alike(
    two: Serial, carlas_serial: Serial, program: Program
) -> None:
    program.activate()
    nobodys = "00000000-0000-4000-8000-000000000000"
    other = program.activate(product_id=two.product_id + 1)
    unknown = program.activate(serial=nobodys)
    assert code(other) == code(unknown) == (404, "unknown")
    assert other.content == unknown.content
    foreign = [program.check_in(serial=number) for number in (nobodys, carlas_serial.number)]
    foreign.append(program.check_in(fingerprint="dddddddd"))
    program.credential = "etd_" + "x" * 43
    foreign.append(program.check_in())
    program.credential = ""
    foreign += [program.check_in(), program.deactivate()]
    assert {code(answer) for answer in foreign} == {(401, "credential_unknown")}
    assert len({answer.content for answer in foreign}) == 1
    assert foreign[0]["WWW-Authenticate"] == "Bearer"


def test_whoever_searches_serials_is_slowed_and_others_are_not(
    two: Serial, program: Program
) -> None:
    program.activate()
    nobodys = "00000000-0000-4000-8000-000000000000"
    answers = [program.activate(serial=nobodys) for _ in range(24)]
    codes = [code(answer) for answer in answers]
    assert codes[:20] == [(404, "unknown")] * 20
    assert codes[-1] == (429, "too_many_requests")
    assert 1 <= int(answers[-1]["Retry-After"]) <= 900
    # Not even a serial that exists tells them so.
    assert code(program.activate()) == (429, "too_many_requests")
    elsewhere = Program(two.number)
    elsewhere.client.defaults["REMOTE_ADDR"] = "203.0.113.9"
    assert elsewhere.activate().status_code == 200


def test_a_flood_of_one_computer_is_stopped_and_its_neighbours_are_not(
    two: Serial, program: Program, carlas_serial: Serial
) -> None:
    program.activate()
    codes = [program.check_in().status_code for _ in range(61)]
    assert codes[:59] == [200] * 59
    assert set(codes[59:]) == {429}
    assert Program(carlas_serial.number).activate().status_code == 200


@pytest.mark.parametrize(
    ("body", "kind", "refusal"),
    [
        (" ", "application/json", (400, "not_json")),
        ("[]", "application/json", (400, "not_json")),
        ("{", "application/json", (400, "not_json")),
        (b"\xff{}", "application/json", (400, "not_json")),
        ("[" * 16_000, "application/json", (400, "not_json")),
        ('{"a":' * 3_000, "application/json", (400, "not_json")),
        ('{"nonce":"a","nonce":"b"}', "application/json", (400, "not_json")),
        ('{"product_id":NaN}', "application/json", (400, "not_json")),
        ("{}", "application/json", (422, "invalid")),
        ("a" * 17_000, "application/json", (413, "too_large")),
        ("a" * 10_000_000, "application/json", (413, "too_large")),
        ("serial=1", "application/x-www-form-urlencoded", (415, "not_the_type")),
        ("{}", "text/plain", (415, "not_the_type")),
    ],
)
def test_a_body_that_is_none_is_refused(
    program: Program, body: str | bytes, kind: str, refusal: tuple[int, str]
) -> None:
    for name in ("activations", "activations.check_in", "activations.deactivate"):
        assert code(program.send(name, body, **{"Content-Type": kind})) == refusal


@pytest.mark.parametrize(
    "said",
    [
        {"name": "CONTA\x0001"},
        {"name": "CONTA\n01"},
        {"name": "CONTA\u202e01"},
        {"name": "CONTA\ud800"},
        {"name": "\x1b[31mCONTA"},
        {"name": "a" * 121},
        {"name": "  "},
        {"name": None},
        {"name": ["CONTA"]},
        {"fingerprint": "corta"},
        {"fingerprint": "con espacios dentro"},
        {"nonce": "x"},
        {"serial": "no es una serie"},
        {"serial": 5},
        {"product_id": True},
        {"product_id": -1},
        {"product_id": 2**63},
        {"is_staff": True},
        {"account": 1},
        {"a\x00b": 1},
    ],
)
def test_c5_hostile_words_are_refused_by_field(
    two: Serial, program: Program, said: dict[str, Any]
) -> None:
    answer = program.activate(**said)
    assert code(answer) == (422, "invalid")
    [error] = answer.json()["errors"]
    assert error["field"] == next(iter(said)).replace("\x00", "")
    assert not Device.objects.exists()


def test_what_a_name_looks_like_runs_nowhere(
    two: Serial, program: Program, enter: Callable[[User], Client], ana: User
) -> None:
    program.activate(name="=HYPERLINK(1)<script>alert(1)</script>")
    browser = enter(ana)
    page = browser.get(reverse("portal:serials.show", args=[two.number])).content.decode()
    assert "<script>alert" not in page
    listed: Any = browser.get(reverse("portal:serials.devices_csv", args=[two.number]))
    assert b"'=HYPERLINK" in listed.getvalue()


def test_without_a_key_nothing_is_given_and_nothing_taken(
    two: Serial, program: Program, settings: Any, tmp_path: Any
) -> None:
    settings.SIGNING_KEYS = tmp_path / "none"
    assert code(program.activate()) == (503, "not_ready")
    assert not Device.objects.exists()
