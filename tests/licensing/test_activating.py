"""Computers off and on by people: seats, quota, reasons, and one minute to undo (F3, F4)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from time_machine import TimeMachineFixture

from eticket.accounts.models import Account, User
from eticket.events.models import Event
from eticket.lib import days
from eticket.licensing.activating import (
    ReasonMissing,
    SeatsFull,
    SerialExpired,
    TooManyChanges,
    UndoOver,
    activate_device,
    deactivate_device,
    quota_of,
    undo_change,
)
from eticket.licensing.models import Device, DeviceChange, LimitKind, Product, Serial
from tests.cast import issue

Devices = Callable[..., Device]


@pytest.fixture
def two(acme: Account, product: Product) -> Serial:
    """Acme's serial for two computers."""
    return issue(acme, product, devices_max=2)


@pytest.fixture
def device(two: Serial) -> Devices:
    """Makes a computer of ``two``, active unless told otherwise."""

    def make(name: str, **fields: object) -> Device:
        return Device.objects.create(serial=two, name=name, fingerprint=name, **fields)

    return make


def active(serial: Serial) -> set[str]:
    return set(serial.devices.active().values_list("name", flat=True))


def test_a_seat_changes_hands_and_the_record_says_who_and_why(
    two: Serial, device: Devices, ana: User
) -> None:
    device("A")
    old, new = device("B"), device("C", deactivated_at=timezone.now())
    with pytest.raises(SeatsFull):
        activate_device(new, by=ana)
    deactivate_device(old, by=ana, reason=" Equipo robado ")
    activate_device(new, by=ana)
    assert active(two) == {"A", "C"}
    old.refresh_from_db()
    assert (old.deactivated_by, old.deactivation_reason) == (ana, "Equipo robado")
    told = [(one.kind, one.actor, one.data["reason"]) for one in Event.objects.filter(actor=ana)]
    assert told == [("device.deactivated", ana, "Equipo robado"), ("device.activated", ana, "")]


def test_c127_a_lowered_limit_switches_nothing_off_and_lets_nothing_on(
    two: Serial, device: Devices, ana: User
) -> None:
    first, second, third = device("A"), device("B"), device("C", deactivated_at=timezone.now())
    Serial.objects.filter(pk=two.pk).update(devices_max=1)
    assert active(two) == {"A", "B"}
    deactivate_device(first, by=ana, reason="Sobra")
    with pytest.raises(SeatsFull):
        activate_device(third, by=ana)
    deactivate_device(second, by=ana, reason="Sobra")
    # The quota went down with the limit.
    with pytest.raises(TooManyChanges):
        activate_device(third, by=ana)
    assert active(two) == set()


def test_a_reason_is_needed_to_switch_off_and_from_staff_always(
    two: Serial, device: Devices, ana: User, dario: User
) -> None:
    one = device("A")
    for by in (ana, dario):
        with pytest.raises(ReasonMissing):
            deactivate_device(one, by=by, reason="  ")
    deactivate_device(one, by=ana, reason="Formateo")
    with pytest.raises(ReasonMissing):
        activate_device(one, by=dario)
    activate_device(one, by=ana)
    assert active(two) == {"A"}


def test_an_expired_serial_frees_seats_and_gives_none(
    two: Serial, device: Devices, ana: User, dario: User
) -> None:
    one, other = device("A"), device("B", deactivated_at=timezone.now())
    Serial.objects.filter(pk=two.pk).update(valid_until=days.today() - timedelta(days=1))
    for by in (ana, dario):
        with pytest.raises(SerialExpired):
            activate_device(other, by=by, reason="Urge")
    deactivate_device(one, by=ana, reason="Ya no se usa")
    Serial.objects.filter(pk=two.pk).update(valid_until=days.today())
    activate_device(other, by=ana)
    assert active(two) == {"B"}


def test_twice_two_changes_in_thirty_days_and_the_fifth_waits(
    two: Serial, device: Devices, ana: User, time_machine: TimeMachineFixture
) -> None:
    time_machine.move_to("2026-10-13T18:00:00Z", tick=False)
    Serial.objects.filter(pk=two.pk).update(valid_until=days.today() + timedelta(days=90))
    one = device("A")
    for _ in range(2):
        deactivate_device(one, by=ana, reason="Prueba")
        activate_device(one, by=ana)
    quota = quota_of(two)
    assert quota
    assert (quota.left, quota.limit, f"{quota.until:%d/%m/%Y}") == (0, 4, "12/11/2026")
    time_machine.move_to("2026-11-13T05:30:00Z", tick=False)  # still the 12th in Mexico City
    with pytest.raises(TooManyChanges, match="13/11/2026"):
        deactivate_device(one, by=ana, reason="Prueba")
    assert active(two) == {"A"}
    time_machine.move_to("2026-11-13T06:30:00Z", tick=False)
    deactivate_device(one, by=ana, reason="Prueba")


