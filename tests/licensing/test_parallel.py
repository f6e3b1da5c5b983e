"""Seats and quota when everybody comes at once (F3, C126), on both databases."""

from functools import partial
from typing import Any

import pytest
from django.utils import timezone

from eticket.accounts.models import Account, User
from eticket.events.models import Event
from eticket.licensing.activating import (
    SeatsFull,
    TooManyChanges,
    activate_device,
    deactivate_device,
)
from eticket.licensing.models import Device, DeviceChange, Product, Serial
from tests.cast import issue
from tests.crowd import crowd

pytestmark = [pytest.mark.crowd, pytest.mark.django_db(transaction=True)]

CROWD, ROUNDS = 64, 20


def kinds(outcomes: list[Any]) -> dict[type, int]:
    return {kind: sum(type(one) is kind for one in outcomes) for kind in set(map(type, outcomes))}


def computers(serial: Serial, number: int, **fields: Any) -> list[Device]:
    return Device.objects.bulk_create(
        Device(serial=serial, name=f"PC-{n}", fingerprint=str(n), **fields) for n in range(number)
    )


def test_f3_c126_64_computers_at_once_take_the_seats_there_are(
    acme: Account, ana: User, dario: User, product: Product
) -> None:
    with crowd(CROWD) as people:
        for turn in range(ROUNDS):
            limit = 1 + turn % 5
            serial = issue(acme, product, devices_max=limit)
            devices = computers(serial, CROWD, deactivated_at=timezone.now())
            by = (ana, dario)[turn % 2]
            outcomes = people.do(
                [partial(activate_device, one, by=by, reason="Vuelta") for one in devices]
            )
            assert kinds(outcomes) == {DeviceChange: limit, SeatsFull: CROWD - limit}
            assert serial.devices.active().count() == limit
            events = Event.objects.filter(
                subject_kind="device", subject_id__in=[d.pk for d in devices]
            )
            assert events.count() == limit


def test_f3_the_same_computer_64_times_at_once_takes_one_seat(
    acme: Account, ana: User, product: Product
) -> None:
    serial = issue(acme, product, devices_max=3)
    [device] = computers(serial, 1, deactivated_at=timezone.now())
    with crowd(CROWD) as people:
        outcomes = people.do([partial(activate_device, device, by=ana)] * CROWD)
    assert kinds(outcomes) == {DeviceChange: 1, type(None): CROWD - 1}
    assert DeviceChange.objects.count() == serial.devices.active().count() == 1


def test_f4_the_quota_holds_when_64_switch_off_at_once(
    acme: Account, ana: User, product: Product
) -> None:
    with crowd(CROWD) as people:
        for turn in range(ROUNDS):
            seats = 1 + turn % 4
            serial = issue(acme, product, devices_max=seats)
            devices = computers(serial, CROWD)
            outcomes = people.do(
                [partial(deactivate_device, one, by=ana, reason="Vuelta") for one in devices]
            )
            assert kinds(outcomes) == {DeviceChange: 2 * seats, TooManyChanges: CROWD - 2 * seats}
            assert serial.devices.active().count() == CROWD - 2 * seats
