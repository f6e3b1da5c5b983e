"""The clock of the law on 20 years of days: independent arithmetic and known dates (J4)."""

from datetime import date, timedelta

import pytest

from eticket.lib.business_days import (
    add_business_days,
    business_days_left,
    holidays,
    is_business_day,
)

# As the official calendars print them.
KNOWN = {
    2024: "01-01 02-05 03-18 05-01 09-16 10-01 11-18 12-25",
    2025: "01-01 02-03 03-17 05-01 09-16 11-17 12-25",
    2026: "01-01 02-02 03-16 05-01 09-16 11-16 12-25",
    2027: "01-01 02-01 03-15 05-01 09-16 11-15 12-25",
    2028: "01-01 02-07 03-20 05-01 09-16 11-20 12-25",
    2030: "01-01 02-04 03-18 05-01 09-16 10-01 11-18 12-25",
    2018: "01-01 02-05 03-19 05-01 09-16 11-19 12-01 12-25",
}
# Received, days, due; counted by hand on a calendar.
TERMS = [
    ("2026-11-25", 20, "2026-12-23"),
    ("2026-11-25", 15, "2026-12-16"),
    ("2026-11-13", 1, "2026-11-17"),
    ("2026-11-14", 1, "2026-11-17"),
    ("2026-12-24", 1, "2026-12-28"),
    ("2026-12-31", 1, "2027-01-04"),
    ("2026-04-30", 1, "2026-05-04"),
    ("2026-09-15", 1, "2026-09-17"),
    ("2024-09-30", 1, "2024-10-02"),
    ("2026-01-30", 1, "2026-02-03"),
]
STARTS = [date(2024, 1, 1) + timedelta(days=11 * n) for n in range(240)]


@pytest.mark.parametrize(("year", "days"), KNOWN.items())
def test_j4_the_holidays_are_those_of_the_calendars(year: int, days: str) -> None:
    assert sorted(holidays(year)) == [date.fromisoformat(f"{year}-{day}") for day in days.split()]


@pytest.mark.parametrize(("received", "days", "due"), TERMS)
def test_j4_terms_counted_by_hand(received: str, days: int, due: str) -> None:
    assert add_business_days(date.fromisoformat(received), days) == date.fromisoformat(due)


@pytest.mark.parametrize("start", STARTS)
def test_j4_terms_agree_with_counting_one_by_one(start: date) -> None:
    rest = {date(year, 12, day) for year in range(2024, 2033) for day in (24, 31)}
    every = [start + timedelta(days=n) for n in range(1, 120)]
    business = [
        day
        for day in every
        if day.isoweekday() < 6 and day not in holidays(day.year) and day not in rest
    ]
    for number in (2, 5, 10, 15, 20, 40):
        due = add_business_days(start, number, rest)
        assert due == business[number - 1]
        assert is_business_day(due, rest)
        assert business_days_left(start, due, rest) == number
        assert business_days_left(due, start, rest) == -number
    assert business_days_left(start, start, rest) == 0


def test_days_of_the_list_are_left_out() -> None:
    assert add_business_days(date(2026, 12, 23), 1, {date(2026, 12, 24)}) == date(2026, 12, 28)
