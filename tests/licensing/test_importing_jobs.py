"""Imports from the upload to the end: whole or without the wrong rows, whatever happens between."""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from eticket.accounts.entering import change_account
from eticket.accounts.models import Account, User
from eticket.events.models import Event
from eticket.licensing.importing import applying, files, jobs
from eticket.licensing.importing.claiming import claim
from eticket.licensing.importing.models import Import
from eticket.licensing.importing.plans import AccountPlan
from eticket.licensing.importing.reading import FileRefused
from eticket.licensing.models import Policy, Product, Serial
from eticket.ops.working import Worker
from tests.crowd import crowd
from tests.licensing.importing import (
    SERIAL_HEADERS,
    applied,
    checked,
    confirmed,
    lines,
    numbers,
    serial_rows,
    table,
    worked,
)

HEADERS = ["RFC", "Nombre"]


def account_rows(count: int, word: str = "Empresa") -> list[list[str]]:
    return [[f"ABC{place:02}0101AB{place % 10}", f"{word} {place}"] for place in range(10, count)]


def test_the_file_the_person_and_the_moment_are_recorded_once_an_import(elena: User) -> None:
    content = table(HEADERS, *account_rows(30))
    job = applied(content, elena)
    assert job.sha256 == hashlib.sha256(content).hexdigest()
    events = Event.objects.about(job).order_by("id")
    assert [event.kind for event in events] == ["import.uploaded", "import.applied"]
    last = events[1]
    assert (last.actor, last.data["made"], last.data["sha256"]) == (elena, 20, job.sha256)
    # One event an import, not one a row.
    assert Event.objects.count() == 2
    assert sorted(path.name for path in files.folder_of(job.token).iterdir()) == [
        "errors.csv",
        "report.csv",
    ]


def test_with_a_wrong_row_nothing_is_imported_unless_it_is_skipped(elena: User) -> None:
    job = checked(table(HEADERS, *account_rows(12), ["nada", "Mal, S.A."]), elena)
    with pytest.raises(jobs.ErrorsLeft):
        jobs.confirm_import(job, by=elena, skips_errors=False, accepted=[])
    assert not Account.objects.exists()
    done = confirmed(job, elena, skips=True)
    assert (done.state, numbers(done)) == ("done", {"made": 2, "refused": 1})


def test_wrong_rows_come_back_with_their_reasons_to_mend_and_load_again(elena: User) -> None:
    headers = [*HEADERS, "Notas"]
    rows = [["nada", "Mal, S.A.", "=1+1"], ["ABC100101AB0", "", "Ñ"]]
    job = checked(table(headers, *rows), elena)
    found = lines(job)
    assert found[0] == [*headers, "Error"]
    assert found[1][:3] == ["nada", "Mal, S.A.", "'=1+1"]
    assert found[1][3].startswith("RFC: El RFC tiene 12 caracteres")
    assert found[2][3] == "Nombre o razón social: Falta este dato."
    mended = (files.folder_of(job.token) / files.ERRORS).read_text("utf-8")
    mended = mended.replace("nada", "ABC110101AB1").replace("AB0,,", "AB0,Bien,")
    assert numbers(applied(mended.encode(), elena)) == {"made": 2}


def test_the_report_tells_row_by_row_and_column_by_column(acme: Account, elena: User) -> None:
    job = checked(
        table(HEADERS, [acme.rfc, "Acme Nueva"], ["ABC100101AB0", "Otra"], ["x", "y"]), elena
    )
    found = lines(job, files.REPORT)
    assert [row[:4] for row in found[1:]] == [
        ["2", "Cambia", acme.rfc, "Nombre o razón social"],
        ["3", "Nuevo", "ABC100101AB0", ""],
        ["4", "Con error", "", "RFC"],
    ]


