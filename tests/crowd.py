"""Many people doing something in the same instant, each with a database connection of their own."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier
from typing import TypeVar

from django.db import connection

from eticket.lib.errors import RuleBroken

T = TypeVar("T")
Deed = Callable[[], T]


class Crowd:
    """So many threads, which start each round together."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.pool = ThreadPoolExecutor(size)

    def do(self, deeds: Sequence[Deed[T]]) -> list[T | RuleBroken]:
        """What each deed gave or which rule refused it, in their order; other errors are raised."""
        barrier = Barrier(len(deeds))

        def one(deed: Deed[T]) -> T | RuleBroken:
            barrier.wait(60)
            try:
                return deed()
            except RuleBroken as refusal:
                return refusal

        return [done.result() for done in [self.pool.submit(one, deed) for deed in deeds]]

    def leave(self) -> None:
        self.do([_close] * self.size)
        self.pool.shutdown()


@contextmanager
def crowd(size: int = 64) -> Iterator[Crowd]:
    """A crowd that closes its connections in the end, so that the test's database can go."""
    people = Crowd(size)
    try:
        people.do([_connect] * size)
        yield people
    finally:
        people.leave()


# Not the methods themselves: each thread's "connection" is another one.
def _connect() -> None:
    connection.ensure_connection()


def _close() -> None:
    connection.close()
