import os
import signal
import subprocess
import sys
import threading
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection
from django.utils import timezone

from eticket.accounts.models import Session, User
from eticket.notifications.models import Delivery
from eticket.ops import working
from eticket.ops.models import PeriodicRun
from eticket.ops.working import HOURLY, Worker, claim
from eticket.tickets.models import Draft, Ticket

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def mails(settings: Any, tmp_path: Path) -> Path:
    settings.EMAIL_BACKEND = "eticket.notifications.mailbox.FolderBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    return tmp_path / "mail"


def test_once_does_what_is_pending_and_ends(ticket: Ticket, dario: User, mails: Path) -> None:
    call_command("worker", "--once")
    assert len(list(mails.glob("*.eml"))) == Delivery.objects.count() == 2
    call_command("worker", "--once")
    assert len(list(mails.glob("*.eml"))) == 2


def test_periodic_work_is_done_by_one_of_several_workers_and_once_an_hour(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    for name in HOURLY:
        monkeypatch.setitem(HOURLY, name, partial(done.append, name))
    for _worker in range(3):
        Worker().work()
    assert sorted(done) == sorted(HOURLY)
    assert PeriodicRun.objects.count() == len(HOURLY)


@pytest.mark.django_db(transaction=True)
def test_of_workers_that_ask_at_once_one_may_do_the_task() -> None:
    hour = timezone.now().replace(minute=0, second=0, microsecond=0)
    answers: list[bool] = []

    def ask() -> None:
        answers.append(claim("files", hour))
        connection.close()

    threads = [threading.Thread(target=ask) for _worker in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [False] * 5 + [True]


def test_what_is_old_is_swept_and_what_is_new_is_kept(ana: User) -> None:
    now = timezone.now()
    for days in (1, 31):
        Draft.objects.create(user=ana, form=f"reply:{days}", saved_at=now - timedelta(days=days))
        PeriodicRun.objects.create(name="old", minute=now - timedelta(days=days))
    Session.objects.create(session_key="dead", expire_date=now - timedelta(hours=1))
    Session.objects.create(session_key="live", expire_date=now + timedelta(hours=1))
    Worker().work()
    assert [draft.form for draft in Draft.objects.all()] == ["reply:1"]
    assert PeriodicRun.objects.filter(name="old").count() == 1
    assert [session.session_key for session in Session.objects.all()] == ["live"]


@pytest.mark.parametrize("fault", [OperationalError("database is locked"), ValueError("a bug")])
def test_the_trouble_of_one_part_stops_neither_the_worker_nor_the_others(
    ticket: Ticket,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    fault: Exception,
) -> None:
    def fail(limit: int) -> int:
        raise fault

    slept: list[float] = []
    monkeypatch.setattr(working, "make_previews", fail)
    monkeypatch.setattr("time.sleep", slept.append)
    monkeypatch.setattr(connection, "close", lambda: None)
    with caplog.at_level("WARNING", logger=working.__name__):
        assert Worker().work() > 0
    assert PeriodicRun.objects.exists()
    assert slept == [working.TROUBLE_SECONDS]
    assert len(caplog.records) == 1


def test_it_says_what_it_did_without_saying_to_whom(
    ticket: Ticket, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("INFO", logger="eticket"):
        call_command("worker", "--once")
    assert "ticket_opened" in caplog.text
    assert "@" not in caplog.text


def test_it_stops_at_once_when_told(tmp_path: Path) -> None:
    environment = {
        **{name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
        "DATABASE_URL": f"sqlite:///{tmp_path / 'own.sqlite3'}",
        "DATA_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "eticket.settings",
        "LOG_LEVEL": "INFO",
    }
    manage = [sys.executable, str(ROOT / "manage.py")]
    subprocess.run([*manage, "migrate", "-v0"], env=environment, check=True)
    worker = subprocess.Popen(
        [*manage, "worker"], env=environment, stderr=subprocess.PIPE, text=True
    )
    assert worker.stderr
    assert "worker started" in worker.stderr.readline()
    worker.send_signal(signal.SIGTERM)
    _out, said = worker.communicate(timeout=10)
    assert worker.returncode == 0
    assert "worker stopped" in said
