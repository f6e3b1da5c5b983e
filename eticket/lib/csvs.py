"""CSV that a spreadsheet in Spanish (Mexico) opens right by double click (C065-C070)."""

import csv
import io
import re
from collections.abc import Iterable, Iterator

MARK = "\ufeff"
_FORMULA = re.compile(r"[\s\0]*[=+\-@\t\r\0]")
# A telephone with blanks is a text to every spreadsheet; one without becomes 5.2E+11.
_HARMLESS = re.compile(r"\+\d+( \d+)+(?: ext\. \d+)?|-?(?:0|[1-9]\d{0,10})(?:\.\d+)?")
_LOSES_DIGITS = re.compile(r"0\d+|\d{12,}")


def rows_to_csv(rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """The lines of a file: byte order mark, commas, CRLF, and no cell that is a formula."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    yield MARK
    for row in rows:
        writer.writerow([safe_cell(cell) for cell in row])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def safe_cell(value: object) -> str:
    """The text of a cell, behind an apostrophe where a spreadsheet would calculate or round it."""
    text = "" if value is None else str(value).replace("\0", "")
    if _HARMLESS.fullmatch(text):
        return text
    if _FORMULA.match(text) or _LOSES_DIGITS.fullmatch(text):
        return f"'{text}"
    return text
