"""When an answer may be expected: from what an area's first answers took of late, and its hours."""

import re
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from eticket.lib.days import MEXICO
from eticket.tickets.models import Area

HOURS = re.compile(r"(\d{1,2}):(\d\d)\D+?(\d{1,2}):(\d\d)")
STEP = 30


def answer_expected(area: Area, since: datetime, now: datetime) -> datetime | None:
    """Until when a first answer usually comes, in Mexico City; None where nobody can say.

    Nothing is said of an expectation that has passed, of another day, or outside the area's hours.
    """
    if area.usual_wait is None:
        return None
    due = (since + timedelta(minutes=area.usual_wait)).astimezone(MEXICO)
    due = due.replace(second=0, microsecond=0) + timedelta(minutes=-due.minute % STEP or STEP)
    here = now.astimezone(MEXICO)
    if due <= here or due.date() != here.date() or not _within(area.hours, due):
        return None
    return due


def usual_wait_said(area: Area) -> str:
    """ "40 minutos", "3 horas", "2 días"; "" while nothing is known."""
    wait = area.usual_wait
    if wait is None:
        return ""
    if wait < 60:
        wait = max(5 * round(wait / 5), 5)
        return ngettext("%(n)d minuto", "%(n)d minutos", wait) % {"n": wait}
    if wait < 36 * 60:
        hours = round(wait / 60)
        return ngettext("%(n)d hora", "%(n)d horas", hours) % {"n": hours}
    days = round(wait / (24 * 60))
    return _("%(n)d días") % {"n": days}


def _within(hours: str, moment: datetime) -> bool:
    found = HOURS.search(hours)
    if not found:
        return True
    opens, closes = (int(found[n]) * 60 + int(found[n + 1]) for n in (1, 3))
    return opens <= moment.hour * 60 + moment.minute <= closes
