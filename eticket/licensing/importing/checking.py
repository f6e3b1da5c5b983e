"""The trial run: every row read, cleaned, compared with what is there, and reported."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from typing import Any, TextIO

from django.utils.translation import gettext as _

from eticket.lib.csvs import rows_to_csv
from eticket.lib.errors import RuleBroken
from eticket.licensing.importing import cells, files
from eticket.licensing.importing.columns import KINDS, Kind, guess_kind, map_headers, missing
from eticket.licensing.importing.models import Import
from eticket.licensing.importing.plans import (
    MADE,
    REFUSED,
    AccountPlan,
    Choices,
    ContactPlan,
    Decision,
    Plan,
    ProductPlan,
    Row,
)
from eticket.licensing.importing.reading import FileRefused, Source, open_source
from eticket.licensing.importing.serial_plans import DevicePlan, PolicyPlan, SerialPlan

CHUNK = 500
SHOWN = 100
PLANS: dict[str, type[Plan]] = {
    "accounts": AccountPlan,
    "contacts": ContactPlan,
    "products": ProductPlan,
    "serials": SerialPlan,
    "policies": PolicyPlan,
    "devices": DevicePlan,
}
# How a value that JSON does not know comes back from it.
RESTORED: dict[cells.Cleaner, Callable[[str], date]] = {
    cells.day: date.fromisoformat,
    cells.past_moment: datetime.fromisoformat,
}


def check(job: Import) -> Iterator[int]:
    """Read the file and fill the job with what applying it would do; yields the rows done.

    Raises FileRefused.
    """
    source = open_source(files.folder_of(job.token) / files.SOURCE)
    table = source.table()
    kind = KINDS.get(job.kind) or guess_kind(table.headers)
    if kind is None:
        raise FileRefused(
            _("Sus encabezados no dicen qué contiene. Elíjalo al subirlo, o cámbielos.")
        )
    job.kind, job.headers, job.sheet = kind.name, table.headers, source.sheet
    job.mapping = _fitting(kind, job.mapping, len(table.headers)) or map_headers(
        kind, table.headers
    )
    job.counts, job.problems, job.changes, job.failure = {}, [], [], ""
    job.rows_total = sum(1 for _row in table.rows)
    if lacking := missing(kind, job.mapping):
        names = ", ".join(str(column.label) for column in lacking)
        job.failure = _("Falta decir qué columna es: %(names)s.") % {"names": names}
        return
    yield 0
    yield from _check_rows(job, kind, source)


def _fitting(kind: Kind, mapping: dict[str, Any], width: int) -> dict[str, int]:
    names = {column.name for column in kind.columns}
    return {
        name: place
        for name, place in mapping.items()
        if name in names and isinstance(place, int) and 0 <= place < width
    }


def _check_rows(job: Import, kind: Kind, source: Source) -> Iterator[int]:
    folder = files.folder_of(job.token)
    choices, report = Choices(), Report(kind)
    done = 0
    with ExitStack() as stack:
        spool, errors, told = (
            stack.enter_context((folder / name).open("w", encoding="utf-8", newline=""))
            for name in (files.ROWS, files.ERRORS, files.REPORT)
        )
        headers = [*job.headers, _("Error")]
        errors.writelines(rows_to_csv([headers]))
        told.writelines(rows_to_csv([_report_headers()]))
        rows = clean_rows(kind, job.mapping, job.headers, source.table().rows)
        while chunk := list(islice(rows, CHUNK)):
            spool.writelines(_packed(row) for row in chunk)
            decisions = PLANS[kind.name](chunk, choices).decisions
            report.add(decisions)
            write_errors(errors, kind, len(job.headers), decisions)
            told.writelines(_without_mark(_report_rows(kind, decisions)))
            done += len(chunk)
            yield done
    job.counts, job.problems, job.changes = report.counts, report.problems, report.changes


def clean_rows(
    kind: Kind,
    mapping: dict[str, int],
    headers: Sequence[str],
    rows: Iterable[tuple[int, list[str]]],
) -> Iterator[Row]:
    """Rows of cells as rows of values; what is wrong with each is with it."""
    columns = [(kind.column(name), place) for name, place in mapping.items()]
    seen: dict[tuple[Any, ...], int] = {}
    for number, found in rows:
        row = Row(number, found, {})
        if any(found[len(headers) :]):
            row.problems.append(("", _("Tiene más celdas que el encabezado.")))
        for column, place in columns:
            cell = found[place] if place < len(found) else ""
            if not cell:
                if column.is_required:
                    row.problems.append((column.name, _("Falta este dato.")))
                continue
            try:
                row.values[column.name] = column.clean(cell)
            except RuleBroken as refusal:
                row.problems.append((column.name, str(refusal)))
        if not row.problems:
            _refuse_repeated(kind, row, seen)
        yield row


def _refuse_repeated(kind: Kind, row: Row, seen: dict[tuple[Any, ...], int]) -> None:
    for place, names in enumerate(kind.keys):
        key = (place, *(row.values[name] for name in names))
        first = seen.setdefault(key, row.number)
        if first != row.number:
            reason = _("Ya viene en el renglón %(n)d.") % {"n": first}
            row.problems.append((names[-1], reason))


@dataclass
class Report:
    """What a run did or would do: counts, and the first rows of each sort to show."""

    kind: Kind
    counts: dict[str, Any] = field(default_factory=dict)
    problems: list[Any] = field(default_factory=list)
    changes: list[Any] = field(default_factory=list)

    def add(self, decisions: Iterable[Decision]) -> None:
        conflicts: dict[str, int] = self.counts.setdefault("conflicts", {})
        for one in decisions:
            self.counts[one.outcome] = self.counts.get(one.outcome, 0) + 1
            if one.conflict:
                conflicts[one.conflict] = conflicts.get(one.conflict, 0) + 1
            self._show(self.problems, one.row.number, one.row.problems)
            self._show(self.changes, one.row.number, one.changes)

    def _show(self, shown: list[Any], number: int, found: Iterable[tuple[str, ...]]) -> None:
        for column, *said in found:
            if len(shown) < SHOWN:
                shown.append([number, label_of(self.kind, column), *said])


def label_of(kind: Kind, column: str) -> str:
    return str(kind.column(column).label) if column else ""


def write_errors(out: TextIO, kind: Kind, width: int, decisions: Iterable[Decision]) -> None:
    """Refused rows as they came, with the reasons: to mend and load again."""
    rows = []
    for one in decisions:
        if one.outcome == REFUSED:
            said = [f"{label_of(kind, name)}: {why}".lstrip(": ") for name, why in one.row.problems]
            found = [*one.row.cells, *[""] * width][:width]
            rows.append([*found, " · ".join(said)])
    out.writelines(_without_mark(rows))


def _report_headers() -> list[str]:
    return [
        _("Renglón"), _("Resultado"), _("Dato"), _("Columna"), _("Antes"), _("Después"), _("Motivo")
    ]  # fmt: skip


def _report_rows(kind: Kind, decisions: Iterable[Decision]) -> Iterator[list[object]]:
    words = outcome_words()
    for one in decisions:
        key = " ".join(str(one.row.values.get(name, "")) for name in kind.keys[0])
        start = [one.row.number, words[one.outcome], key]
        for name, why in one.row.problems:
            yield [*start, label_of(kind, name), "", "", why]
        for name, before, after in one.changes:
            yield [*start, label_of(kind, name), before, after, ""]
        if not one.row.problems and not one.changes:
            yield [*start, "", "", "", ""]


def outcome_words() -> dict[str, str]:
    return {
        MADE: _("Nuevo"),
        "changed": _("Cambia"),
        "left": _("Igual"),
        REFUSED: _("Con error"),
    }


def _without_mark(rows: Iterable[Iterable[object]]) -> Iterator[str]:
    lines = rows_to_csv(rows)
    next(lines)
    return lines


def _packed(row: Row) -> str:
    said = [row.number, row.cells, row.values, row.problems]
    return json.dumps(said, ensure_ascii=False, default=_day_or_moment) + "\n"


def _day_or_moment(value: date) -> str:
    return value.isoformat()


def unpacked(kind: Kind, line: str) -> Row:
    """A row as the trial run left it for the run that counts."""
    number, found, values, problems = json.loads(line)
    for column in kind.columns:
        restore = RESTORED.get(column.clean)
        if restore and column.name in values:
            values[column.name] = restore(values[column.name])
    return Row(number, found, values, [(name, why) for name, why in problems])
