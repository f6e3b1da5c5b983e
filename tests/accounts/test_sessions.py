"""How long a session lives, and what ends it (B6, C101; checklist 22)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from eticket.accounts.models import Membership, Session, User

Enter = Callable[[User], Client]
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def is_in(client: Client, path: str = "/perfil/") -> bool:
    answer = client.get(path)
    to_sign_in = answer.headers.get("Location", "").startswith("/entrar/")
    return answer.status_code in (200, 302) and not to_sign_in


def test_a_customer_may_pause_for_half_a_day(ana: User, enter: Enter) -> None:
    with time_machine.travel(timezone.now(), tick=False) as now:
        client = enter(ana)
        assert is_in(client)
        now.shift(12 * HOUR - MINUTE)
        assert is_in(client)
        now.shift(12 * HOUR - MINUTE)
        assert is_in(client)
        now.shift(12 * HOUR + MINUTE)
        assert not is_in(client)


def test_a_customers_session_ends_after_two_weeks_in_all(ana: User, enter: Enter) -> None:
    with time_machine.travel(timezone.now(), tick=False) as now:
        client = enter(ana)
        for _ in range(33):
            assert is_in(client)
            now.shift(10 * HOUR)
        assert is_in(client)
        now.shift(7 * HOUR)
        assert not is_in(client)


def test_staff_may_pause_for_half_an_hour_and_work_for_twelve(dario: User, enter: Enter) -> None:
    with time_machine.travel(timezone.now(), tick=False) as now:
        client = enter(dario)
        for _ in range(35):
            assert is_in(client, "/mesa/")
            now.shift(20 * MINUTE)
        now.shift(25 * MINUTE)
        assert not is_in(client, "/mesa/")
        client = enter(dario)
        assert is_in(client, "/mesa/")
        now.shift(31 * MINUTE)
        assert not is_in(client, "/mesa/")


def test_a_page_writes_its_session_now_and_then_only(ana: User, enter: Enter) -> None:
    client = enter(ana)
    client.get("/perfil/")
    before = Session.objects.get().expire_date
    client.get("/perfil/")
    assert Session.objects.get().expire_date == before


@pytest.mark.parametrize("what", ["user", "membership", "password", "row"])
def test_c101_the_next_request_is_refused(ana: User, enter: Enter, what: str) -> None:
    client = enter(ana)
    assert is_in(client)
    if what == "user":
        User.objects.filter(pk=ana.pk).update(is_active=False)
    elif what == "membership":
        Membership.objects.filter(user=ana).update(disabled_at=timezone.now())
    elif what == "password":
        ana.set_password("otra-bien-larga-52")
        ana.save()
    else:
        Session.objects.all().delete()
    assert not is_in(client)


@pytest.mark.parametrize("cookie", ['"\\000aaaaaaaa"', "a" * 5000, "ñ" * 40, "", "x"])
def test_c9_a_cookie_that_is_no_key_is_no_session(db: None, cookie: str) -> None:
    answer = Client(headers={"Cookie": f"sessionid={cookie}"}).get("/tickets/")
    assert (answer.status_code, answer["Location"]) == (302, "/entrar/?next=/tickets/")
