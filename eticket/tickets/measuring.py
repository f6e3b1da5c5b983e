"""How long a first answer usually takes, told to whoever is about to ask."""

from datetime import timedelta
from statistics import median

from django.utils import timezone

from eticket.tickets.models import Area, Ticket

PERIOD = timedelta(days=14)
ENOUGH = 5
LATEST = 1000


def measure_waits() -> None:
    """Set each area's usual wait: the median of late, or None while there are too few answers."""
    since = timezone.now() - PERIOD
    for area in Area.objects.filter(is_active=True):
        # The latest, by key: to look for a day would read every ticket.
        latest = Ticket.objects.filter(area=area).order_by("-id")[:LATEST]
        minutes = [
            (answer - asked).total_seconds() // 60
            for asked, answer in latest.values_list("opened_at", "first_answered_at")
            if answer and asked >= since
        ]
        wait = round(median(minutes)) if len(minutes) >= ENOUGH else None
        if wait != area.usual_wait:
            Area.objects.filter(pk=area.pk).update(usual_wait=wait)