def test_staff_passes_over_the_quota_but_not_over_the_seats(
    two: Serial, device: Devices, ana: User, dario: User
) -> None:
    one, other = device("A"), device("B")
    for _ in range(2):
        deactivate_device(one, by=ana, reason="Prueba")
        activate_device(one, by=ana)
    deactivate_device(one, by=dario, reason="Lo pidió por teléfono")
    assert Event.objects.latest("id").data["over_quota"] is True
    quota = quota_of(two)
    assert quota
    assert quota.made == 4
    device("C")
    with pytest.raises(SeatsFull):
        activate_device(one, by=dario, reason="Lo pidió por teléfono")
    assert active(two) == {other.name, "C"}


def test_unlimited_computers_have_no_quota(two: Serial, device: Devices, ana: User) -> None:
    Serial.objects.filter(pk=two.pk).update(devices_kind=LimitKind.UNLIMITED, devices_max=None)
    one = device("A")
    for _ in range(5):
        deactivate_device(one, by=ana, reason="Prueba")
        activate_device(one, by=ana)
    two.refresh_from_db()
    assert quota_of(two) is None


def test_what_is_so_already_is_no_change(two: Serial, device: Devices, ana: User) -> None:
    one = device("A")
    assert activate_device(one, by=ana) is None
    assert deactivate_device(one, by=ana, reason="Formateo")
    assert deactivate_device(one, by=ana, reason="Formateo") is None
    assert DeviceChange.objects.count() == 1


def test_undone_within_a_minute_all_is_as_it_was_and_nothing_counts(
    two: Serial, device: Devices, ana: User, bruno: User
) -> None:
    before = timezone.now() - timedelta(days=40)
    one = device("A", activated_at=before)
    other = device("B", deactivated_at=before, deactivated_by=bruno, deactivation_reason="Robo")
    for made in (deactivate_device(one, by=ana, reason="Error"), activate_device(other, by=ana)):
        assert made
        undo_change(made, by=ana)
        assert undo_change(made, by=ana).undone_at
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.activated_at, one.deactivated_at, one.deactivation_reason) == (before, None, "")
    assert (other.deactivated_at, other.deactivated_by) == (before, bruno)
    assert other.deactivation_reason == "Robo"
    quota = quota_of(two)
    assert quota
    assert quota.made == 0
    assert Event.objects.filter(kind="device.change_undone").count() == 2


def test_undo_is_over_after_a_minute_after_a_use_and_for_others(
    two: Serial, device: Devices, ana: User, adela: User, time_machine: TimeMachineFixture
) -> None:
    one = device("A")
    off = deactivate_device(one, by=ana, reason="Error")
    assert off
    with pytest.raises(UndoOver):
        undo_change(off, by=adela)
    time_machine.move_to(timezone.now() + timedelta(seconds=61))
    with pytest.raises(UndoOver):
        undo_change(off, by=ana)
    on = activate_device(one, by=ana)
    assert on
    Device.objects.filter(pk=one.pk).update(last_seen_at=timezone.now() + timedelta(seconds=1))
    with pytest.raises(UndoOver):
        undo_change(on, by=ana)
    with pytest.raises(UndoOver):
        undo_change(off, by=ana)
    assert active(two) == {"A"}


def test_undo_takes_no_seat_that_is_taken_and_has_an_end(
    two: Serial, device: Devices, ana: User
) -> None:
    one = device("A")
    device("B")
    off = deactivate_device(one, by=ana, reason="Error")
    assert off
    third = device("C")
    with pytest.raises(SeatsFull):
        undo_change(off, by=ana)
    third.delete()
    undo_change(off, by=ana)
    for _ in range(3):
        off = deactivate_device(one, by=ana, reason="Error")
        assert off
        undo_change(off, by=ana)
    off = deactivate_device(one, by=ana, reason="Error")
    assert off
    with pytest.raises(UndoOver):
        undo_change(off, by=ana)
