"""Cells as people write them, made values or refused (C3, C068, C076, C107)."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eticket.lib.csvs import rows_to_csv
from eticket.lib.errors import RuleBroken
from eticket.licensing.importing import cells
from eticket.licensing.importing.columns import KINDS, map_headers, missing
from eticket.licensing.importing.reading import open_source

COLUMNS = [column for kind in KINDS.values() for column in kind.columns]
WRITTEN = st.text(alphabet="0123456789/-:. TZañ'+=Ññ@∞٣", max_size=24)


@pytest.mark.parametrize(
    "text",
    [
        "30/06/2026", "30-06-2026", "30.6.2026", "30/jun/2026", "30-Jun.-2026", "2026-06-30",
        "46203", "46203.75", " 30/06/2026 ",
    ],
)  # fmt: skip
def test_a_day_is_the_same_however_it_is_written(text: str) -> None:
    assert cells.day(text) == date(2026, 6, 30)


@pytest.mark.parametrize("text", ["06/30/2026", "30/06/26", "31/06/2026", "ayer", "1", "2026"])
def test_a_day_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(RuleBroken, match="dd/mm/aaaa"):
        cells.day(text)


@pytest.mark.parametrize(
    "text",
    ["15/01/2023 18:05", "2023-01-15 18:05:00", "2023-01-16T00:05Z", "44941.753472222"],
)
def test_a_moment_is_mexico_citys_unless_it_says_otherwise(text: str) -> None:
    moment = cells.past_moment(text).replace(second=0, microsecond=0).astimezone(UTC)
    assert abs((moment - datetime(2023, 1, 16, 0, 5, tzinfo=UTC)).total_seconds()) <= 60


@pytest.mark.parametrize(
    ("text", "hour"), [("15/06/2023 09:00", 15), ("01/07/2022 10:00", 15), ("15/12/2022 09:00", 15)]
)
def test_c071_an_hour_of_summer_is_read_by_the_rule_of_its_year(text: str, hour: int) -> None:
    assert cells.past_moment(text).astimezone(UTC).hour == hour


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("5", ("number", 5)),
        ("0", ("number", 0)),
        ("Ilimitados", ("unlimited", None)),
        ("ILIMITADA", ("unlimited", None)),
        ("N/A", ("na", None)),
        ("no aplica", ("na", None)),
    ],
)
def test_a_limit_has_three_values(text: str, value: Any) -> None:
    assert cells.limit(text) == value


@pytest.mark.parametrize("text", ["-1", "5.0", "cinco", "99999999", "٣"])
def test_a_limit_is_never_a_number_in_disguise(text: str) -> None:
    with pytest.raises(RuleBroken, match="ilimitados"):
        cells.limit(text)


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(COLUMNS), st.one_of(st.text(max_size=60), WRITTEN))
def test_c3_any_cell_is_a_value_or_refused_with_a_sentence(column: Any, text: str) -> None:
    try:
        column.clean(text)
    except RuleBroken as refusal:
        said = str(refusal)
    else:
        said = "taken"
    assert said


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(list(KINDS.values())), st.lists(st.text(max_size=12), max_size=8))
def test_c3_any_headers_map_each_column_to_a_place_of_its_own(kind: Any, headers: Any) -> None:
    mapping = map_headers(kind, headers)
    assert len(set(mapping.values())) == len(mapping)
    assert all(0 <= place < len(headers) for place in mapping.values())
    assert {column.name for column in missing(kind, mapping)}.isdisjoint(mapping)


# One that begins with an apostrophe reads the same as one we put it before.
EXPORTED = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=15)
BLANKS = " \t\r\n\xa0\ufeff"
# One of blanks alone may come with ours in front, and then is no empty cell any more.
OURS = EXPORTED.filter(
    lambda text: (not text or text.strip(BLANKS) != "") and not text.strip(BLANKS).startswith("'")
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.lists(OURS, min_size=3, max_size=3), min_size=1, max_size=4))
def test_c13_c066_whatever_we_export_we_read_again(tmp_path_factory: Any, rows: Any) -> None:
    path = tmp_path_factory.mktemp("export") / "source"
    path.write_text("".join(rows_to_csv([["a", "b", "c"], *rows])), "utf-8", newline="")
    found = [row for _number, row in open_source(path).table().rows]
    kept = [row for row in rows if any(cell.strip(BLANKS) for cell in row)]
    assert [[cell.strip(BLANKS) for cell in row] for row in found] == [
        [cell.strip(BLANKS) for cell in row] for row in kept
    ]
