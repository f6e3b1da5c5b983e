"""Tries are counted exactly, in parallel too (checklist 19)."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from eticket.accounts.models import Throttle
from eticket.accounts.throttling import Pace, TooManyTries, give_back, sweep, take_try

PACE = Pace(free=4, waits=(60, 120), memory=3600)


def tries(key: str, pace: Pace = PACE) -> int:
    """0, or how long to wait."""
    try:
        take_try([(key, pace)])
    except TooManyTries as refusal:
        return refusal.seconds
    return 0


@pytest.mark.django_db(transaction=True)
def test_64_parallel_tries_count_as_64() -> None:
    barrier = Barrier(16)

    def four(_n: int) -> int:
        barrier.wait()
        try:
            return sum(tries("one") == 0 for _ in range(4))
        finally:
            connection.close()

    with ThreadPoolExecutor(16) as pool:
        assert sum(pool.map(four, range(16))) == 5


def test_the_first_wait_can_come_after_the_first_try(db: None) -> None:
    pace = Pace(free=0, waits=(600, 86_400), memory=86_400)
    assert [tries("mail", pace), tries("mail", pace)] == [0, 600]
    Throttle.objects.update(free_at=timezone.now())
    assert [tries("mail", pace), tries("mail", pace)] == [0, 86_400]


def test_a_try_refused_under_one_key_counts_under_none(db: None) -> None:
    for _ in range(5):
        tries("full:one")
    with pytest.raises(TooManyTries):
        take_try([("other", PACE), ("full:one", PACE)])
    assert Throttle.objects.count() == 1


def test_a_try_given_back_is_free_again(db: None) -> None:
    for _ in range(20):
        assert tries("office") == 0
        give_back(["office"])


def test_what_is_forgotten_is_swept(db: None) -> None:
    tries("old")
    tries("new")
    old = Throttle.objects.order_by("forget_at").first()
    assert old
    Throttle.objects.filter(pk=old.pk).update(forget_at=timezone.now())
    assert sweep() == 1


def test_what_was_typed_is_not_kept_in_the_clear(db: None) -> None:
    tries("mi-contraseña-en-otro-campo")
    assert "contraseña" not in Throttle.objects.get().key
