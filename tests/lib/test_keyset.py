"""Keyset pages: each row once, both ways, and no cursor that breaks anything."""

import base64
import json
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from eticket.accounts.models import Account
from eticket.lib.keyset import Page, page_of
from eticket.licensing.models import Policy, Serial
from eticket.tickets.counting import CAP

ORDER = ("-customer_since", "-id")
NAMES = ("name", "id")


@pytest.fixture
def accounts(db: None) -> list[Account]:
    """Ten accounts, by threes of the same moment and the same name."""
    now = timezone.now().replace(microsecond=0)
    return [
        Account.objects.create(
            name=f"Cuenta {n // 3}", customer_since=now - timedelta(hours=n // 3)
        )
        for n in range(10)
    ]


def walk(order: tuple[str, ...], size: int, rows: Any = None) -> list[Page[Any]]:
    rows = Account.objects.all() if rows is None else rows
    pages = [page_of(rows, order, "", size)]
    while pages[-1].next:
        pages.append(page_of(rows, order, pages[-1].next, size))
    return pages


def ids(page: Page[Account]) -> list[int]:
    return [row.pk for row in page.rows]


@pytest.mark.parametrize(
    "order", [ORDER, NAMES, ("-name", "id"), ("-name", "customer_since", "-id")]
)
@pytest.mark.parametrize("size", [1, 2, 3, 4, 9, 10, 11])
def test_c089_every_row_comes_once_in_order(
    accounts: list[Account], order: tuple[str, ...], size: int
) -> None:
    whole = list(Account.objects.order_by(*order).values_list("pk", flat=True))
    pages = walk(order, size)
    assert [pk for page in pages for pk in ids(page)] == whole
    assert [page.first for page in pages] == list(range(1, 11, size))


@pytest.mark.parametrize("order", [ORDER, ("-name", "id")])
@pytest.mark.parametrize("size", [1, 2, 3, 4, 9])
def test_the_way_back_shows_the_same_pages(
    accounts: list[Account], order: tuple[str, ...], size: int
) -> None:
    pages = walk(order, size)
    for page, before in zip(pages[:0:-1], pages[-2::-1], strict=True):
        again = page_of(Account.objects.all(), order, page.previous, size)
        assert (ids(again), again.first) == (ids(before), before.first)
        assert page_of(Account.objects.all(), order, again.next, size).rows == page.rows


def test_the_first_page_has_no_way_back_and_the_last_no_way_on(accounts: list[Account]) -> None:
    first, *_middle, last = walk(ORDER, 3)
    assert (first.previous, last.next) == ("", "")
    assert page_of(Account.objects.none(), ORDER, "", 3) == Page([], 0, 3)


def test_c089_a_row_that_comes_meanwhile_repeats_none(accounts: list[Account]) -> None:
    first = page_of(Account.objects.all(), ORDER, "", 4)
    Account.objects.create(name="Nueva", customer_since=timezone.now() + timedelta(hours=1))
    second = page_of(Account.objects.all(), ORDER, first.next, 4)
    assert not set(ids(first)) & set(ids(second))
    back = page_of(Account.objects.all(), ORDER, second.previous, 4)
    assert ids(back) == ids(first)
    assert back.previous


def test_a_page_whose_rows_are_gone_gives_way_to_the_first(accounts: list[Account]) -> None:
    first = page_of(Account.objects.all(), ORDER, "", 4)
    Account.objects.exclude(pk__in=ids(first)).delete()
    assert page_of(Account.objects.all(), ORDER, first.next, 4).rows == first.rows


def test_rows_may_be_values_and_columns_of_a_relation(serial: Serial) -> None:
    order = ("-valid_until", "-serial__valid_until", "serial__number", "id")
    policy = serial.policies.get()
    dates = {"registered_on": policy.registered_on, "valid_until": policy.valid_until}
    Policy.objects.bulk_create(Policy(serial=serial, number=f"P{n}", **dates) for n in range(4))
    columns = [name.lstrip("-") for name in order]
    pages = walk(order, 2, Policy.objects.values(*columns))
    assert len({row["id"] for page in pages for row in page.rows}) == 5
    objects = walk(order, 2, Policy.objects.select_related("serial"))
    assert [page.next for page in objects] == [page.next for page in pages]


def cursor(*parts: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


NOW = "2026-10-27T10:24:00+00:00"
HOSTILE = [
    "1", "-1", "%", "ñ", "\0", "x" * 10_000, "[" * 500, "bnVsbA", "MWU5OTk",
    cursor(0, 0, NOW, 10**30), cursor(0, 0, NOW, 2**63), cursor(0, 0, NOW, -(2**64)),
    cursor(0, 0, NOW, "\0"), cursor(0, 0, NOW, 1e308), cursor(0, 0, NOW, None),
    cursor(0, 0, NOW, {}),
    cursor(0, 0, NOW), cursor(0, 0, NOW, 1, 1), cursor(0, 10**30, NOW, 1), cursor(0, -1, NOW, 1),
    cursor(0, True, NOW, 1), cursor(7, 0, NOW, 1), cursor(0, 0, "9999-12-31T23:59:59-12:00", 1),
    cursor(0, 0, "0001-01-01T00:00:00+14:00", 1), cursor(0, 0, "hoy", 1), cursor(0, 0, 5, 1),
    cursor(0, 0, NOW, True), cursor(0, 0, [NOW], 1), cursor(),
    base64.b64encode(b"[0,0,1e999,1e999]").decode(),
]  # fmt: skip


@pytest.mark.parametrize("said", HOSTILE)
def test_a_senseless_cursor_leads_to_the_first_page(accounts: list[Account], said: str) -> None:
    assert page_of(Account.objects.all(), ORDER, said, 4).first == 1


@pytest.mark.parametrize("text", ["\0", "\ud800", "a\0b"])
def test_a_text_no_database_takes_leads_to_the_first_page(
    accounts: list[Account], text: str
) -> None:
    assert page_of(Account.objects.all(), NAMES, cursor(0, 5, text, 1), 4).first == 1


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    back=st.integers(0, 1),
    before=st.integers(),
    value=st.one_of(st.text(), st.integers(), st.floats(), st.none(), st.datetimes().map(str)),
    pk=st.one_of(st.text(), st.integers(), st.floats(), st.none()),
)
@example(back=1, before=10**8, value=NOW, pk=2**63 - 1)
def test_c9_no_cursor_breaks_a_page(
    db: None, back: int, before: int, value: object, pk: object
) -> None:
    for order in (ORDER, NAMES):
        assert page_of(Account.objects.all(), order, cursor(back, before, value, pk), 4).size == 4


@pytest.mark.parametrize(
    ("total", "said", "following"),
    [
        (10, "5 a 8 de 10", 2),
        (8, "5 a 8 de 8", None),
        (3, "5 a 8 de 8", None),
        (40, "5 a 8 de 40", 4),
        (CAP, "5 a 8 de 1,000", 4),
        (CAP + 1, "5 a 8 de más de 1,000", None),
    ],
)
def test_a_page_says_where_one_is(
    accounts: list[Account], total: int, said: str, following: int | None
) -> None:
    page = walk(ORDER, 4)[1]
    assert page.said(total, CAP) == said
    assert page.following(total, CAP) == following
