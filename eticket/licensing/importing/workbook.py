"""Turns a workbook into CSV; a program of its own, run by reading.py under limits.

It imports nothing of ours and gets no environment: what a hostile file does to it stays here.
The first line of its output is the word of a refusal, or "ok" and the name of the sheet.
"""

import csv
import resource
import sys
import zipfile
from datetime import date, datetime, time, timedelta
from typing import Any

SECONDS = 30
MEMORY = 400 * 1024 * 1024
LARGEST_RESULT = 200 * 1024 * 1024
MEMBERS = 1000
# What a file may be when it is unpacked. A sheet of 100,000 rows is 65 MB, a tenth when packed.
UNPACKED = 250 * 1024 * 1024
RATIO = 200
CHUNK = 256 * 1024
MOST_ROWS = 250_000


class Refused(Exception):
    """A file that is not read; the argument is the word for it."""


def main(source: str, target: str) -> int:
    for kind, most in (
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_FSIZE, LARGEST_RESULT),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (most, most))
    try:
        check(source)
        sheet = convert(source, target)
    except Refused as refusal:
        print(refusal)  # noqa: T201
        return 1
    # Every reader fails in its own way.
    except Exception:
        print("unreadable")  # noqa: T201
        return 1
    sys.stdout.buffer.write(f"ok {sheet}\n".encode("utf-8", "replace"))
    return 0


def check(source: str) -> None:
    """Unpack everything once and count, whatever the file says of itself."""
    with zipfile.ZipFile(source) as packed:
        members = packed.infolist()
        if len(members) > MEMBERS:
            raise Refused("bomb")
        if any(member.filename.lower().endswith("vbaproject.bin") for member in members):
            raise Refused("macros")
        if "xl/workbook.xml" not in {member.filename for member in members}:
            raise Refused("unreadable")
        total = 0
        for member in members:
            total += measure(packed, member)
            if total > UNPACKED:
                raise Refused("bomb")


def measure(packed: zipfile.ZipFile, member: zipfile.ZipInfo) -> int:
    """The size of a member, which is not read beyond what it says; one that lies fails its sum."""
    most = min(UNPACKED, max(member.compress_size * RATIO, 1024 * 1024))
    if member.file_size > most or member.flag_bits & 1:
        raise Refused("bomb")
    size, end = 0, b""
    with packed.open(member) as opened:
        while chunk := opened.read(CHUNK):
            size += len(chunk)
            # Entities begin here; no spreadsheet program writes them.
            if b"<!doctype" in (end + chunk).lower():
                raise Refused("entities")
            end = chunk[-9:]
    return size


def convert(source: str, target: str) -> str:
    """Write the first sheet that has rows; its name."""
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    with CalamineWorkbook.from_path(source) as book:
        for about in book.sheets_metadata:
            if about.typ != SheetTypeEnum.WorkSheet or about.visible != SheetVisibleEnum.Visible:
                continue
            sheet = book.get_sheet_by_name(about.name)
            if sheet.total_height:
                write(sheet, target)
                return str(about.name)
    raise Refused("empty")


def write(sheet: Any, target: str) -> None:
    if sheet.total_height > MOST_ROWS:
        raise Refused("rows")
    with open(target, "w", encoding="utf-8", newline="") as out:
        # The empty rows above the first are among them: rows keep the numbers that people see.
        csv.writer(out).writerows([text(cell) for cell in row] for row in sheet.iter_rows())


def text(cell: Any) -> str:
    if isinstance(cell, str):
        return cell.replace("\0", "")
    if isinstance(cell, bool):
        return "sí" if cell else "no"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "seconds")
    if isinstance(cell, date | time | timedelta | int | float):
        return str(cell)
    return ""


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
