"""Counting no further than it is told, in one statement."""

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from eticket.tickets.counting import capped_counts
from eticket.tickets.models import Area, Status, Ticket

Maker = Callable[..., Any]


def test_many_counts_are_one_statement(
    opened: Maker, django_assert_num_queries: Callable[[int], Any]
) -> None:
    for _ in range(3):
        opened()
    with django_assert_num_queries(1):
        counts = capped_counts(
            {
                "all": Ticket.objects.all(),
                "waiting": Ticket.objects.filter(status=Status.WAITING),
                "recent": Ticket.objects.filter(opened_at__lt=timezone.now()),
            }
        )
    assert counts == {"all": 3, "waiting": 0, "recent": 3}


def test_it_counts_one_beyond_the_cap_and_no_further(opened: Maker) -> None:
    for _ in range(3):
        opened()
    assert capped_counts({"all": Ticket.objects.all()}, cap=1) == {"all": 2}


def test_what_can_match_nothing_counts_as_nothing(
    ticket: Ticket, django_assert_num_queries: Callable[[int], Any]
) -> None:
    nobody = {
        "none": Ticket.objects.none(),
        "in no area": Ticket.objects.filter(area__in=[]),
    }
    with django_assert_num_queries(0):
        assert capped_counts(nobody) == {"none": 0, "in no area": 0}
    assert capped_counts({**nobody, "areas": Area.objects.all()})["areas"] == 1
    assert capped_counts({}) == {}
