"""How fast one caller may ask: counted in this process, and forgotten with it.

It spares the machine, where the exact rules are kept by locks and rows: a limit is a limit a
process, and nothing is written for it.
"""

from collections import OrderedDict
from math import ceil
from threading import Lock
from time import monotonic

# So many within so many seconds.
LIMITS = ((60, 30), (500, 300))
REMEMBERED = 20_000

_counts: OrderedDict[tuple[str, int], tuple[float, int]] = OrderedDict()
_lock = Lock()


def wait(key: str) -> int:
    """Count one for this key; 0, or the seconds until it may ask again."""
    now = monotonic()
    with _lock:
        return max(_wait(key, limit, seconds, now) for limit, seconds in LIMITS)


def forget() -> None:
    """Nothing was counted."""
    with _lock:
        _counts.clear()


def _wait(key: str, limit: int, seconds: int, now: float) -> int:
    began, count = _counts.pop((key, seconds), (now, 0))
    if now - began >= seconds:
        began, count = now, 0
    _counts[key, seconds] = (began, count + 1)
    while len(_counts) > REMEMBERED:
        _counts.popitem(last=False)
    return ceil(began + seconds - now) if count >= limit else 0
