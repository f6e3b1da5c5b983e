"""The calendar day in Mexico City, by which every validity is counted (product.md, Licences 3)."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

MEXICO = ZoneInfo("America/Mexico_City")
EXPIRING_DAYS = 30


def today(now: datetime | None = None) -> date:
    """The day it is in Mexico City at ``now`` (aware; the present when None)."""
    return (now or timezone.now()).astimezone(MEXICO).date()


def days_left(day: date, now: datetime | None = None) -> int:
    """Calendar days from today to ``day``: 0 on the last valid day, negative once expired."""
    return (day - today(now)).days
