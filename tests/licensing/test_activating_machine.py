"""F4: whatever the order of changes, renewals and transfers, seats and quota hold."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from eticket.accounts.models import Account, Role, StaffRole, User
from eticket.lib import days
from eticket.lib.errors import RuleBroken
from eticket.licensing.activating import (
    activate_device,
    deactivate_device,
    quota_of,
    undo_change,
)
from eticket.licensing.issuing import renew_serial
from eticket.licensing.leasing import Computer, activate_computer
from eticket.licensing.models import Device, DeviceChange, Product, Serial
from eticket.licensing.moving import move_serial
from tests.cast import issue, member, person

PLACES = st.integers(0, 4)


class Computers(RuleBasedStateMachine):
    """Computers of one serial, in the hands of its Titular, an agent and the program itself."""

    def __init__(self) -> None:
        super().__init__()
        # All of it is rolled back in the end: events are not to be deleted.
        self.block = transaction.atomic()
        self.block.__enter__()
        account = Account.objects.create(name="Acme", customer_since=timezone.now())
        self.accounts = [
            account,
            Account.objects.create(name="Otra", customer_since=timezone.now()),
        ]
        product = Product.objects.create(name="NomiTool")
        self.serial: Serial = issue(account, product, devices_max=3)
        self.ana = member(account, "ana@acme.example", "Ana", Role.HOLDER)
        self.dario = person("dario@dsoft.example", "Dario", staff_role=StaffRole.AGENT)
        off = timezone.now() - timedelta(days=90)
        self.devices = [
            Device.objects.create(
                serial=self.serial,
                name=f"PC-{n}",
                fingerprint=str(n),
                deactivated_at=None if n < 2 else off,
            )
            for n in range(5)
        ]
        self.renewals = 0
        self.made: list[tuple[DeviceChange, User]] = []
        self.ceiling = 3

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    def do(self, deed: Any, *args: Any, by: User, **more: Any) -> None:
        try:
            change = deed(*args, by=by, **more)
        except RuleBroken:
            return
        if change and not change.undone_at:
            self.made.append((change, by))

    @rule(place=PLACES, staff=st.booleans())
    def activate(self, place: int, staff: bool) -> None:
        by = self.dario if staff else self.ana
        self.do(activate_device, self.devices[place], by=by, reason="Prueba")

    @rule(place=PLACES, staff=st.booleans())
    def deactivate(self, place: int, staff: bool) -> None:
        by = self.dario if staff else self.ana
        self.do(deactivate_device, self.devices[place], by=by, reason="Prueba")

    @precondition(lambda self: self.made)
    @rule(back=st.integers(0, 3))
    def undo(self, back: int) -> None:
        change, by = self.made[max(len(self.made) - 1 - back, 0)]
        self.do(undo_change, change, by=by)

    @rule(limit=st.integers(1, 4))
    def sell(self, limit: int) -> None:
        Serial.objects.filter(pk=self.serial.pk).update(devices_max=limit)
        self.ceiling = max(limit, self.active())

    @rule(left=st.sampled_from([-1, 0]))
    def expire(self, left: int) -> None:
        until = days.today() + timedelta(days=left)
        Serial.objects.filter(pk=self.serial.pk).update(valid_until=until)

    @rule(left=st.sampled_from([0, 90]))
    def renew(self, left: int) -> None:
        self.renewals += 1
        until = days.today() + timedelta(days=left)
        renew_serial(
            self.serial,
            by=self.dario,
            policy_number=f"R-{self.renewals}",
            description="Renovación",
            registered_on=days.today(),
            valid_until=until,
        )
        assert Serial.objects.get(pk=self.serial.pk).valid_until >= until

    @rule(place=st.integers(0, 7), key=st.integers(0, 5))
    def activate_by_program(self, place: int, key: int) -> None:
        """Known fingerprints and new ones; a key may come again."""
        computer = Computer(fingerprint=str(place), name=f"PC-{place}")
        before = self.active()
        serial = Serial.objects.get(pk=self.serial.pk)
        try:
            activate_computer(serial, computer, key=f"key-{key}", nonce="n" * 16)
        except RuleBroken:
            assert self.active() == before
        else:
            assert self.active() <= before + 1

    @rule()
    def transfer(self) -> None:
        serial = Serial.objects.get(pk=self.serial.pk)
        to = next(one for one in self.accounts if one.pk != serial.account_id)
        move_serial(serial, to, by=self.dario, reason="Escisión")
        assert self.active() == 0

    def active(self) -> int:
        return Device.objects.active().filter(serial=self.serial).count()

    @invariant()
    def seats_hold(self) -> None:
        now = self.active()
        assert now <= self.ceiling
        self.ceiling = max(now, Serial.objects.get(pk=self.serial.pk).devices_max or 0)

    @invariant()
    def the_quota_holds(self) -> None:
        counted = DeviceChange.objects.filter(serial=self.serial, by_staff=False, undone_at=None)
        # At most what the largest limit ever sold allows.
        assert counted.count() <= 2 * 4
        quota = quota_of(Serial.objects.select_related("product").get(pk=self.serial.pk))
        assert quota
        assert quota.made == counted.count()

    @invariant()
    def a_computer_is_one_row(self) -> None:
        prints = list(
            Device.objects.filter(serial=self.serial).values_list("fingerprint", flat=True)
        )
        assert len(prints) == len(set(prints))

    @invariant()
    def no_computer_comes_along_with_its_serial(self) -> None:
        moved = Serial.objects.get(pk=self.serial.pk).moved_at
        if moved:
            active = Device.objects.active().filter(serial=self.serial)
            assert not active.filter(activated_at__lt=moved).exists()

    @invariant()
    def each_computer_is_on_or_says_why_not(self) -> None:
        for device in Device.objects.filter(serial=self.serial):
            assert not (device.is_active and device.deactivation_reason)


@pytest.mark.django_db
@pytest.mark.usefixtures("signing_keys")
def test_f4_seats_and_quota_hold_whatever_the_order() -> None:
    run_state_machine_as_test(
        Computers,
        settings=settings(
            max_examples=15,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
