"""Business days in Mexico: no weekends, no holidays of article 74 of the labour law.

Further days without business are given by the caller. The days of elections, which the same
article names, are Sundays.
"""

from collections.abc import Collection
from datetime import date, timedelta

MONDAY = 0
ONE = timedelta(days=1)


def holidays(year: int) -> set[date]:
    """The obligatory rest days of a year."""
    found = {
        date(year, 1, 1),
        _monday(year, 2, 1),
        _monday(year, 3, 3),
        date(year, 5, 1),
        date(year, 9, 16),
        _monday(year, 11, 3),
        date(year, 12, 25),
    }
    if year % 6 == 2:
        # The president changes: on 1 December until 2018, on 1 October since 2024.
        found.add(date(year, 10, 1) if year >= 2024 else date(year, 12, 1))
    return found


def is_business_day(day: date, rest: Collection[date] = ()) -> bool:
    return day.weekday() < 5 and day not in rest and day not in holidays(day.year)


def add_business_days(day: date, number: int, rest: Collection[date] = ()) -> date:
    """The last day of a term of so many business days that begins the day after ``day``."""
    while number > 0:
        day += ONE
        number -= is_business_day(day, rest)
    return day


def business_days_left(today: date, due: date, rest: Collection[date] = ()) -> int:
    """Business days after ``today`` up to ``due``: 0 on the last day, negative once it passed."""
    first, last, sign = (today, due, 1) if today <= due else (due, today, -1)
    days = (first + ONE * n for n in range(1, (last - first).days + 1))
    return sign * sum(is_business_day(day, rest) for day in days)


def _monday(year: int, month: int, which: int) -> date:
    """The first, third … Monday of a month."""
    first = date(year, month, 1)
    return first + ONE * ((MONDAY - first.weekday()) % 7 + 7 * (which - 1))
