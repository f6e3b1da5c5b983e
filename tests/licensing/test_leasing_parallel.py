"""Programs that all activate in the same instant, new computers and known ones (F3)."""

from functools import partial
from typing import Any

import pytest

from eticket.accounts.models import Account
from eticket.events.models import Event
from eticket.licensing.activating import SeatsFull
from eticket.licensing.leasing import (
    Answer,
    Computer,
    activate_computer,
    deactivate_computer,
    device_of,
)
from eticket.licensing.models import Activation, Device, DeviceChange, Product, Serial
from tests.cast import issue
from tests.crowd import crowd

pytestmark = [
    pytest.mark.crowd,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("signing_keys"),
]

CROWD, ROUNDS = 64, 20
NONCE = "nonce-0123456789abcdef"


def asks(serial: Serial, fingerprint: str, key: str) -> Any:
    computer = Computer(fingerprint, f"PC-{key}")
    return partial(activate_computer, serial, computer, key=key, nonce=NONCE)


def test_f3_64_new_computers_take_the_seats_there_are(acme: Account, product: Product) -> None:
    with crowd(CROWD) as programs:
        for turn in range(ROUNDS):
            limit = 1 + turn % 5
            serial = issue(acme, product, devices_max=limit)
            outcomes = programs.do([asks(serial, f"huella-{n}", f"key-{n}") for n in range(CROWD)])
            assert sum(isinstance(one, Answer) for one in outcomes) == limit
            assert sum(isinstance(one, SeatsFull) for one in outcomes) == CROWD - limit
            # Whoever was refused left nothing.
            assert serial.devices.count() == serial.devices.active().count() == limit
            assert Activation.objects.filter(serial=serial).count() == limit
            assert Event.objects.filter(kind="device.installed").count() == Device.objects.count()


def test_f3_one_computer_64_times_at_once_takes_one_seat(acme: Account, product: Product) -> None:
    with crowd(CROWD) as programs:
        for turn in range(ROUNDS):
            serial = issue(acme, product, devices_max=2)
            names = ["huella-abc", "HUELLA-ABC", " Huella-Abc "]
            # By turns one call repeated, and calls of their own.
            same_key = turn % 2 == 0
            calls = [asks(serial, names[n % 3], f"key-{n}") for n in range(CROWD)]
            if same_key:
                calls = calls[:1] * CROWD
            outcomes: list[Any] = programs.do(calls)
            assert {type(one) for one in outcomes} == {Answer}
            assert serial.devices.count() == 1
            alive = {one.credential for one in outcomes if device_of(one.credential)}
            assert len(alive) == 1
            if same_key:
                assert len(set(outcomes)) == 1


def test_f3_known_and_new_computers_mixed_never_pass_the_seats(
    acme: Account, product: Product
) -> None:
    with crowd(CROWD) as programs:
        for _turn in range(ROUNDS):
            serial = issue(acme, product, devices_max=4)
            known = [asks(serial, f"conocida-{n}", f"antes-{n}")() for n in range(4)]
            leaving = device_of(known[0].credential)
            assert leaving
            calls = [partial(deactivate_computer, leaving, nonce=NONCE)] * 8
            calls += [asks(serial, f"conocida-{1 + n % 3}", f"otra-{n}") for n in range(28)]
            calls += [asks(serial, f"nueva-{n}", f"nueva-{n}") for n in range(28)]
            outcomes = programs.do(calls)
            assert all(isinstance(one, Answer | SeatsFull) for one in outcomes)
            # Three stayed, one left: of the new ones at most one came in.
            assert 3 <= serial.devices.active().count() <= 4
            assert serial.devices.count() <= 5
            assert DeviceChange.objects.filter(serial=serial).count() == 1
