import csv
import io
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eticket.lib.csvs import rows_to_csv, safe_cell


@pytest.mark.parametrize(
    "cell",
    [
        '=HYPERLINK("http://example.com","ver")',
        "@SUM(1)",
        "+1+1",
        "-2+3",
        " =1+1",
        "\t=1",
        "\r=1",
        "\n@x",
        "\0=1",
        "\u00a0=1",
    ],
)
def test_c065_a_formula_stays_text(cell: str) -> None:
    assert safe_cell(cell).startswith("'")


@pytest.mark.parametrize("cell", ["NOMINA-LEON-01", "", "a=b", "-5", "12.5", "+52 55 1234 5678"])
def test_c065_plain_texts_are_not_altered(cell: str) -> None:
    assert safe_cell(cell) == cell


@pytest.mark.parametrize("cell", ["000123", "0055", "525512345678", "+525512345678"])
def test_c068_digits_a_spreadsheet_would_drop_stay_visible(cell: str) -> None:
    assert safe_cell(cell) == f"'{cell}"


def test_c066_one_mark_at_the_start_and_lines_as_windows_ends_them() -> None:
    text = "".join(rows_to_csv([["CONTADURÍA-ÑANDÚ", "Begoña Güemes"], [None, 3]]))
    assert text == "\ufeffCONTADURÍA-ÑANDÚ,Begoña Güemes\r\n,3\r\n"


def test_c070_a_cell_of_three_lines_stays_one_row() -> None:
    cell = 'uno, "dos"\r\ntres; cuatro\ncinco\\'
    text = "".join(rows_to_csv([[cell, "x"]])).removeprefix("\ufeff")
    assert list(csv.reader(io.StringIO(text, newline=""))) == [[cell, "x"]]


CELLS = st.text(alphabet=string.printable + "ñÑá€\u2028", max_size=12)


@given(st.lists(st.lists(CELLS, min_size=1, max_size=4), max_size=4))
def test_c13_any_table_comes_back_as_it_was_written(rows: list[list[str]]) -> None:
    text = "".join(rows_to_csv(rows)).removeprefix("\ufeff")
    read = list(csv.reader(io.StringIO(text, newline="")))
    assert read == [[safe_cell(cell) for cell in row] for row in rows]
