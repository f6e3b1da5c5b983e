"""Listado Equipos in a spreadsheet of Mexico: nothing runs, nothing changes, one row a computer.

C065-C070 and C13 with the program itself. Where LibreOffice is not installed the test says so.
"""

import csv
import io
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client

from eticket.accounts.models import User
from eticket.lib.csvs import safe_cell
from eticket.licensing.models import Device, Serial

Enter = Callable[[User], Client]
OFFICE = shutil.which("soffice")
# Comma, double quote, UTF-8, from line 1, Spanish (Mexico), numbers and dates recognised.
FILTER = "CSV:44,34,76,1,,2058,false,true"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
HOSTILE = [
    '=HYPERLINK("http://example.com","ver")',
    "@SUM(1)",
    "+1+1",
    "-2+3",
    " =1+1",
    "=cmd|'/c calc'!A0",
    "000123",
    "+525512345678",
    "123456789012345678",
    "CONTADURÍA-ÑANDÚ",
    'tres, comas; y "comillas"',
    "termina en \\",
    "Begoña Güemes",
    "=1+1,=2+2;=3+3",
]


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice (libreoffice-calc-nogui) is not installed")
def test_c065_to_c070_libreoffice_opens_it_in_spanish_of_mexico(
    ana: User, serial: Serial, enter: Enter, tmp_path: Path
) -> None:
    for n, name in enumerate(HOSTILE):
        Device.objects.create(serial=serial, name=name, fingerprint=str(n), user_name=name[:80])
    answer: Any = enter(ana).get(f"/series/{serial.number}/equipos.csv")
    sent = b"".join(answer.streaming_content)
    listing = tmp_path / "equipos.csv"
    listing.write_bytes(sent)
    command = [
        str(OFFICE), "--headless", f"-env:UserInstallation=file://{tmp_path}/profile",
        f"--infilter={FILTER}", "--convert-to", "fods", "--outdir", str(tmp_path), str(listing),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    opened = (tmp_path / "equipos.fods").read_text("utf-8")
    assert "table:formula" not in opened
    assert "text:a " not in opened
    written = list(csv.reader(io.StringIO(sent.decode("utf-8-sig"))))
    shown = list(rows(opened))
    assert len(shown) == len(HOSTILE) + 1
    assert [row[2] for row in shown] == [row[2] for row in written]
    assert {row[2] for row in shown[1:]} == {safe_cell(name) for name in HOSTILE}
    assert shown[0][0] == "Sistema"


def rows(document: str) -> Iterator[list[str]]:
    """The rows of the sheet that hold anything, as the person sees them."""
    for row in ElementTree.fromstring(document).iter(f"{TABLE}table-row"):
        cells = ["\n".join("".join(p.itertext()) for p in c.iter(f"{TEXT}p")) for c in row]
        if any(cells):
            yield cells
