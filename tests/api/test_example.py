"""The example against the product itself: asked, verified, remembered, refused."""

import importlib.util
import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from eticket.accounts.models import User
from eticket.licensing.activating import deactivate_device
from eticket.licensing.models import Activation, Serial
from eticket.licensing.offline import activate_offline, answer_file
from eticket.licensing.signing import published_keys, rotate_keys

SPEC = importlib.util.spec_from_file_location(
    "activation_client", Path("examples/activation_client/activation_client.py")
)
assert SPEC
assert SPEC.loader
example = importlib.util.module_from_spec(SPEC)
sys.modules["activation_client"] = example
SPEC.loader.exec_module(example)


def send(path: str, body: dict[str, Any], headers: dict[str, str]) -> tuple[int, dict[str, Any]]:
    answer = Client().post(path, json.dumps(body), content_type="application/json", headers=headers)
    return answer.status_code, answer.json()


def no_internet(*args: Any) -> Any:
    raise OSError("no internet")


class Clock:
    """This computer's, which its user may set."""

    def __init__(self) -> None:
        self.shift = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.shift


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def program(serial: Serial, tmp_path: Path, clock: Clock) -> Any:
    keys = {key["key_id"]: key["public_key"] for key in published_keys()}
    return example.ActivationClient(
        tmp_path, "9f86d081884c7d659a2feaa0c55ad015", serial.product_id, keys, send, clock
    )


def reason(deed: Any, *given: Any) -> str:
    with pytest.raises(example.NotValid) as refusal:
        deed(*given)
    return str(refusal.value.reason)


def test_it_activates_and_starts_without_internet_until_the_lease_ends(
    program: Any, serial: Serial, clock: Clock
) -> None:
    assert reason(program.may_start) == "none"
    program.activate(f"{{{serial.number.lower()}}}", name="CONTA-01")
    assert (program.folder / "activation.json").stat().st_mode & 0o777 == 0o600
    program.send = no_internet
    clock.shift = timedelta(days=29)
    assert program.may_start()["seats"] == 1
    clock.shift = timedelta(days=31)
    assert reason(program.may_start) == "expired"


def test_checking_in_gives_a_new_lease(program: Any, serial: Serial, clock: Clock) -> None:
    program.activate(serial.number, name="CONTA-01")
    before = program.may_start()
    said = program.check_in(version="12.4.2")
    assert said["purpose"] == "check_in"
    assert said["nonce"] != before["nonce"]
    assert program.may_start() == said


def test_a_clock_turned_back_opens_nothing(program: Any, serial: Serial, clock: Clock) -> None:
    program.activate(serial.number, name="CONTA-01")
    clock.shift = timedelta(days=20)
    program.may_start()
    # A day back may be a mistake, or another zone.
    clock.shift = timedelta(days=19, hours=1)
    program.may_start()
    clock.shift = timedelta(days=18)
    assert reason(program.may_start) == "clock"
    # The server's hour sets it right.
    clock.shift = timedelta()
    program.check_in()
    program.may_start()


@pytest.mark.parametrize("name", ["signed", "signature", "key_id", "serial"])
def test_what_was_changed_on_disk_opens_nothing(program: Any, serial: Serial, name: str) -> None:
    program.activate(serial.number, name="CONTA-01")
    path = program.folder / "activation.json"
    kept = json.loads(path.read_text())
    kept[name] = ("B" if kept[name][0] != "B" else "C") + kept[name][1:]
    path.write_text(json.dumps(kept))
    assert reason(program.may_start) in ("signature", "key", "computer")


def test_another_computer_opens_nothing_with_it(program: Any, serial: Serial) -> None:
    program.activate(serial.number, name="CONTA-01")
    program.fingerprint = "0000000000000000"
    assert reason(program.may_start) == "computer"


def test_a_replayed_answer_is_no_answer(program: Any, serial: Serial) -> None:
    program.activate(serial.number, name="CONTA-01")
    path = program.folder / "activation.json"
    kept = json.loads(path.read_text())
    taped = (200, {name: kept[name] for name in ("signed", "signature", "key_id")})
    program.send = lambda *asked: taped
    assert reason(program.check_in) == "nonce"


def test_refusals_carry_code_and_sentence(program: Any, serial: Serial, ana: User) -> None:
    program.activate(serial.number, name="CONTA-01")
    deactivate_device(serial.devices.get(), by=ana, reason="Baja")
    with pytest.raises(example.Refused) as refusal:
        program.check_in()
    assert refusal.value.code == "device_off"
    assert "desactivado" in refusal.value.detail


def test_the_seat_is_given_back_and_all_forgotten(program: Any, serial: Serial) -> None:
    program.activate(serial.number, name="CONTA-01")
    program.deactivate()
    assert not serial.devices.get().is_active
    assert reason(program.may_start) == "none"


def test_a_rotated_key_was_in_the_program_already(program: Any, serial: Serial) -> None:
    program.activate(serial.number, name="CONTA-01")
    rotate_keys()
    program.check_in()
    assert program.may_start()["key_id"] == published_keys()[0]["key_id"]
    rotate_keys()
    assert reason(program.check_in) == "key"


def test_a_computer_without_internet_is_activated_by_files_once(
    program: Any, serial: Serial, ana: User
) -> None:
    program.send = no_internet
    request = program.request_file(serial.number, name="SIN-RED-01")
    activate_offline(serial, request, by=ana)
    answer = answer_file(Activation.objects.get())
    program.take_answer_file(answer)
    assert program.may_start()["purpose"] == "offline"
    assert reason(program.take_answer_file, answer) == "nonce"
