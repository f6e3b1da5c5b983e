from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from eticket.lib import dates

MEXICO = ZoneInfo("America/Mexico_City")
NOW = datetime(2026, 10, 27, 10, 24, tzinfo=MEXICO)


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=MEXICO)  # type: ignore[arg-type, misc]


@pytest.mark.parametrize(
    ("moment", "label", "bracket"),
    [
        (at(2026, 10, 27, 10, 23, 40), "Hoy 10:23", "hace un momento"),
        (at(2026, 10, 27, 10, 23), "Hoy 10:23", "hace 1 minuto"),
        (at(2026, 10, 27, 9, 43), "Hoy 09:43", "hace 41 minutos"),
        (at(2026, 10, 27, 0, 0), "Hoy 00:00", "hace 10 horas"),
        (at(2026, 10, 26, 23, 59), "Ayer 23:59", "hace 10 horas"),
        (at(2026, 10, 26, 13, 10), "Ayer 13:10", "hace 21 horas"),
        (at(2026, 10, 26, 10, 2), "Ayer 10:02", "hace 1 día"),
        (at(2026, 10, 23, 17, 22), "oct. 23", "hace 3 días"),
        (at(2026, 10, 23, 9, 5), "oct. 23", "hace 4 días"),
        (at(2026, 9, 27, 10, 25), "sep. 27", "hace 29 días"),
        (at(2026, 9, 27, 10, 24), "sep. 27", "hace 1 mes"),
        (at(2026, 1, 1, 8, 0), "ene. 1", "hace 9 meses"),
        (at(2025, 12, 31, 23, 0), "dic. 31, 2025", "hace 9 meses"),
        (at(2024, 10, 28, 8, 0), "oct. 28, 2024", "hace 1 año"),
        (at(2024, 10, 25, 8, 0), "oct. 25, 2024", "hace 2 años"),
    ],
)
def test_a_moment_has_its_day_and_the_time_gone_by(
    moment: datetime, label: str, bracket: str
) -> None:
    assert dates.relative(moment, NOW, MEXICO)[:2] == (label, bracket)


def test_the_exact_time_comes_with_it() -> None:
    assert dates.relative(at(2026, 10, 26, 13, 10), NOW, MEXICO)[2] == "26/10/2026 13:10"


def test_the_day_before_yesterday_is_not_yesterday() -> None:
    """C074: 43 hours back, and two calendar days."""
    now, monday = at(2021, 10, 27, 9, 3), at(2021, 10, 25, 14, 10)
    assert dates.relative(monday, now, MEXICO)[:2] == ("oct. 25", "hace 1 día")


def test_the_day_is_that_of_the_readers_zone() -> None:
    now = datetime(2026, 10, 27, 6, 30, tzinfo=UTC)
    late = datetime(2026, 10, 27, 5, 30, tzinfo=UTC)
    assert dates.relative(late, now, MEXICO)[0] == "Ayer 23:30"
    assert dates.relative(late, now, ZoneInfo("America/Cancun"))[0] == "Hoy 00:30"


def test_a_clock_that_runs_ahead_shows_no_negative_time() -> None:
    assert dates.relative(at(2026, 10, 27, 10, 25), NOW, MEXICO)[1] == "hace un momento"


def test_the_hour_did_not_change_in_autumn_after_the_reform() -> None:
    """Elapsed units count real time, also where the border still changes its clocks (C072)."""
    juarez = ZoneInfo("America/Ciudad_Juarez")
    before = datetime(2026, 11, 1, 0, 30, tzinfo=juarez)
    after = datetime(2026, 11, 1, 3, 30, tzinfo=juarez)
    assert dates.relative(before, after, juarez)[1] == "hace 4 horas"


@pytest.mark.parametrize(
    ("moment", "hour"),
    [
        (datetime(2026, 6, 15, 15, 0, tzinfo=UTC), "09:00"),
        (datetime(2022, 7, 1, 15, 0, tzinfo=UTC), "10:00"),
    ],
)
def test_mexico_has_no_summer_time_since_2022(moment: datetime, hour: str) -> None:
    """C071."""
    assert dates.clock(moment, MEXICO) == hour


@pytest.mark.parametrize(
    ("place", "june", "december"),
    [
        ("Tijuana", "08:00", "07:00"),
        ("Ciudad_Juarez", "09:00", "08:00"),
        ("Ojinaga", "10:00", "09:00"),
        ("Matamoros", "10:00", "09:00"),
        ("Cancun", "10:00", "10:00"),
        ("Hermosillo", "08:00", "08:00"),
    ],
)
def test_the_border_keeps_its_own_clock(place: str, june: str, december: str) -> None:
    """C072."""
    zone = ZoneInfo(f"America/{place}")
    assert dates.clock(datetime(2026, 6, 15, 15, 0, tzinfo=UTC), zone) == june
    assert dates.clock(datetime(2026, 12, 15, 15, 0, tzinfo=UTC), zone) == december


def test_a_day_is_written_as_in_mexico() -> None:
    assert dates.day(date(2026, 11, 5), MEXICO) == "05/11/2026"
    assert dates.day(datetime(2026, 11, 5, 3, 0, tzinfo=UTC), MEXICO) == "04/11/2026"


def test_a_day_in_words_heads_a_page() -> None:
    assert dates.long_day(NOW, MEXICO) == "Martes 27 de octubre"
    assert dates.long_day(date(2026, 10, 28), MEXICO) == "Miércoles 28 de octubre"
