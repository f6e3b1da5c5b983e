"""The run that counts: everything in one transaction, or chunk by chunk without the wrong rows."""

import io
from collections.abc import Callable, Iterator
from copy import deepcopy
from itertools import islice

from django.db import IntegrityError, OperationalError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from eticket.events.recording import record
from eticket.lib.csvs import rows_to_csv
from eticket.licensing.importing import files
from eticket.licensing.importing.checking import CHUNK, PLANS, Report, unpacked, write_errors
from eticket.licensing.importing.claiming import Lost, end, hold, step
from eticket.licensing.importing.columns import KINDS
from eticket.licensing.importing.models import Import
from eticket.licensing.importing.plans import REFUSED, Choices, Decision, Row

TRIES = 3


class FactsChanged(Exception):
    """Since the trial run something changed that would refuse a row."""


def apply(job: Import) -> Iterator[int]:
    """Apply a confirmed job; yields the rows done. Raises FactsChanged, Lost."""
    if job.skips_errors:
        for chunk in _chunks(job):
            _again(lambda chunk=chunk: _apply_chunk(job, chunk))  # type: ignore[misc]
            yield job.rows_done
        with transaction.atomic():
            _finish(job, Report(KINDS[job.kind], job.counts, job.problems, job.changes))
    else:
        _again(lambda: _apply_whole(job))
        yield job.rows_total
    files.forget_source(job.token)


def _apply_whole(job: Import) -> None:
    """All or nothing: a worker that dies, or one refused row, leaves no trace."""
    report, done = Report(KINDS[job.kind]), 0
    with step(job):
        for chunk in _chunks(job):
            decisions = _do(job, chunk)
            if any(one.outcome == REFUSED for one in decisions):
                raise FactsChanged
            report.add(decisions)
            done += len(chunk)
            files.say_progress(job.token, done)
        _finish(job, report)


def _apply_chunk(job: Import, chunk: list[Row]) -> None:
    """One step of an import that skips errors; where it stands is written with its rows."""
    kind = KINDS[job.kind]
    begins = not job.rows_done
    report = Report(kind) if begins else Report(kind, *_copies(job))
    with step(job):
        decisions = _do(job, chunk)
        report.add(decisions)
        size = _add_errors(job, decisions, begins)
        stands = {
            "counts": report.counts,
            "problems": report.problems,
            "changes": report.changes,
            "rows_done": job.rows_done + len(chunk),
            "errors_size": size,
        }
        hold(job, **stands)
    for name, value in stands.items():
        setattr(job, name, value)


def _do(job: Import, chunk: list[Row]) -> list[Decision]:
    by = job.applied_by
    if by is None:
        raise Lost
    plan = PLANS[job.kind](chunk, Choices(frozenset(job.accepted), is_trial=False))
    plan.write(by)
    return plan.decisions


def _chunks(job: Import) -> Iterator[list[Row]]:
    """The checked rows that are not done yet."""
    kind = KINDS[job.kind]
    path = files.folder_of(job.token) / files.ROWS
    with path.open(encoding="utf-8", newline="\n") as spool:
        lines = islice(spool, job.rows_done, None)
        while chunk := [unpacked(kind, line) for line in islice(lines, CHUNK)]:
            yield chunk


def _copies(job: Import) -> tuple[dict[str, int], list[list[str]], list[list[str]]]:
    return deepcopy(job.counts), deepcopy(job.problems), deepcopy(job.changes)


def _add_errors(job: Import, decisions: list[Decision], begins: bool) -> int:
    """Write wrong rows behind those of the rows done, over what a dead worker left; the size."""
    text = io.StringIO()
    if begins:
        text.writelines(rows_to_csv([[*job.headers, _("Error")]]))
    write_errors(text, KINDS[job.kind], len(job.headers), decisions)
    with (files.folder_of(job.token) / files.ERRORS).open("r+b") as out:
        out.truncate(0 if begins else job.errors_size)
        out.seek(0, io.SEEK_END)
        out.write(text.getvalue().encode())
        return out.tell()


def _finish(job: Import, report: Report) -> None:
    now = timezone.now()
    done = {
        "counts": report.counts,
        "problems": report.problems,
        "changes": report.changes,
        "rows_done": job.rows_total,
        "finished_at": now,
    }
    if not end(job, Import.State.DONE, **done):
        raise Lost
    numbers = {name: report.counts.get(name, 0) for name in ("made", "changed", "left", "refused")}
    said = {"file": job.file_name, "sha256": job.sha256, "of": job.kind, **numbers}
    record("import.applied", job, by=job.applied_by, accepted=job.accepted, **said)


def _again(act: Callable[[], None]) -> None:
    """Once more for a step that met somebody else's write; what they wrote is then seen."""
    for left in reversed(range(TRIES)):
        try:
            return act()
        except IntegrityError:
            if not left:
                raise FactsChanged from None
        except OperationalError:
            if not left:
                raise
