"""A program's own computer: one seat, one credential, one signed answer a question (F3)."""

import json
from base64 import urlsafe_b64decode
from collections.abc import Callable
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.utils import timezone
from time_machine import TimeMachineFixture

from eticket.accounts.models import Account, User
from eticket.events.models import Event
from eticket.licensing.activating import (
    SeatsFull,
    SerialBlocked,
    SerialExpired,
    TooManyChanges,
    deactivate_device,
)
from eticket.licensing.blocking import block_serial, unblock_serial
from eticket.licensing.leasing import (
    KEPT,
    Answer,
    Computer,
    DeviceOff,
    KeyReused,
    activate_computer,
    check_in,
    deactivate_computer,
    device_of,
    forget_old_activations,
)
from eticket.licensing.models import Activation, Device, Product, Serial
from eticket.licensing.signing import published_keys
from tests.cast import issue

NONCE = "nonce-0123456789abcdef"
Activate = Callable[..., Answer]


pytestmark = pytest.mark.usefixtures("signing_keys")


@pytest.fixture
def two(acme: Account, product: Product) -> Serial:
    return issue(acme, product, devices_max=2)


@pytest.fixture
def activate(two: Serial) -> Activate:
    made = 0

    def ask(fingerprint: str = "aa11bb22", **said: str) -> Answer:
        nonlocal made
        made += 1
        key = said.pop("key", f"key-{made}")
        computer = Computer(fingerprint, said.pop("name", "CONTA-01"), **said)
        return activate_computer(two, computer, key=key, nonce=NONCE)

    return ask


def known(credential: str) -> Device:
    device = device_of(credential)
    assert device
    return device


def read(answer: Answer) -> dict[str, object]:
    """What the answer says, once its signature is right."""
    known = {key["key_id"]: key["public_key"] for key in published_keys()}
    public = Ed25519PublicKey.from_public_bytes(_decoded(known[answer.key_id]))
    public.verify(_decoded(answer.signature), answer.signed.encode())
    said: dict[str, object] = json.loads(answer.signed)
    return said


