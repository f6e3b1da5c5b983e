from collections.abc import Callable
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from eticket.accounts.models import Membership, User
from eticket.events.models import Event
from eticket.events.redacting import redacting
from eticket.licensing.models import Device, Serial
from eticket.notifications.dispatching import dispatch_events
from eticket.notifications.models import Delivery, State
from eticket.tickets.attaching import path_on_disk, store
from eticket.tickets.models import Attachment, Ticket
from eticket.tickets.replying import reply_as_customer
from tests.cast import a_file


def findings() -> list[str]:
    out = StringIO()
    try:
        call_command("doctor", stdout=out)
    except CommandError:
        return out.getvalue().splitlines()
    assert out.getvalue() == "clean\n"
    return []


@pytest.fixture(autouse=True)
def _sound(ticket: Ticket, ana: User) -> None:
    """Ana's ticket with a file, told to everybody; nothing is wrong yet."""
    reply_as_customer(ticket, by=ana, body="Vea.", files=[store(a_file())])
    dispatch_events()
    assert findings() == []


def forget_a_file(ticket: Ticket, serial: Serial) -> None:
    path_on_disk(Attachment.objects.get().path).unlink()


def change_a_file(ticket: Ticket, serial: Serial) -> None:
    path_on_disk(Attachment.objects.get().path).write_bytes(b"otra cosa")


def hold_anothers_key(ticket: Ticket, serial: Serial) -> None:
    Ticket.objects.update(open_key="1:1:otro@acme.example")


def take_too_many_seats(ticket: Ticket, serial: Serial) -> None:
    for number in range(2):
        Device.objects.create(serial=serial, name=f"PC{number}", fingerprint=str(number))


def lower_the_limit(ticket: Ticket, serial: Serial) -> None:
    Serial.objects.filter(pk=serial.pk).update(max_open_tickets=0)


def disable_everybody(ticket: Ticket, serial: Serial) -> None:
    Membership.objects.update(disabled_at=timezone.now())


def stop_the_worker(ticket: Ticket, serial: Serial) -> None:
    with redacting("an old event", by=None):
        Event.objects.update(is_pending=True, happened_at=timezone.now() - timedelta(minutes=6))


def refuse_a_mail(ticket: Ticket, serial: Serial) -> None:
    Delivery.objects.filter(template="ticket_opened").update(
        state=State.FAILED, error="550 no such user"
    )


@pytest.mark.parametrize(
    ("fault", "finding"),
    [
        (forget_a_file, "missing"),
        (change_a_file, "changed"),
        (hold_anothers_key, "key of another"),
        (take_too_many_seats, "2 active devices, 1 seats"),
        (lower_the_limit, "1 open tickets, 0 allowed"),
        (disable_everybody, "nobody is left who runs it"),
        (stop_the_worker, "does the worker run?"),
        (refuse_a_mail, "550 no such user"),
    ],
)
def test_a_planted_fault_is_found(
    ticket: Ticket,
    serial: Serial,
    fault: Callable[[Ticket, Serial], None],
    finding: str,
) -> None:
    fault(ticket, serial)
    [found] = findings()
    assert finding in found


@pytest.mark.parametrize(
    ("status", "closed", "constraint"),
    [("closed", False, "ticket_closed_has_date"), ("open", True, "ticket_open_has_no_date")],
)
def test_a_state_that_its_closing_date_contradicts_is_found_even_if_the_database_let_it_in(
    ticket: Ticket, status: str, closed: bool, constraint: str
) -> None:
    sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        cursor.execute(
            "PRAGMA ignore_check_constraints = ON"
            if sqlite
            else "SET CONSTRAINTS ALL IMMEDIATE;"
            f"ALTER TABLE tickets_ticket DROP CONSTRAINT {constraint}"
        )
        try:
            closed_at = timezone.now() if closed else None
            Ticket.objects.update(status=status, closed_at=closed_at, open_key=None)
            [found] = findings()
        finally:
            if sqlite:
                cursor.execute("PRAGMA ignore_check_constraints = OFF")
    assert f"{status}, which its closing date contradicts" in found
