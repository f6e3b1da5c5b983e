"""When an answer may be expected: only what is honest is said."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from eticket.tickets.expecting import answer_expected, usual_wait_said
from eticket.tickets.models import Area

MEXICO = ZoneInfo("America/Mexico_City")


@pytest.mark.parametrize(
    ("since", "wait", "now", "hours", "said"),
    [
        ("10:05", 40, "10:10", "9:00 a 18:00", "11:00"),
        ("10:00", 20, "10:10", "9:00 a 18:00", "10:30"),
        ("10:00", 40, "11:05", "9:00 a 18:00", None),
        ("17:50", 40, "17:55", "9:00 a 18:00", None),
        ("17:50", 40, "17:55", "", "19:00"),
        ("10:00", None, "10:05", "9:00 a 18:00", None),
        ("10:00", 60 * 24, "10:05", "", None),
    ],
)
def test_an_answer_is_expected_today_and_within_the_hours(
    since: str, wait: int | None, now: str, hours: str, said: str | None
) -> None:
    def at(clock: str) -> datetime:
        hour, minute = clock.split(":")
        return datetime(2026, 10, 27, int(hour), int(minute), tzinfo=MEXICO)

    due = answer_expected(Area(hours=hours, usual_wait=wait), at(since), at(now))
    assert (due and f"{due:%H:%M}") == said
    assert due is None or due - at(since) >= timedelta(minutes=wait or 0)


@pytest.mark.parametrize(
    ("wait", "said"),
    [
        (None, ""),
        (1, "5 minutos"),
        (38, "40 minutos"),
        (70, "1 hora"),
        (95, "2 horas"),
        (60 * 30, "30 horas"),
        (60 * 48, "2 días"),
    ],
)
def test_a_usual_wait_is_said_roughly(wait: int | None, said: str) -> None:
    assert usual_wait_said(Area(usual_wait=wait)) == said
