"""Handing out serials and renewing them (product.md, Licences 1-3)."""

from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from eticket.accounts.models import Account, User
from eticket.events.models import Event
from eticket.lib import days
from eticket.licensing.issuing import PolicyTaken, SerialTaken, issue_serial, renew_serial
from eticket.licensing.models import Product, Serial, new_serial_number, validity_of
from tests.cast import issue
from tests.crowd import crowd


def test_a_prospect_becomes_a_customer_with_the_first_serial(pablo: User, product: Product) -> None:
    account = Account.objects.get(name="Pablo Luna")
    assert not account.is_customer
    issue(account, product)
    account.refresh_from_db()
    assert account.is_customer
    assert Event.objects.filter(kind="account.became_customer").count() == 1


def test_c011_a_serial_exists_once(acme: Account, otra: Account, product: Product) -> None:
    first = issue(acme, product)
    with pytest.raises(SerialTaken):
        issue_serial(
            otra,
            product,
            by=None,
            number=first.number,
            policy_number="P-otra",
            description="eComprobante META Licencia Anual",
            registered_on=days.today(),
            valid_until=days.today() + timedelta(days=365),
        )
    assert Serial.objects.get().account == acme


def test_a_renewal_is_one_more_policy_and_the_latest_day_counts(serial: Serial) -> None:
    longer = serial.valid_until + timedelta(days=365)
    renew_serial(
        serial,
        by=None,
        policy_number="P-renovada",
        description="eComprobante META Licencia Anual - Renovación",
        registered_on=days.today(),
        valid_until=longer,
    )
    serial.refresh_from_db()
    assert (serial.policies.count(), serial.valid_until) == (2, longer)


@pytest.mark.parametrize(
    ("moment", "validity", "left"),
    [
        ("2026-06-30 06:01", "expiring", 0),  # 00:01 in Mexico City
        ("2026-06-30 18:00", "expiring", 0),
        ("2026-07-01 00:05", "expiring", 0),  # 18:05, already July in UTC
        ("2026-07-01 05:59", "expiring", 0),  # 23:59
        ("2026-07-01 06:01", "expired", -1),
        ("2026-05-31 12:00", "expiring", 30),
        ("2026-05-30 12:00", "valid", 31),
    ],
)
def test_c076_the_last_day_is_valid_to_its_end_in_mexico_city(
    moment: str, validity: str, left: int, time_machine: Any
) -> None:
    time_machine.move_to(datetime.fromisoformat(moment).replace(tzinfo=UTC), tick=False)
    assert validity_of(date(2026, 6, 30)) == validity
    assert days.days_left(date(2026, 6, 30)) == left


@pytest.mark.crowd
@pytest.mark.django_db(transaction=True)
def test_c011_one_serial_and_one_policy_handed_out_by_sixteen_at_once_exist_once(
    product: Product,
) -> None:
    accounts = [Account.objects.create(name=f"Cliente {n}") for n in range(16)]
    today = days.today()

    def hand_out(account: Account, number: str, policy: str) -> Serial:
        return issue_serial(
            account,
            product,
            by=None,
            number=number,
            policy_number=policy,
            description="eComprobante META Licencia Anual",
            registered_on=today,
            valid_until=today,
        )

    with crowd(16) as people:
        for turn in range(5):
            number = new_serial_number()
            same = [partial(hand_out, one, number, f"P-{turn}-{one.pk}") for one in accounts]
            outcomes = people.do(same)
            assert sum(isinstance(one, SerialTaken) for one in outcomes) == 15
            shared = [partial(hand_out, one, new_serial_number(), f"P-{turn}") for one in accounts]
            outcomes = people.do(shared)
            assert sum(isinstance(one, PolicyTaken) for one in outcomes) == 15
    assert Serial.objects.count() == 10


def test_c7_a_description_that_grows_when_it_is_folded_is_no_error(
    serial: Serial,
) -> None:
    policy = renew_serial(
        serial,
        by=None,
        policy_number="P-larga",
        description="ﷺ" * 120,
        registered_on=days.today(),
        valid_until=days.today(),
    )
    assert len(policy.folded) == 300
