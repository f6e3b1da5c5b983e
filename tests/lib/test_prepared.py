"""The ORM's statement, written once: the same answers, and never anybody else's."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import Exists, OuterRef
from django.db.transaction import TransactionManagementError
from django.utils import timezone

from eticket.accounts.models import Account, User
from eticket.events.models import Event
from eticket.lib.prepared import Prepared
from eticket.tickets.models import Message, Ticket

Maker = Callable[..., Any]

COLUMNS = ("data", "happened_at", "actor__name")
TICKETS: Prepared[Ticket] = Prepared(
    lambda account, before: (
        Ticket.objects.filter(account=account, opened_at__lt=before)
        .select_related("product", "raised_by", "assigned_to")
        .annotate(is_told=Exists(Message.objects.filter(ticket=OuterRef("pk"))))
        .only("number", "opened_at", "product__name", "raised_by__name", "assigned_to__name")
        .order_by("-id")
    ),
    int,
    datetime,
)


def test_it_gives_what_the_queryset_gives(
    opened: Maker, acme: Account, django_assert_num_queries: Callable[[int], Any]
) -> None:
    made = [opened(), opened()]
    later = timezone.now() + timedelta(minutes=1)
    TICKETS.rows(acme.pk, later)
    with django_assert_num_queries(1):
        rows = TICKETS.rows(acme.pk, later)
        told = [
            (
                row.number,
                row.opened_at,
                row.product and row.product.name,
                row.raised_by and row.raised_by.name,
                row.assigned_to,
                row.is_told,  # type: ignore[attr-defined]
            )
            for row in rows
        ]
    assert told == [
        (one.number, one.opened_at, one.product.name, one.raised_by.name, None, True)
        for one in reversed(made)
    ]
    assert rows[0].get_deferred_fields() == set(
        TICKETS.build(acme.pk, later)[0].get_deferred_fields()
    )


def test_every_call_answers_for_its_own_values(opened: Maker, acme: Account, otra: Account) -> None:
    ticket = opened()
    later = timezone.now() + timedelta(minutes=1)
    assert TICKETS.first(acme.pk, later) == ticket
    assert TICKETS.rows(otra.pk, later) == []
    assert TICKETS.rows(acme.pk, ticket.opened_at) == []
    assert TICKETS.first(acme.pk, later) == ticket


def test_plain_rows_come_converted(ticket: Ticket) -> None:
    events: Prepared[dict[str, Any]] = Prepared(
        lambda kind, subject: Event.objects.filter(kind=kind, subject_id=subject).values(*COLUMNS),
        str,
        int,
    )
    assert events.rows("ticket.opened", ticket.pk) == list(
        Event.objects.filter(kind="ticket.opened").values(*COLUMNS)
    )
    assert len(events.rows("ticket.opened", ticket.pk)) == 1


@pytest.mark.parametrize("wrong", [None, "1", True, 1.0])
def test_a_value_of_another_kind_is_refused(wrong: Any, db: None) -> None:
    with pytest.raises(TypeError):
        TICKETS.rows(wrong, timezone.now())


def test_a_value_that_would_be_written_into_the_statement_is_refused(ana: User) -> None:
    limited: Prepared[User] = Prepared(
        lambda size: User.objects.order_by("id")[:size],
        int,
    )
    with pytest.raises(ValueError, match="parameter"):
        limited.rows(1)


def test_a_value_that_changes_nothing_is_refused(ana: User) -> None:
    ignored: Prepared[User] = Prepared(lambda size: User.objects.all(), int)
    with pytest.raises(ValueError, match="parameter"):
        ignored.rows(1)


def test_what_is_missing_is_said_as_the_orm_says_it(ticket: Ticket) -> None:
    with pytest.raises(Ticket.DoesNotExist):
        TICKETS.one(0, timezone.now())


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite locks all of it, always")
def test_a_lock_without_a_transaction_is_refused() -> None:
    locked: Prepared[User] = Prepared(
        lambda pk: User.objects.select_for_update().filter(pk=pk), int
    )
    with transaction.atomic():
        assert locked.rows(1) == []
    with pytest.raises(TransactionManagementError):
        locked.rows(1)
