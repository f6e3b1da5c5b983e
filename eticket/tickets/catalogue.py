"""Areas and products as the filters of lists name them: read on every page, so kept for seconds."""

import time

from eticket.licensing.models import Product
from eticket.tickets.models import Area

KEPT_SECONDS = 10.0
Names = list[tuple[str, str]]
_kept: tuple[float, Names, Names] | None = None


def area_names() -> Names:
    """(id, name) of the areas that take tickets; a change shows within ten seconds."""
    return _names()[1]


def product_names() -> Names:
    """(id, name) of the products on sale; a change shows within ten seconds."""
    return _names()[2]


def forget() -> None:
    """Read the rows again next time."""
    global _kept
    _kept = None


def _names() -> tuple[float, Names, Names]:
    global _kept
    now = time.monotonic()
    if _kept is None or now - _kept[0] > KEPT_SECONDS:
        areas = Area.objects.filter(is_active=True).values_list("pk", "name")
        products = Product.objects.filter(is_active=True).values_list("pk", "name")
        _kept = (
            now,
            [(str(pk), name) for pk, name in areas],
            [(str(pk), name) for pk, name in products],
        )
    return _kept