def _decoded(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def test_f3_the_same_computer_renamed_or_shouting_takes_no_second_seat(
    two: Serial, activate: Activate
) -> None:
    first, second = activate("aa11bb22"), activate(" AA11BB22 ", name="CONTA-02", system="W 11")
    device = two.devices.get()
    assert (device.name, device.system, device.fingerprint) == ("CONTA-02", "W 11", "aa11bb22")
    assert device_of(first.credential) is None
    assert device_of(second.credential) == device
    assert str(device.credential_hash) not in second.credential


def test_a_signed_answer_says_what_a_program_needs(two: Serial, activate: Activate) -> None:
    said = read(activate())
    assert said["nonce"] == NONCE
    assert said["purpose"] == "activation"
    assert said["seats"] == 2
    assert said["issued"] == said["server_time"]
    assert "CONTA-01" not in json.dumps(said)
    assert two.number not in json.dumps(said)


def test_the_same_key_gets_the_same_answer_and_another_question_none(
    two: Serial, activate: Activate
) -> None:
    first = activate(key="k")
    again = activate(key="k")
    assert again == first
    with pytest.raises(KeyReused):
        activate("cc33dd44", key="k")
    assert two.devices.count() == Activation.objects.count() == 1
    # What is true no longer is not said again.
    deactivate_computer(known(first.credential), nonce=NONCE)
    with pytest.raises(KeyReused):
        activate(key="k")


def test_f3_a_refusal_leaves_nothing_and_may_be_asked_again(
    two: Serial, activate: Activate, ana: User
) -> None:
    activate("aa11bb22")
    activate("bb22cc33")
    with pytest.raises(SeatsFull):
        activate("cc33dd44", key="third")
    assert two.devices.count() == Activation.objects.count() == 2
    deactivate_device(two.devices.get(fingerprint="AA11BB22"), by=ana, reason="Baja")
    activate("cc33dd44", key="third")
    assert set(two.devices.active().values_list("fingerprint", flat=True)) == {
        "bb22cc33",
        "cc33dd44",
    }


def test_a_first_time_is_no_change_and_coming_back_is_one(two: Serial, activate: Activate) -> None:
    answers = [activate("aa11bb22"), activate("bb22cc33")]
    for _turn in range(2):
        deactivate_computer(known(answers[0].credential), nonce=NONCE)
        answers[0] = activate("aa11bb22")
    with pytest.raises(TooManyChanges):
        deactivate_computer(known(answers[0].credential), nonce=NONCE)
    kinds = list(Event.objects.filter(kind__startswith="device.").values_list("kind", flat=True))
    assert kinds == ["device.installed"] * 2 + ["device.deactivated", "device.activated"] * 2


def test_giving_the_seat_back_twice_is_once(two: Serial, activate: Activate) -> None:
    device = known(activate().credential)
    for _turn in range(2):
        said = read(deactivate_computer(device, nonce=NONCE))
        assert said["purpose"] == "deactivation"
        assert said["expires"] == said["issued"]
    assert two.devices.get().changes.count() == 1
    assert two.devices.get().deactivation_reason == "Desde el programa"


def test_who_was_switched_off_by_a_person_hears_it_and_may_come_back(
    two: Serial, activate: Activate, ana: User
) -> None:
    credential = activate().credential
    deactivate_device(two.devices.get(), by=ana, reason="Baja")
    with pytest.raises(DeviceOff):
        check_in(known(credential), Computer("aa11bb22", ""), nonce=NONCE)


def test_checking_in_writes_at_most_once_an_hour(
    two: Serial, activate: Activate, time_machine: TimeMachineFixture
) -> None:
    time_machine.move_to(timezone.now(), tick=False)
    credential = activate().credential
    seen = two.devices.get().last_seen_at

    def look(name: str) -> tuple[str, bool]:
        check_in(known(credential), Computer("aa11bb22", name), nonce=NONCE)
        device = two.devices.get()
        return device.name, device.last_seen_at == seen

    assert look("OTRO") == ("CONTA-01", True)
    time_machine.shift(timedelta(minutes=59))
    assert look("OTRO") == ("CONTA-01", True)
    time_machine.shift(timedelta(minutes=2))
    assert look("OTRO") == ("OTRO", False)
    # What is not said stays.
    time_machine.shift(timedelta(minutes=61))
    assert look("") == ("OTRO", False)


@pytest.mark.parametrize(
    ("valid_until", "expires"),
    [
        ("2027-06-01", "2026-12-26T00:05:00Z"),
        ("2026-11-30", "2026-12-01T06:00:00Z"),
        # 18:05 of the last day in Mexico City, and still that day.
        ("2026-11-25", "2026-11-26T06:00:00Z"),
        ("9999-12-31", "2026-12-26T00:05:00Z"),
    ],
)
def test_c076_a_lease_ends_with_the_last_valid_day_in_mexico_city(
    two: Serial, activate: Activate, time_machine: TimeMachineFixture,
    valid_until: str, expires: str,
) -> None:  # fmt: skip
    Serial.objects.update(valid_until=valid_until)
    time_machine.move_to("2026-11-26T00:05:00Z")
    assert read(activate())["expires"] == expires


def test_expired_and_blocked_serials_start_no_program(
    two: Serial, activate: Activate, elena: User
) -> None:
    credential = activate().credential
    assert block_serial(two, by=elena, reason="Publicada en un foro")
    assert not block_serial(two, by=elena, reason="Publicada en un foro")
    with pytest.raises(SerialBlocked):
        activate("bb22cc33")
    with pytest.raises(SerialBlocked):
        check_in(known(credential), Computer("aa11bb22", ""), nonce=NONCE)
    assert unblock_serial(two, by=elena, reason="Aclarado")
    check_in(known(credential), Computer("aa11bb22", ""), nonce=NONCE)
    Serial.objects.update(valid_until=timezone.now().date() - timedelta(days=3))
    with pytest.raises(SerialExpired):
        activate("bb22cc33")
    with pytest.raises(SerialExpired):
        check_in(known(credential), Computer("aa11bb22", ""), nonce=NONCE)


def test_old_answers_are_forgotten_and_a_computer_keeps_its_seat(
    two: Serial, activate: Activate, time_machine: TimeMachineFixture
) -> None:
    time_machine.move_to(timezone.now(), tick=False)
    credential = activate().credential
    time_machine.shift(KEPT + timedelta(minutes=1))
    assert forget_old_activations() == 1
    assert device_of(credential) == two.devices.get()


def test_no_credential_is_nobodys(two: Serial, activate: Activate) -> None:
    Device.objects.create(serial=two, name="Sin credencial", fingerprint="dd44ee55")
    activate()
    assert device_of("") is device_of("etd_") is device_of("etd_None") is None
