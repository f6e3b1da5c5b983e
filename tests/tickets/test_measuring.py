from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone

from eticket.tickets.measuring import measure_waits
from eticket.tickets.models import Area, Kind, Ticket


def answered_after(opened: Callable[..., Ticket], *minutes: int, days_ago: int = 1) -> None:
    for wait in minutes:
        ticket = opened(kind=Kind.SERVICE)
        asked = timezone.now() - timedelta(days=days_ago)
        Ticket.objects.filter(pk=ticket.pk).update(
            opened_at=asked, first_answered_at=asked + timedelta(minutes=wait)
        )


def test_the_usual_wait_is_the_median_of_two_weeks(
    opened: Callable[..., Ticket], soporte: Area
) -> None:
    answered_after(opened, 10, 20, 30, 40, 6000)
    answered_after(opened, 1, 1, 1, days_ago=15)
    measure_waits()
    soporte.refresh_from_db()
    assert soporte.usual_wait == 30


def test_too_few_answers_say_nothing(opened: Callable[..., Ticket], soporte: Area) -> None:
    Area.objects.update(usual_wait=30)
    answered_after(opened, 10, 20, 30, 40)
    measure_waits()
    soporte.refresh_from_db()
    assert soporte.usual_wait is None
