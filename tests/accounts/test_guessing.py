"""Guessing by many, from many places: slowed, told to the administrators, no weapon (B4, C097)."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from eticket.accounts.models import Throttle, User
from eticket.accounts.passwords import new_reset_token
from eticket.accounts.signing_in import KnownBrowser, SignInRefused, check_sign_in
from eticket.accounts.throttling import Counter, Pace, TooManyTries, lift, take_try
from eticket.events.asking import asked_by
from eticket.events.models import Event
from eticket.notifications.dispatching import dispatch_events
from eticket.notifications.models import Delivery
from tests.cast import PASSWORD

NOBODY = KnownBrowser()
RFC = "ACM010203AB1"
START = datetime(2026, 11, 2, 15, tzinfo=UTC)


def wrong(address: str, login: str = RFC) -> bool:
    """Whether this wrong try reached the hasher."""
    try:
        with asked_by(address, "Firefox/130 Windows"):
            check_sign_in(login, "equivocada", address=address, browser=NOBODY)
    except SignInRefused:
        return True
    except TooManyTries:
        return False
    raise AssertionError("a wrong password got in")


def alarms() -> list[str]:
    events = Event.objects.filter(kind="security.alarm").order_by("id")
    return [event.data["alarm"] for event in events]


def test_b4_twenty_tries_an_account_and_day_from_however_many_addresses(ana: User) -> None:
    reached = []
    with time_machine.travel(START, tick=False) as clock:
        for minute in range(0, 3 * 24 * 60, 20):
            clock.move_to(START + timedelta(minutes=minute))
            for host in range(3):
                # RFC and e-mail of one person are one account.
                login = RFC if host else ana.email
                if wrong(f"10.{minute // 256}.{minute % 256}.{host}", login):
                    reached.append(minute)
    in_a_day = [sum(m <= one < m + 24 * 60 for one in reached) for m in reached]
    assert max(in_a_day) <= 20
    assert len(reached) >= 20
    # Slowed, never locked: the next try comes within hours.
    assert max(b - a for a, b in pairwise(reached)) <= 8 * 60


def test_c097_after_all_that_the_owner_gets_in_by_known_browser_or_mailbox(
    ana: User, client: Client
) -> None:
    for host in range(30):
        wrong(f"10.0.0.{host}")
    with pytest.raises(TooManyTries):
        check_sign_in(RFC, PASSWORD, address="192.0.2.1", browser=NOBODY)
    known = KnownBrowser(NOBODY.cookie_with(ana))
    assert check_sign_in(RFC, PASSWORD, address="192.0.2.1", browser=known) == ana
    uidb64, token = new_reset_token(ana)
    chosen = {"password": "Jacaranda azul 88", "repeated": "Jacaranda azul 88"}
    path = reverse("account_reset_password_confirm", args=[uidb64, token])
    form = client.get(path).context["form"]
    names = list(form.fields)
    client.post(path, dict(zip(names, chosen.values(), strict=True)))
    page = client.post("/entrar/", {"login": RFC, "password": chosen["password"]})
    assert page.status_code == 302


def test_c097_empty_fields_count_against_nobody(ana: User, client: Client) -> None:
    for _ in range(20):
        client.post("/entrar/", {"login": "", "password": ""})
    assert not Throttle.objects.exists()
    assert client.post("/entrar/", {"login": RFC, "password": PASSWORD}).status_code == 302


def test_c098_behind_the_proxy_only_the_one_who_fails_is_slowed(
    ana: User, carla: User, client: Client, settings: object
) -> None:
    settings.BEHIND_PROXY = True  # type: ignore[attr-defined]

    def enter(login: str, password: str, forwarded: str) -> int:
        sent = {"login": login, "password": password}
        return client.post(
            "/entrar/", sent, headers={"X-Forwarded-For": forwarded}, REMOTE_ADDR="10.0.0.1"
        ).status_code

    # What stands before the proxy's own entry is the client's claim, and changes nothing.
    answers = [enter("x@x.example", "mala", f"203.0.113.{n}, 198.51.100.9") for n in range(7)]
    assert answers == [422] * 5 + [429] * 2
    assert enter("x@x.example", "mala", "198.51.100.9") == 429
    assert enter("carla@otra.example", PASSWORD, "192.0.2.77") == 302


def test_a_persons_own_slips_are_given_back_and_strangers_tries_are_not(ana: User) -> None:
    for host in range(4):
        wrong(f"10.0.0.{host}")
    for _ in range(3):
        wrong("192.0.2.1")
    check_sign_in(RFC, PASSWORD, address="192.0.2.1", browser=NOBODY)
    assert Throttle.objects.get(purpose="sign-in-account").tries == 4
    assert not Throttle.objects.filter(purpose="sign-in-pair", address="192.0.2.1").exists()


def test_a_refusal_is_recorded_without_what_was_typed(ana: User) -> None:
    wrong("192.0.2.1")
    wrong("192.0.2.1", "mi-contraseña-aquí")
    known, unknown = Event.objects.filter(kind="user.sign_in_refused").order_by("id")
    assert (known.subject_id, known.data) == (ana.pk, {"name": ana.name})
    assert "contraseña" not in str(unknown.data)
    assert known.origin.address == "192.0.2.1"
    assert known.origin.browser == "Firefox en Windows"


def test_many_accounts_from_one_address_raise_the_alarm_once_an_hour(
    ana: User, elena: User
) -> None:
    with time_machine.travel(START, tick=False) as clock:
        for n in range(25):
            wrong("203.0.113.5", f"nadie{n}@acme.example")
        assert alarms() == ["address"]
        clock.shift(timedelta(minutes=61))
        for n in range(25, 30):
            wrong("203.0.113.5", f"nadie{n}@acme.example")
        assert alarms() == ["address", "address"]


def test_many_addresses_at_one_account_raise_the_alarm(ana: User, elena: User) -> None:
    for host in range(7):
        wrong(f"10.0.0.{host}")
    assert alarms() == ["account"]
    assert ana.name in Event.objects.get(kind="security.alarm").data["what"]


def test_a_ceiling_raises_the_alarm_and_one_mail_an_hour_tells_of_its_kind(
    ana: User, elena: User
) -> None:
    pace = Pace(free=1, waits=(600,), memory=3600)
    for ceiling in ("sign-in", "rfc"):
        take_try([(ceiling, pace)])
        take_try([(ceiling, pace)])
        for _ in range(3):
            with pytest.raises(TooManyTries):
                take_try([(ceiling, pace)])
    assert alarms() == ["ceiling", "ceiling"]
    dispatch_events()
    mails = Delivery.objects.filter(template="security_alarm")
    assert [mail.address for mail in mails] == [elena.email]


def test_what_is_lifted_may_be_tried_again_and_is_recorded(ana: User, elena: User) -> None:
    counter = Counter(f"reset:{ana.pk}", Pace(free=0, waits=(600,), memory=3600), ana)
    take_try([counter])
    with pytest.raises(TooManyTries):
        take_try([counter])
    lift(Throttle.objects.get(), reason="Llamó por teléfono", by=elena)
    take_try([counter])
    event = Event.objects.get(kind="throttle.lifted")
    assert (event.actor, event.data["who"]) == (elena, ana.email)
    assert event.data["reason"] == "Llamó por teléfono"


def test_b5_a_try_that_must_wait_costs_no_hash(ana: User, monkeypatch: pytest.MonkeyPatch) -> None:
    for host in range(11):
        wrong(f"10.0.0.{host}")
    monkeypatch.setattr(User, "check_password", None)
    monkeypatch.setattr(User, "set_password", None)
    assert not wrong("10.0.1.1")
