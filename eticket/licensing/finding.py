"""Finding serials among an account's own: by any part of the number, by system, by description."""

import re
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Replace

from eticket.lib.folding import DASHES, INVISIBLE, clean_line, fold
from eticket.lib.serials import clean_serial
from eticket.licensing.models import Device, Policy, Serial

QUERY_LIMIT = 200
WORDS_LIMIT = 8
PART = re.compile(r"[0-9A-F]{4,}")


def matching(serials: QuerySet[Serial], query: str) -> QuerySet[Serial]:
    """Those of ``serials`` that a typed query means, written in whatever way (C085).

    ``serials`` starts from one account: its policies are read, not all there are.
    """
    query = clean_line(query)[:QUERY_LIMIT]
    if not query:
        return serials
    if number := clean_serial(query):
        return serials.filter(number=number)
    policies = Policy.objects.filter(serial=OuterRef("pk"))
    for word in fold(query).strip("{}() ").split()[:WORDS_LIMIT]:
        policies = policies.filter(folded__contains=word)
    found = Q(Exists(policies))
    bare = re.sub(r"[\s{}()\-]", "", DASHES.sub("-", INVISIBLE.sub("", query))).upper()
    if PART.fullmatch(bare):
        serials = serials.alias(bare=Replace(F("number"), Value("-"), Value("")))
        found |= Q(bare__contains=bare)
    return serials.filter(found)


def with_devices(serials: QuerySet[Serial], devices: QuerySet[Device]) -> QuerySet[Any]:
    """The serials, each with ``active_devices``: how many seats are taken, as far as one sees."""
    held = devices.filter(serial=OuterRef("pk"), deactivated_at=None).order_by()
    number = held.values("serial").annotate(n=Count("pk")).values("n")
    return serials.annotate(active_devices=Coalesce(Subquery(number), 0))


def with_description(serials: QuerySet[Serial]) -> QuerySet[Serial]:
    """The serials, each with ``description``: its latest policy's."""
    latest = Policy.objects.filter(serial=OuterRef("pk")).order_by("-valid_until", "-id")
    return serials.annotate(description=Subquery(latest.values("description")[:1]))


def with_policy(serials: QuerySet[Serial]) -> QuerySet[Serial]:
    """The serials, each with ``description`` and ``policy_number``: its latest policy's."""
    latest = Policy.objects.filter(serial=OuterRef("pk")).order_by("-valid_until", "-id")
    return with_description(serials).annotate(policy_number=Subquery(latest.values("number")[:1]))
