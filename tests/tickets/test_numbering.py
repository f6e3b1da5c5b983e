"""Numbers of tickets: the second in Mexico City, each once."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from eticket.accounts.models import User
from eticket.tickets.models import Kind, Ticket
from eticket.tickets.numbering import free_number, number_at

MOMENT = datetime(2026, 10, 26, 19, 10, 42, tzinfo=UTC)


def test_a_number_tells_kind_person_and_second() -> None:
    assert number_at(Kind.SUPPORT, 28, MOMENT) == "S_28_26102026131042"
    assert number_at(Kind.SERVICE, 28, MOMENT) == "SV_28_26102026131042"


def test_of_many_in_one_second_the_next_gets_a_later_one_in_few_statements(
    ticket: Ticket, ana: User, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    tickets = []
    for second in range(100):
        number = number_at(
            Kind.SUPPORT, ana.pk, MOMENT.replace(minute=10 + second // 60, second=second % 60)
        )
        tickets.append(_copy(ticket, number))
    Ticket.objects.bulk_create(tickets)
    with django_assert_max_num_queries(4):
        number = free_number(Kind.SUPPORT, ana.pk, MOMENT.replace(second=0))
    assert number == f"S_{ana.pk}_26102026131140"


def _copy(ticket: Ticket, number: str) -> Ticket:
    values = {
        field.attname: getattr(ticket, field.attname) for field in Ticket._meta.concrete_fields
    }
    return Ticket(**{**values, "id": None, "number": number, "open_key": None, "form_key": None})