def test_other_columns_than_the_headers_say_can_be_chosen(elena: User) -> None:
    job = checked(table(["Clave", "Cosa", "RFC"], ["ABC100101AB0", "Uno", "x"]), elena, "accounts")
    assert "Falta decir qué columna es: Nombre" in job.failure
    with pytest.raises(jobs.ImportNotReady):
        jobs.confirm_import(job, by=elena, skips_errors=True, accepted=[])
    jobs.map_columns(job, kind="accounts", mapping={"rfc": 0, "name": 1})
    job.refresh_from_db()
    job = worked(job)
    assert (job.failure, numbers(job)) == ("", {"made": 1})


def test_a_file_of_no_kind_or_none_at_all_is_refused_in_words(elena: User) -> None:
    job = checked(table(["a", "b"], ["1", "2"]), elena)
    assert (job.state, "encabezados no dicen" in job.failure) == ("failed", True)
    assert not (files.folder_of(job.token) / files.SOURCE).exists()
    for content, said in (([b""], "vacío"), ([b"x" * 2**20] * 26, "más de 25 MB")):
        with pytest.raises(FileRefused, match=said):
            jobs.start_import(content, name="a.csv", by=elena)


def test_what_changed_since_the_check_is_shown_again_before_anything_is_done(
    acme: Account, product: Product, elena: User
) -> None:
    job = checked(table(SERIAL_HEADERS, *serial_rows(3)), elena)
    # Meanwhile another file brings one of them for somebody else.
    other = Account.objects.create(rfc="OTR010203AB2", name="Otra")
    applied(table(SERIAL_HEADERS, serial_rows(2, other.rfc)[1]), elena)
    job = confirmed(job, elena)
    assert (job.state, Serial.objects.count()) == ("checking", 1)
    assert worked(job).counts == {"made": 2, "refused": 1, "conflicts": {"moved": 1}}


@pytest.mark.parametrize("skips", [False, True])
def test_a_worker_that_dies_leaves_nothing_half_done(
    elena: User, skips: bool, monkeypatch: Any, time_machine: Any
) -> None:
    monkeypatch.setattr(applying, "CHUNK", 5)
    job = checked(table(HEADERS, *account_rows(30), ["nada", "Mal"]), elena)
    if not skips:
        job = checked(table(HEADERS, *account_rows(30)), elena)
    jobs.confirm_import(job, by=elena, skips_errors=skips, accepted=[])
    write, left = AccountPlan.write, [2]

    def dying(plan: AccountPlan, by: User) -> None:
        write(plan, by)
        left[0] -= 1
        if left[0] < 0:
            raise KeyboardInterrupt

    monkeypatch.setattr(AccountPlan, "write", dying)
    claimed = claim()
    assert claimed
    with pytest.raises(KeyboardInterrupt):
        list(jobs.steps_of(claimed))
    assert Account.objects.count() == (10 if skips else 0)
    monkeypatch.setattr(AccountPlan, "write", write)
    # Nobody takes it from a living worker; a minute later that one is gone.
    assert claim() is None
    time_machine.move_to(timezone.now() + timedelta(seconds=61))
    job.refresh_from_db()
    done = worked(job)
    assert (done.state, Account.objects.count()) == ("done", 20)
    # Each row counted once, each wrong row written once.
    assert numbers(done) == {"made": 20, "refused": 1} if skips else {"made": 20}
    assert len(lines(done)) == (2 if skips else 1)


def test_a_worker_that_lost_its_job_does_no_more(elena: User, time_machine: Any) -> None:
    job = checked(table(HEADERS, *account_rows(12), ["x", "y"]), elena)
    jobs.confirm_import(job, by=elena, skips_errors=True, accepted=[])
    slow = claim()
    assert slow
    time_machine.move_to(timezone.now() + timedelta(seconds=61))
    job.refresh_from_db()
    worked(job)
    assert list(jobs.steps_of(slow)) == []
    assert Event.objects.filter(kind="import.applied").count() == 1


