"""C076: a licence is valid through its last day in Mexico City, everywhere and at any hour.

The server runs in UTC, where 18:05 in Mexico City is the next day's 00:05; a reader in Tijuana or
Cancún lives an hour away, and nothing moves for them.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from eticket.accounts.models import Account, User
from eticket.lib import days
from eticket.licensing import activating, leasing
from eticket.licensing.certifying import NothingValid, issue_certificate
from eticket.licensing.models import Device, Product, Serial
from eticket.tickets import opening
from tests.cast import issue

Enter = Callable[[User], Client]
Maker = Callable[..., Any]
LAST = date(2026, 6, 30)
# On the last day, and after it: (hour in Mexico City, whether it is still valid).
HOURS = [
    ("2026-06-30 00:01:00", True),
    ("2026-06-30 12:00:00", True),
    ("2026-06-30 18:05:00", True),
    ("2026-06-30 23:30:00", True),
    ("2026-06-30 23:59:59", True),
    ("2026-07-01 00:00:00", False),
    ("2026-07-01 00:01:00", False),
]
ZONES = ["America/Mexico_City", "America/Tijuana", "America/Cancun", "UTC"]


def in_mexico(hour: str) -> datetime:
    return datetime.fromisoformat(hour).replace(tzinfo=days.MEXICO)


@pytest.fixture(params=ZONES)
def reader(request: pytest.FixtureRequest) -> Iterator[str]:
    with timezone.override(ZoneInfo(request.param)):
        yield request.param


@pytest.fixture
def ending(acme: Account, product: Product) -> Serial:
    serial = issue(acme, product, devices_max=3)
    serial.policies.update(registered_on=date(2025, 6, 30), valid_until=LAST)
    Serial.objects.filter(pk=serial.pk).update(valid_until=LAST)
    off = datetime(2026, 1, 1, tzinfo=UTC)
    Device.objects.create(serial=serial, name="PC", fingerprint="aa", deactivated_at=off)
    serial.refresh_from_db()
    return serial


@pytest.mark.parametrize(("hour", "valid"), HOURS)
def test_c076_lists_pages_and_the_form_agree(
    hour: str, valid: bool, reader: str, ana: User, ending: Serial, enter: Enter,
    time_machine: Any,
) -> None:  # fmt: skip
    time_machine.move_to(in_mexico(hour), tick=False)
    client = enter(ana)
    word = "Por vencer" if valid else "Vencida"
    state = "por-vencer" if valid else "vencidas"
    row = client.get("/series/").context["rows"][0]
    assert (row["days"], row["valid_until"]) == (0 if valid else -1, "30/06/2026")
    assert word in row["status"]
    assert len(client.get(f"/series/?estado={state}").context["rows"]) == 1
    for page in (f"/series/{ending.number}/", f"/polizas/{ending.number}/"):
        text = client.get(page).content.decode()
        assert ("Vence hoy" if valid else "Venció ayer") in text
        assert word in text
    chosen = client.get("/tickets/generar/").context["rows"][0]
    assert chosen["expired"] is not valid
    form = client.get(f"/tickets/generar/soporte/{ending.number}/").content.decode()
    assert ('name="subject"' in form) is valid
    assert ("venció el 30/06/2026" in form) is not valid


@pytest.mark.usefixtures("signing_keys")
@pytest.mark.parametrize(("hour", "valid"), HOURS)
def test_c076_the_deeds_of_people_and_programs_agree(
    hour: str, valid: bool, reader: str, ana: User, acme: Account, ending: Serial,
    new_ticket: Maker, time_machine: Any,
) -> None:  # fmt: skip
    time_machine.move_to(in_mexico(hour), tick=False)
    computer = leasing.Computer("bb22cc33", "OTRA")
    nonce = "nonce-0123456789abcdef"
    deeds: list[tuple[Callable[[], object], type[Exception]]] = [
        (
            lambda: activating.activate_device(ending.devices.get(name="PC"), by=ana),
            activating.SerialExpired,
        ),
        (
            lambda: leasing.activate_computer(ending, computer, key="una", nonce=nonce),
            activating.SerialExpired,
        ),
        (
            lambda: opening.open_ticket(acme, new_ticket(serial=ending), by=ana),
            opening.SerialExpired,
        ),
        (lambda: issue_certificate(acme, acme.serials.filter(pk=ending.pk), by=ana), NothingValid),
    ]
    for deed, refusal in deeds:
        if valid:
            assert deed()
        else:
            with pytest.raises(refusal):
                deed()


@pytest.mark.parametrize(
    ("hour", "told"),
    [
        ("2026-06-30 18:05:00", "30/06/2026"),
        ("2026-06-30 23:30:00", "30/06/2026"),
        ("2026-07-01 00:00:00", "01/07/2026"),
    ],
)
def test_c076_the_csv_tells_days_of_mexico_city(
    hour: str, told: str, reader: str, ana: User, ending: Serial, enter: Enter
) -> None:
    ending.devices.update(activated_at=in_mexico(hour), deactivated_at=None)
    answer: Any = enter(ana).get(f"/series/{ending.number}/equipos.csv")
    assert b"".join(answer.streaming_content).decode().count(told) == 1
