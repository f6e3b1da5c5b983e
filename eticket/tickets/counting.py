"""Counters that stay cheap: many capped counts in one statement."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from eticket.lib.prepared import Blanks, Written

# Up to here a count is exact; "more than that" is all anybody is told beyond.
CAP = 1000


@dataclass(frozen=True)
class Counting:
    """A statement of counts, ready to be asked again and again."""

    names: tuple[str, ...]
    sql: str
    params: tuple[Any, ...]
    empty: tuple[str, ...]

    def counts(self) -> dict[str, int]:
        """How many rows each queryset has now."""
        counts = dict.fromkeys(self.empty, 0)
        if self.names:
            with connection.cursor() as cursor:
                cursor.execute(self.sql, self.params)
                counts.update(zip(self.names, cursor.fetchone(), strict=True))
        return counts


def counting(querysets: Mapping[str, QuerySet[Any]], cap: int = CAP) -> Counting:
    """The statement that counts each queryset to one beyond ``cap``.

    It is put together from what the ORM writes; no text from outside is in it.
    """
    parts: dict[str, str] = {}
    params: list[Any] = []
    for name, queryset in querysets.items():
        try:
            sql, values = queryset.order_by().values("pk")[: cap + 1].query.sql_with_params()
        except EmptyResultSet:
            # Nothing can match, for example in no area at all.
            continue
        parts[name] = f"(SELECT COUNT(*) FROM ({sql}) counted_{len(parts)})"  # noqa: S608
        params.extend(values)
    empty = tuple(name for name in querysets if name not in parts)
    return Counting(tuple(parts), "SELECT " + ", ".join(parts.values()), tuple(params), empty)


class PreparedCounting:
    """Counts whose querysets leave values of given kinds open, like lib.prepared.Prepared."""

    def __init__(self, build: Callable[..., Mapping[str, QuerySet[Any]]], *kinds: type) -> None:
        self.build, self.blanks = build, Blanks(*kinds)
        self.made: dict[str, tuple[Counting, Written]] = {}

    def counts(self, *values: Any) -> dict[str, int]:
        """The counts for these values; TypeError when one is of another kind."""
        if connection.vendor not in self.made:
            blank = counting(self.build(*self.blanks.stand_ins))
            self.made[connection.vendor] = (blank, self.blanks.written(blank.sql, blank.params))
        blank, written = self.made[connection.vendor]
        return replace(blank, params=tuple(self.blanks.filled(written, values))).counts()


def capped_counts(querysets: Mapping[str, QuerySet[Any]], cap: int = CAP) -> dict[str, int]:
    """How many rows each queryset has, counting to one beyond ``cap``; one statement in all."""
    return counting(querysets, cap).counts()


def said_count(number: int) -> str:
    """A capped count in words: "41", "más de 1,000"."""
    return f"{number:,}" if number <= CAP else _("más de %(n)s") % {"n": f"{CAP:,}"}
