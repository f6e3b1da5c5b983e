"""Rows of a file: CSV as spreadsheets write it in Mexico, or a workbook (C066, C067, C070).

What cannot be read is refused with one sentence; nothing is guessed.
"""

import codecs
import csv
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from eticket.lib.csvs import safe_cell
from eticket.lib.errors import RuleBroken
from eticket.lib.folding import clean_line

CHILD = Path(__file__).with_name("workbook.py")
PATIENCE = 60
MOST_ROWS = 250_000
MOST_COLUMNS = 100
# Characters of one row; a longer one is an open quotation mark or no table at all.
LONGEST_ROW = 1_000_000
CHUNK = 1 << 20
DELIMITERS = ",;\t"
MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}


class FileRefused(RuleBroken):
    """A file that cannot be read; ``reason`` says why, and what helps."""

    code = "file_refused"

    def __init__(self, reason: str) -> None:
        super().__init__()
        self.reason = reason

    def __str__(self) -> str:
        return self.reason


@dataclass(frozen=True)
class Table:
    """What the first row says, and the rows below with the numbers that people see."""

    headers: list[str]
    rows: Iterator[tuple[int, list[str]]]


@dataclass(frozen=True)
class Source:
    """A file that can be read, as often as it takes."""

    path: Path
    encoding: str = "utf-8"
    delimiter: str = ","
    sheet: str = ""

    def table(self) -> Table:
        """The table from its start, row by row. Raises FileRefused, also while rows are read."""
        records = _records(self.path, self.encoding, self.delimiter)
        for _number, cells in records:
            while not cells[-1]:
                cells.pop()
            if len(cells) > MOST_COLUMNS:
                raise FileRefused(_("El encabezado tiene más de 100 columnas."))
            return Table([clean_line(cell)[:120] for cell in cells], records)
        raise FileRefused(_("El archivo no tiene renglones."))


def open_source(path: Path) -> Source:
    """Find out how a file is written; a workbook becomes CSV beside it. Raises FileRefused."""
    with path.open("rb") as file:
        head = file.read(4096)
    if head.startswith(b"PK\x03\x04"):
        sheet, book = _convert(path)
        return Source(book, sheet=sheet)
    encoding = _encoding(path, head)
    return Source(path, encoding, _delimiter(path, encoding))


def _records(path: Path, encoding: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Rows that hold something, each with its number in the file."""
    number = 0
    with path.open(encoding=encoding, newline="") as file:
        lines = _Lines(file)
        try:
            for cells in csv.reader(lines, delimiter=delimiter):
                number += 1
                lines.read = 0
                if number == 1 and _is_separator_line(cells, delimiter):
                    continue
                if number > MOST_ROWS:
                    raise FileRefused(too_many_rows())
                cells = [_typed(cell) for cell in cells]
                if any(cells):
                    yield number, cells
        except csv.Error:
            raise FileRefused(
                _("Después del renglón %(n)d hay un renglón sin fin; revise las comillas.")
                % {"n": number}
            ) from None


class _Lines:
    """Lines of a file, for a reader that would take a whole file for one row."""

    def __init__(self, file: object) -> None:
        self.file = file
        self.read = 0

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line: str = self.file.readline(LONGEST_ROW)  # type: ignore[attr-defined]
        if not line:
            raise StopIteration
        self.read += len(line)
        if self.read >= LONGEST_ROW:
            raise csv.Error
        return line


def _typed(cell: str) -> str:
    """A cell as it was meant: without blanks around, or the apostrophe that we write ourselves."""
    cell = cell.strip(" \t\r\n\xa0\ufeff")
    if cell.startswith("'") and safe_cell(cell[1:]) == cell:
        return cell[1:]
    return cell


def _is_separator_line(cells: list[str], delimiter: str) -> bool:
    # Excel's own "sep=;" above the headers.
    return delimiter.join(cells).strip().lower() in {f"sep={one}" for one in DELIMITERS}


def _encoding(path: Path, head: bytes) -> str:
    found = next((name for mark, name in MARKS.items() if head.startswith(mark)), "")
    if not found and b"\0" in head:
        raise FileRefused(not_a_table())
    for name in [found] if found else ["utf-8", "cp1252"]:
        if _decodes(path, name):
            return name
    raise FileRefused(not_a_table())


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                # A NUL is in no text, and no column of ours can hold it.
                if "\0" in decoder.decode(chunk):
                    return False
            decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    return True


def _delimiter(path: Path, encoding: str) -> str:
    """The sign that stands most often in the first line outside quotation marks."""
    with path.open(encoding=encoding, newline="") as file:
        line = file.readline(LONGEST_ROW)
        while line and not line.strip(' \r\n,;\t"'):
            line = file.readline(LONGEST_ROW)
    if line[:4].lower() == "sep=" and line[4:5] in DELIMITERS:
        return line[4]
    outside = "".join(line.split('"')[::2])
    return max(DELIMITERS, key=outside.count)


def _convert(path: Path) -> tuple[str, Path]:
    """Let a child process write the workbook's first sheet as CSV; name of the sheet, the CSV."""
    book = path.with_name("book.csv")
    try:
        # Isolated and without environment: no key, no address of a database in its reach.
        done = subprocess.run(
            [sys.executable, "-I", str(CHILD), str(path), str(book)],
            env={},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=PATIENCE,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        raise FileRefused(_book_refusals()["unreadable"]) from None
    word, _blank, sheet = done.stdout.decode("utf-8", "replace").strip().partition(" ")
    if done.returncode == 0 and word == "ok":
        return sheet[:120], book
    raise FileRefused(_book_refusals().get(word, _book_refusals()["unreadable"]))


def not_a_table() -> str:
    return _("No es un archivo CSV ni un libro de Excel (.xlsx). Guárdelo como uno de los dos.")


def too_many_rows() -> str:
    return _("Tiene más de 250,000 renglones. Divídalo en varios archivos.")


def _book_refusals() -> dict[str, str]:
    return {
        "unreadable": _("No pudimos leer el libro. Guárdelo de nuevo como .xlsx o como CSV."),
        "bomb": _("El libro es demasiado grande al abrirse. Guárdelo como CSV."),
        "macros": _("El libro tiene macros. Guárdelo como libro sin macros (.xlsx)."),
        "entities": _("El libro contiene definiciones que no admitimos. Guárdelo como CSV."),
        "empty": _("El archivo no tiene renglones."),
        "rows": too_many_rows(),
    }
