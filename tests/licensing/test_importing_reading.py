"""Files as spreadsheets write them, and files that mean harm (C3, D4; C065-C070)."""

import csv
import io
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eticket.lib.csvs import rows_to_csv
from eticket.licensing.importing.reading import FileRefused, open_source
from tests.licensing.importing import SAMPLES, cell, workbook

ROWS = [["RFC", "Razón social"], ["ÑAN010203AB1", "Ñandú, S.A.; «el único»"]]


def read(content: bytes, tmp_path: Path) -> tuple[list[str], list[tuple[int, list[str]]]]:
    path = tmp_path / "source"
    path.write_bytes(content)
    table = open_source(path).table()
    return table.headers, list(table.rows)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_c066_c067_letters_and_columns_are_right_however_it_was_saved(
    encoding: str, delimiter: str, tmp_path: Path
) -> None:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(ROWS)
    headers, rows = read(out.getvalue().encode(encoding), tmp_path)
    assert (headers, rows) == (ROWS[0], [(2, ROWS[1])])


def test_c067_the_line_that_names_the_separator_is_no_row(tmp_path: Path) -> None:
    assert read(b"sep=;\r\nRFC;Nombre\r\nA;B,C\r\n", tmp_path) == (
        ["RFC", "Nombre"],
        [(3, ["A", "B,C"])],
    )


def test_c065_c068_what_we_export_is_read_back_as_it_was(tmp_path: Path) -> None:
    cells = ["=HYPERLINK(1)", "@SUM(1)", "+1+1", "-2+3", "000123", "'así", "+525512345678", "a"]
    content = "".join(rows_to_csv([["x"] * len(cells), cells])).encode()
    assert read(content, tmp_path)[1] == [(2, cells)]


def test_c070_a_cell_of_three_lines_is_one_row(tmp_path: Path) -> None:
    said = 'uno\r\ndos, "tres";\r\nfin\\'
    out = io.StringIO()
    csv.writer(out).writerows([["a", "b"], [said, "x"], ["y", "z"]])
    assert read(out.getvalue().encode(), tmp_path)[1] == [(2, [said, "x"]), (3, ["y", "z"])]


def test_rows_keep_the_numbers_that_people_see(tmp_path: Path) -> None:
    headers, rows = read(b"\n,,\nRFC,Nombre\n\n,\nA,B\n", tmp_path)
    assert (headers, rows) == (["RFC", "Nombre"], [(6, ["A", "B"])])


cells = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(cells, min_size=1, max_size=5), min_size=1, max_size=5), st.booleans())
def test_c3_whatever_a_csv_writer_writes_is_read_or_refused_with_a_sentence(
    tmp_path_factory: Any, rows: list[list[str]], has_mark: bool
) -> None:
    out = io.StringIO()
    csv.writer(out).writerows([["RFC", "Nombre"], *rows])
    content = out.getvalue().encode("utf-8-sig" if has_mark else "utf-8")
    _headers, found = read(content, tmp_path_factory.mktemp("read"))
    kept = [row for row in rows if any(cell.strip(" \t\r\n\xa0\ufeff") for cell in row)]
    assert len(found) == len(kept)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300))
def test_c3_any_bytes_are_read_or_refused_with_a_sentence(
    tmp_path_factory: Any, content: bytes
) -> None:
    with suppress(FileRefused):
        read(content, tmp_path_factory.mktemp("read"))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "no tiene renglones"),
        (b"\n\n,,\n", "no tiene renglones"),
        (b"%PDF-1.7\n\x00\x01", "No es un archivo CSV"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00", "No es un archivo CSV"),
        (b"RFC,Nombre\n\x81\x8d,\x90", "No es un archivo CSV"),
        (b"PK\x03\x04 nada", "No pudimos leer el libro"),
        (b'RFC,Nombre\n"abierta' + b"a,\n" * 400_000, "revise las comillas"),
        (b"RFC," * 500_000, "revise las comillas"),
        (b"a," * 200 + b"a\n1", "más de 100 columnas"),
    ],
)
def test_what_is_no_table_is_refused_in_words(content: bytes, said: str, tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match=said):
        read(content, tmp_path)


def test_a_workbook_is_read_with_its_days_numbers_and_values_of_formulas(tmp_path: Path) -> None:
    sheet = (
        f'<row r="3">{cell("B3", "RFC")}{cell("C3", "Equipos")}</row>'
        '<row r="5"><c r="B5" t="str"><f>A1&amp;A2</f><v>ACM010203AB1</v></c>'
        '<c r="C5"><v>5</v></c></row>'
    )
    headers, rows = read(workbook(sheet), tmp_path)
    assert (headers, rows) == (["RFC", "Equipos"], [(5, ["ACM010203AB1", "5"])])


def test_the_sample_workbook_is_read(tmp_path: Path) -> None:
    headers, rows = read((SAMPLES / "series.xlsx").read_bytes(), tmp_path)
    assert headers[:3] == ["Número de serie", "RFC", "Sistema"]
    assert rows[0][1][5:9] == ["2026-03-02", "2027-03-01", "", "1"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(
            workbook("", **{"xl/vbaProject.bin": b"Sub AutoOpen()"}), "tiene macros", id="macros"
        ),
        pytest.param(
            workbook("", **{"xl/zeros.xml": bytes(60_000_000)}), "demasiado grande", id="bomb"
        ),
        pytest.param(
            workbook("", **{f"xl/{n}.xml": b"" for n in range(1100)}), "demasiado grande", id="many"
        ),
        pytest.param(
            workbook(
                "", **{"xl/styles.xml": b'<!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;">]><a/>'}
            ),
            "definiciones que no admitimos",
            id="entities",
        ),
        pytest.param(
            workbook(f'<row r="1">{cell("A1", "a")}</row><row r="1048576">'
                     f'{cell("XFD1048576", "z")}</row>'),
            "No pudimos leer el libro|más de 250,000",
            id="the far corner",
        ),
        pytest.param(workbook(""), "no tiene renglones", id="empty"),
    ],
)  # fmt: skip
def test_d4_hostile_workbooks_are_refused(content: bytes, said: str, tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match=said):
        read(content, tmp_path)


def test_d4_a_member_that_lies_of_its_size_is_measured(tmp_path: Path) -> None:
    content = workbook("", **{"xl/zeros.xml": bytes(60_000_000)})
    # The directory of the archive says 60 bytes.
    said = (60_000_000).to_bytes(4, "little")
    with pytest.raises(FileRefused):
        read(content.replace(said, (60).to_bytes(4, "little")), tmp_path)