def test_cancelled_it_stops_and_keeps_what_is_in(elena: User, monkeypatch: Any) -> None:
    monkeypatch.setattr(applying, "CHUNK", 5)
    job = checked(table(HEADERS, *account_rows(30), ["x", "y"]), elena)
    jobs.confirm_import(job, by=elena, skips_errors=True, accepted=[])
    claimed = claim()
    assert claimed
    steps = jobs.steps_of(claimed)
    next(steps)
    jobs.cancel_import(job, by=elena)
    assert list(steps) == []
    job.refresh_from_db()
    assert (job.state, job.rows_done, Account.objects.count()) == ("cancelled", 5, 5)
    with pytest.raises(jobs.ImportOver):
        jobs.cancel_import(job, by=elena)


def test_the_worker_does_it_a_second_at_a_time(elena: User, monkeypatch: Any) -> None:
    monkeypatch.setattr(jobs, "SLICE_SECONDS", -1)
    jobs.start_import([table(HEADERS, *account_rows(30))], name="a.csv", by=elena)
    worker = Worker()
    assert worker.importing.work() == 1
    assert worker.importing.steps is not None
    while worker.importing.work():
        pass
    assert Import.objects.get().state == "checked"


def test_files_and_what_they_said_are_forgotten_after_a_week(
    elena: User, time_machine: Any, settings: Any, tmp_path: Path
) -> None:
    # In a folder of its own: the tests beside this one keep files, too.
    settings.DATA_DIR = tmp_path
    job = checked(table(HEADERS, ["x", "Ñandú"]), elena)
    orphan = files.folder_of("0" * 32)
    orphan.mkdir()
    jobs.sweep()
    assert files.folder_of(job.token).exists()
    assert orphan.exists()
    time_machine.move_to(timezone.now() + timedelta(days=8))
    jobs.sweep()
    job.refresh_from_db()
    assert (job.state, job.problems, files.folder_of(job.token).exists()) == (
        "cancelled",
        [],
        False,
    )
    assert not orphan.exists()
    # The record stays.
    assert job.sha256


@pytest.mark.crowd
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("skips", [False, True])
def test_c011_two_imports_of_the_same_serials_at_once_make_each_once(
    acme: Account, product: Product, elena: User, skips: bool
) -> None:
    rows = serial_rows(1200)
    lower = [[*row[:2], "{" + row[2].lower() + "}", *row[3:]] for row in rows]
    pair = [checked(table(SERIAL_HEADERS, *some), elena) for some in (rows, lower[::-1])]
    for job in pair:
        jobs.confirm_import(job, by=elena, skips_errors=skips, accepted=[])
        job.refresh_from_db()
    with crowd(2) as people:
        people.do([partial(worked, job) for job in pair])
    for job in pair:
        job.refresh_from_db()
    assert [job.state for job in pair] == ["done", "done"]
    assert (Serial.objects.count(), Policy.objects.count()) == (1200, 1200)
    made = [job.counts.get("made", 0) for job in pair]
    left = [job.counts.get("left", 0) for job in pair]
    assert (sum(made), sum(left)) == (1200, 1200)


@pytest.mark.crowd
@pytest.mark.django_db(transaction=True)
def test_staff_edit_while_an_import_runs(elena: User) -> None:
    rows = account_rows(100)
    applied(table(HEADERS, *rows), elena)
    job = checked(table([*HEADERS, "Teléfono"], *([*row, "55 1234 5678"] for row in rows)), elena)
    jobs.confirm_import(job, by=elena, skips_errors=True, accepted=[])
    job.refresh_from_db()
    accounts = list(Account.objects.order_by("id")[:3])
    deeds: list[Callable[[], object]] = [partial(worked, job)]
    deeds += [partial(change_account, one, by=elena, additional_users=7) for one in accounts]
    with crowd(4) as people:
        people.do(deeds)
    assert Account.objects.filter(phone="+525512345678").count() == 90
    assert Account.objects.filter(additional_users=7).count() == 3
