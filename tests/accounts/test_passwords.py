"""Forgotten and changed passwords at the deed (B2, B8; C091-C094)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from eticket.accounts.models import Session, Throttle, User
from eticket.accounts.passwords import (
    ResetLinkSpent,
    WrongPassword,
    change_password,
    new_reset_token,
    person_of_link,
    request_reset,
    reset_password,
)
from eticket.accounts.throttling import TooManyTries
from eticket.events.models import Event
from tests.cast import PASSWORD

NEW = "otra-bien-larga-52"
HERE = "192.0.2.1"


def asked() -> int:
    return Event.objects.filter(kind="user.password_reset_requested").count()


@pytest.mark.parametrize("login", ["ana@acme.example", " ANA@acme.example", "acm-010203-ab1"])
def test_a_reset_is_recorded_for_whom_the_login_names(ana: User, login: str) -> None:
    request_reset(login, address=HERE)
    event = Event.objects.get(kind="user.password_reset_requested")
    assert (event.subject_id, event.data) == (ana.pk, {})


def test_nobody_is_told_whether_a_login_exists(ana: User) -> None:
    User.objects.filter(pk=ana.pk).update(is_active=False)
    for login in ("nadie@acme.example", "ACM010203ZZ9", "ana@acme.example", "XAXX010101000", "\0"):
        request_reset(login, address=HERE)
    assert asked() == 0


def test_one_mail_in_ten_minutes_and_five_a_day_to_a_person(ana: User) -> None:
    with time_machine.travel(timezone.now(), tick=False) as now:
        for n in range(7):
            request_reset("ana@acme.example", address=f"192.0.2.{n}")
            request_reset("ACM010203AB1", address=f"192.0.2.{n}")
            now.shift(timedelta(minutes=11))
        assert asked() == 5
        now.shift(timedelta(hours=25))
        request_reset("ana@acme.example", address=HERE)
        assert asked() == 6


def test_an_address_that_asks_for_many_people_is_slowed(db: None) -> None:
    for n in range(21):
        request_reset(f"nadie{n}@acme.example", address=HERE)
    with pytest.raises(TooManyTries):
        request_reset("uno-mas@acme.example", address=HERE)


def test_a_link_sets_the_password_once_and_ends_every_session(ana: User, enter) -> None:  # type: ignore[no-untyped-def]
    enter(ana)
    enter(ana)
    ana.refresh_from_db()
    link = new_reset_token(ana)
    assert person_of_link(*link) == person_of_link(*link) == ana
    reset_password(*link, NEW)
    ana.refresh_from_db()
    assert ana.check_password(NEW)
    assert not Session.objects.filter(user=ana).exists()
    with pytest.raises(ResetLinkSpent):
        reset_password(*link, "y-otra-mas-larga-9")


def test_c094_the_oldest_of_three_links_is_dead_after_the_newest_was_used(ana: User) -> None:
    links = []
    with time_machine.travel(timezone.now(), tick=False) as now:
        for _ in range(3):
            links.append(new_reset_token(ana))
            now.shift(timedelta(minutes=1))
        reset_password(*links[2], NEW)
        assert [person_of_link(*link) for link in links] == [None, None, None]


def test_c094_changing_the_password_kills_a_link(ana: User) -> None:
    link = new_reset_token(ana)
    change_password(ana, old=PASSWORD, new=NEW, keep=None, address=HERE)
    assert person_of_link(*link) is None


def test_a_link_lives_an_hour_and_not_a_second_more(ana: User) -> None:
    with time_machine.travel(timezone.now(), tick=False) as now:
        link = new_reset_token(ana)
        now.shift(timedelta(seconds=3600))
        assert person_of_link(*link) == ana
        now.shift(timedelta(seconds=1))
        assert person_of_link(*link) is None


@pytest.mark.parametrize(
    "link",
    [
        ("", ""),
        ("MQ", "x"),
        ("x", "y"),
        ("////", "a-b"),
        ("OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5", "a-b"),
        ("LTE", "a-b"),
        ("\0", "\0"),
        ("\ud800", "é"),
    ],
)
def test_a_link_that_makes_no_sense_is_for_nobody(db: None, link: tuple[str, str]) -> None:
    assert person_of_link(*link) is None


def test_a_link_for_ana_is_not_one_for_carla(ana: User, carla: User) -> None:
    assert person_of_link(new_reset_token(carla)[0], new_reset_token(ana)[1]) is None


@pytest.mark.django_db(transaction=True)
def test_b8_of_many_uses_at_once_one_wins(ana: User) -> None:
    link, barrier = new_reset_token(ana), Barrier(16)

    def use(n: int) -> bool:
        barrier.wait()
        try:
            reset_password(*link, f"clave-numero-{n}")
        except ResetLinkSpent:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(16) as pool:
        assert sum(pool.map(use, range(16))) == 1


def test_the_old_password_is_asked_and_guesses_are_slowed(ana: User) -> None:
    for _ in range(5):
        with pytest.raises(WrongPassword):
            change_password(ana, old="no-es", new=NEW, keep=None, address=HERE)
    with pytest.raises(TooManyTries):
        change_password(ana, old=PASSWORD, new=NEW, keep=None, address=HERE)
    Throttle.objects.update(free_at=timezone.now())
    change_password(ana, old=PASSWORD, new=NEW, keep=None, address=HERE)
    assert Event.objects.filter(kind="user.password_changed", actor=ana).count() == 1


def test_the_same_letters_are_the_same_password_however_they_are_composed(ana: User) -> None:
    reset_password(*new_reset_token(ana), "contrasen\u0303a-de-ana")
    ana.refresh_from_db()
    assert ana.check_password("contraseña-de-ana")
