"""Who asks: the network address and browser of the request in hand, for the record."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cached_property

from eticket.lib.browsers import browser_name


@dataclass
class Asker:
    """``agent`` is what the browser says of itself."""

    address: str
    agent: str

    @cached_property
    def browser(self) -> str:
        return browser_name(self.agent)[:60]


_ASKER: ContextVar[Asker | None] = ContextVar("asker", default=None)


def asker() -> Asker | None:
    """Who asks now; None in the worker and at the console."""
    return _ASKER.get()


@contextmanager
def asked_by(address: str, agent: str) -> Iterator[None]:
    """Within this block, what is recorded comes from there."""
    token = _ASKER.set(Asker(address, agent))
    try:
        yield
    finally:
        _ASKER.reset(token)
