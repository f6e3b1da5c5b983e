"""How long a first answer usually takes, told to whoever is about to ask."""

from collections import defaultdict
from datetime import timedelta
from statistics import median

from django.utils import timezone

from eticket.tickets.models import Area, Ticket

PERIOD = timedelta(days=14)
ENOUGH = 5
LATEST = 5000


def measure_waits() -> None:
    """Set each area's usual wait: the median of late, or None while there are too few answers."""
    since = timezone.now() - PERIOD
    minutes: dict[int, list[float]] = defaultdict(list)
    # The latest, by key: to look for a day would read every ticket.
    latest = Ticket.objects.order_by("-id").values_list("area", "opened_at", "first_answered_at")
    for area_id, asked, answer in latest[:LATEST]:
        if answer and asked >= since:
            minutes[area_id].append((answer - asked).total_seconds() // 60)
    for area in Area.objects.filter(is_active=True):
        waits = minutes[area.pk]
        wait = round(median(waits)) if len(waits) >= ENOUGH else None
        if wait != area.usual_wait:
            Area.objects.filter(pk=area.pk).update(usual_wait=wait)
