"""Counters that stay cheap: many capped counts in one statement."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext as _

# Up to here a count is exact; "more than that" is all anybody is told beyond.
CAP = 1000


def capped_counts(querysets: Mapping[str, QuerySet[Any]], cap: int = CAP) -> dict[str, int]:
    """How many rows each queryset has, counting to one beyond ``cap``; one statement in all.

    The statement is put together from what the ORM writes; no text from outside is in it.
    """
    parts: list[str] = []
    params: list[Any] = []
    names: list[str] = []
    for name, queryset in querysets.items():
        try:
            sql, values = queryset.order_by().values("pk")[: cap + 1].query.sql_with_params()
        except EmptyResultSet:
            # Nothing can match, for example in no area at all.
            continue
        parts.append(f"(SELECT COUNT(*) FROM ({sql}) counted_{len(parts)})")  # noqa: S608
        params.extend(values)
        names.append(name)
    counts = dict.fromkeys(querysets, 0)
    if parts:
        with connection.cursor() as cursor:
            cursor.execute("SELECT " + ", ".join(parts), params)
            counts.update(zip(names, cursor.fetchone(), strict=True))
    return counts


def said_count(number: int) -> str:
    """A capped count in words: "41", "más de 1,000"."""
    return f"{number:,}" if number <= CAP else _("más de %(n)s") % {"n": f"{CAP:,}"}
