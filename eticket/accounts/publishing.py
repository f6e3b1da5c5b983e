"""Who publishes: read on every page, so kept in the process for a few seconds."""

import time

from eticket.accounts.models import Publisher

KEPT_SECONDS = 10.0
_kept: tuple[float, Publisher] | None = None


def publisher() -> Publisher:
    """The publisher's row; a change shows within ten seconds in every process."""
    global _kept
    now = time.monotonic()
    if _kept is None or now - _kept[0] > KEPT_SECONDS:
        _kept = (now, Publisher.objects.filter(pk=1).first() or Publisher(pk=1))
    return _kept[1]


def forget() -> None:
    """Read the row again next time."""
    global _kept
    _kept = None
