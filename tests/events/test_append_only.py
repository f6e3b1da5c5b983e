"""What was recorded stays as it was written; one recorded way past that (checklist 39, M3)."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from eticket.accounts.models import Account, User
from eticket.events.asking import asked_by
from eticket.events.models import Event, Origin, Redaction
from eticket.events.recording import record
from eticket.events.redacting import blank, forget_old_records, redacting
from eticket.tickets.models import Ticket

# These move is_pending, which is no part of what happened, or are the recorded way.
WRITERS = {"notifications/dispatching.py", "events/redacting.py"}


def test_m3_no_code_changes_or_removes_events_but_the_recorded_way() -> None:
    package = Path(__file__).parents[2] / "eticket"
    writes = re.compile(r"(?:Event\.objects|EventQuerySet|\.audit\(\))[^\n]*\.(update|delete)\(")
    found = {
        str(path.relative_to(package))
        for path in package.rglob("*.py")
        if "Event" in (text := path.read_text("utf-8"))
        and "events.models import" in text
        and writes.search(text)
    }
    assert found <= WRITERS
    opens = [p.name for p in package.rglob("*.py") if "is_open=True" in p.read_text("utf-8")]
    assert sorted(set(opens)) == ["models.py", "redacting.py"]


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "user.signed_in"}, {"subject_id": 7}, {"data": {}}, {"actor": None},
        {"account": None}, {"audited": False}, {"happened_at": timezone.now()},
    ],
    ids=lambda change: next(iter(change)),
)  # fmt: skip
def test_m3_the_database_refuses_to_change_an_event(ticket: Ticket, change: dict) -> None:  # type: ignore[type-arg]
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Event.objects.about(ticket).update(**change)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Event.objects.about(ticket).get().delete()


def test_dispatching_still_marks_what_was_told(ticket: Ticket) -> None:
    assert Event.objects.about(ticket).update(is_pending=False) == 1


def test_a_persons_data_can_be_blanked_and_that_is_recorded(ana: User, elena: User) -> None:
    with transaction.atomic(), asked_by("192.0.2.7", "Firefox/1 Windows"):
        event = record("address.proved", ana, by=None, email="ana@acme.example")
    assert event.origin.address == "192.0.2.7"
    events = Event.objects.about(ana)
    assert blank(events, lambda data: {**data, "email": ""}, reason="ARCO 12", by=elena) == 1
    event.refresh_from_db()
    assert event.data == {"email": ""}
    assert not Origin.objects.exists()
    redaction = Redaction.objects.get()
    assert (redaction.reason, redaction.by, redaction.events) == ("ARCO 12", elena, 1)
    assert not redaction.is_open


def test_a_redaction_that_fails_leaves_nothing_open(ticket: Ticket) -> None:
    with pytest.raises(ZeroDivisionError), redacting("a fault", by=None):
        raise ZeroDivisionError
    assert not Redaction.objects.exists()
    with pytest.raises(DatabaseError), transaction.atomic():
        Event.objects.about(ticket).update(data={})


def test_records_of_access_and_origins_go_when_their_time_is_over(acme: Account, ana: User) -> None:
    with transaction.atomic(), asked_by("192.0.2.7", ""):
        looked = record("user.signed_in", ana, by=ana)
        deed = record("account.changed", acme, by=ana, before={})
    assert forget_old_records() == 0
    past = timezone.now() - timedelta(days=settings.ORIGIN_DAYS, minutes=1)
    with redacting("the time passes", by=None):
        Event.objects.update(happened_at=past)
    assert forget_old_records() == 2
    assert Event.objects.filter(pk=looked.pk).exists()
    assert not Origin.objects.exists()
    with redacting("the time passes", by=None):
        Event.objects.update(happened_at=timezone.now() - timedelta(days=731))
    forget_old_records()
    assert not Event.objects.filter(pk=looked.pk).exists()
    assert Event.objects.filter(pk=deed.pk).exists()
    assert Redaction.objects.get(reason__startswith="access").events == 1


def test_the_triggers_stand_after_all_migrations(db: None) -> None:
    table = "sqlite_master WHERE type = 'trigger' AND name"
    if connection.vendor == "postgresql":
        table = "pg_trigger WHERE tgname"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table} LIKE 'events_kept_%%'")
        assert cursor.fetchone() == (2,)
