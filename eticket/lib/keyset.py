"""Pages of a long list by position instead of by offset: as quick at the end as at the start.

The cursor in the address says beside which row a page starts and how many rows stand before it.
It carries no right to anything; one that makes no sense leads to the first page.
"""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import reduce
from typing import Any, Generic, NamedTuple, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Field, Model, Q, QuerySet
from django.utils.translation import gettext as _

Row = TypeVar("Row")
CURSOR_LIMIT = 600
LARGEST = 2**63 - 1
FAR = 10**9


@dataclass(frozen=True)
class Page(Generic[Row]):
    """One page: its rows, the place of the first (from 1; 0 on an empty page), the ways on."""

    rows: list[Row]
    first: int
    size: int
    previous: str = ""
    next: str = ""

    @property
    def last(self) -> int:
        return self.first + len(self.rows) - 1 if self.rows else 0

    def following(self, total: int, cap: int) -> int | None:
        """How many rows the next page has; None while all that is known is "more than cap"."""
        return min(self.size, total - self.last) if self.last < total <= cap else None

    def said(self, total: int, cap: int) -> str:
        """ "26 a 50 de 217"; ``total`` was counted no further than just beyond ``cap``."""
        if not self.rows:
            return ""
        # Rows may have come between the count and the page.
        total = max(total, self.last)
        known = f"{total:,}" if total <= cap else _("más de %(n)s") % {"n": f"{cap:,}"}
        place = {"first": f"{self.first:,}", "last": f"{self.last:,}", "total": known}
        return _("%(first)s a %(last)s de %(total)s") % place


class _Start(NamedTuple):
    back: bool
    before: int
    values: list[Any]


def page_of(
    queryset: QuerySet[Any, Row], order: Sequence[str], cursor: str, size: int
) -> Page[Row]:
    """The page behind ``cursor`` ("" for the first) in an order that the caller allows.

    ``order``: columns that are never null, "-" for descending, the last one unique. With
    ``.values()`` they must be among the values.
    """
    start = _read(queryset.model, order, cursor)
    if start and start.back:
        return _backwards(queryset, order, start, size)
    return _forwards(queryset, order, start, size)


def _forwards(
    queryset: QuerySet[Any, Row], order: Sequence[str], start: _Start | None, size: int
) -> Page[Row]:
    found = queryset.filter(_beyond(order, start)) if start else queryset
    rows = list(found.order_by(*order)[: size + 1])
    if start and not rows:
        return _forwards(queryset, order, None, size)
    before = start.before if start else 0
    more, rows = len(rows) > size, rows[:size]
    return Page(
        rows,
        before + 1 if rows else 0,
        size,
        previous=_write(order, rows[0], True, before) if start else "",
        next=_write(order, rows[-1], False, before + size) if more else "",
    )


def _backwards(
    queryset: QuerySet[Any, Row], order: Sequence[str], start: _Start, size: int
) -> Page[Row]:
    reverse = [name[1:] if name.startswith("-") else f"-{name}" for name in order]
    rows = list(queryset.filter(_beyond(order, start)).order_by(*reverse)[: size + 1])
    if len(rows) <= size:
        # Nothing stands before these: the first page, and whole.
        return _forwards(queryset, order, None, size)
    rows = rows[:size][::-1]
    # Rows that came meanwhile push the place on; before this page there is at least one more.
    before = max(start.before - size, 1)
    return Page(
        rows,
        before + 1,
        size,
        previous=_write(order, rows[0], True, before),
        next=_write(order, rows[-1], False, before + size),
    )


def _beyond(order: Sequence[str], start: _Start) -> Q:
    beyond, equal = Q(), Q()
    for name, value in zip(order, start.values, strict=True):
        column = name.lstrip("-")
        way = "lt" if name.startswith("-") != start.back else "gt"
        beyond |= equal & Q(**{f"{column}__{way}": value})
        equal &= Q(**{column: value})
        if name == order[0]:
            # Alone in front, it bounds the range that is read from the index.
            bound = Q(**{f"{column}__{way}e": value})
    return bound & beyond


def _write(order: Sequence[str], row: Any, back: bool, before: int) -> str:
    values = [_said(row, name.lstrip("-")) for name in order]
    text = json.dumps([int(back), before, *values], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _said(row: Any, column: str) -> Any:
    value = row[column] if isinstance(row, dict) else reduce(getattr, column.split("__"), row)
    return value.isoformat() if isinstance(value, date) else value


def _read(model: type[Model], order: Sequence[str], cursor: str) -> _Start | None:
    if not cursor or len(cursor) > CURSOR_LIMIT:
        return None
    try:
        given = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        back, before, *values = given
        if back not in (0, 1) or type(before) is not int or not 0 <= before <= FAR:
            return None
        fields = [_field(model, name.lstrip("-")) for name in order]
        values = [_value(field, one) for field, one in zip(fields, values, strict=True)]
    except (ValueError, TypeError, OverflowError, RecursionError, ValidationError):
        return None
    return _Start(bool(back), before, values)


def _field(model: type[Model], column: str) -> "Field[Any, Any]":
    *way, last = column.split("__")
    for part in way:
        model = model._meta.get_field(part).related_model  # type: ignore[assignment]
    return model._meta.pk if last == "pk" else model._meta.get_field(last)  # type: ignore[return-value]


def _value(field: "Field[Any, Any]", given: Any) -> Any:
    """What the column may be compared with, on every database; ValueError for the rest."""
    if type(given) not in (str, int):
        raise ValueError(given)
    value = field.to_python(given)
    if isinstance(value, datetime):
        value = value.astimezone(UTC)
    # A moment is moved between zones; a day stays, and "for ever" is a day of the year 9999.
    if isinstance(value, datetime) and not 1900 <= value.year < 9000:
        raise ValueError(given)
    if isinstance(value, int) and abs(value) > LARGEST:
        raise ValueError(given)
    if isinstance(value, str) and "\0" in value.encode().decode():
        raise ValueError(given)
    return value
