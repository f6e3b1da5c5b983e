"""Between the password and the session (B9; product.md, Registration 6)."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone

from eticket.accounts.models import Session, User
from eticket.accounts.second_factor import enrol, is_enrolled
from tests.cast import PASSWORD, TOTP_SECRET, code_now, with_authenticator

Enter = Callable[[User], Client]
STEP, ENROL = "/entrar/segundo-paso/", "/entrar/activar/"
DESK = "/mesa/"


def half_in(user: User, **more: Any) -> Client:
    """The browser of somebody whose password was right."""
    client = Client()
    answer = client.post("/entrar/", {"login": user.email, "password": PASSWORD, **more})
    assert answer["Location"] == STEP
    return client


def test_b9_a_password_alone_opens_nothing_to_staff(dario: User) -> None:
    client = half_in(with_authenticator(dario))
    for page in (DESK, "/mesa/clientes/", "/seguridad/", "/mesa/catalogos/"):
        assert client.get(page)["Location"].startswith("/entrar/")
    assert not Session.objects.filter(user=dario).exists()
    answer = client.post(STEP, {"code": code_now()})
    assert answer["Location"] == "/"
    assert client.get(DESK).status_code in (200, 302)
    assert Session.objects.get(user=dario)


def test_a_wrong_code_is_said_at_the_field(dario: User) -> None:
    client = half_in(with_authenticator(dario))
    answer = client.post(STEP, {"code": "000000"})
    assert answer.status_code == 422
    assert "El código no es correcto" in answer.text
    assert client.get(DESK)["Location"].startswith("/entrar/")


def test_staff_without_one_enrol_before_anything_else(dario: User) -> None:
    client = half_in(dario)
    assert client.get(STEP)["Location"] == ENROL
    page = client.get(ENROL)
    assert "<svg" in page.text
    assert "no-store" in page["Cache-Control"]
    secret = client.session["second_factor_secret"]
    assert client.post(ENROL, {"code": "000000"}).status_code == 422
    done = client.post(ENROL, {"code": code_now(secret)})
    codes = re.findall(r"<li>([0-9A-Z]{3}-[0-9A-Z]{3}-[0-9A-Z]{3})</li>", done.text)
    assert len(codes) == 10
    assert is_enrolled(dario)
    assert client.get(DESK).status_code in (200, 302)
    assert "second_factor_secret" not in client.session


def test_who_is_enrolled_cannot_enrol_again_with_the_password_alone(dario: User) -> None:
    client = half_in(with_authenticator(dario))
    assert client.get(ENROL)["Location"] == STEP
    assert client.post(ENROL, {"code": code_now()})["Location"] == STEP


def test_customers_who_chose_it_are_asked_and_others_are_not(ana: User, bruno: User) -> None:
    client = half_in(with_authenticator(ana))
    assert client.post(STEP, {"code": code_now()})["Location"] == "/"
    fields = {"login": bruno.email, "password": PASSWORD}
    assert Client().post("/entrar/", fields)["Location"] == "/"


def test_a_code_on_paper_opens_too(ana: User) -> None:
    codes = enrol(ana, TOTP_SECRET, code_now())
    assert half_in(ana).post(STEP, {"code": codes[3]})["Location"] == "/"


def test_one_arrives_where_one_was_going(ana: User) -> None:
    with_authenticator(ana)
    client = Client()
    fields = {"login": ana.email, "password": PASSWORD}
    client.post("/entrar/?next=/series/", fields)
    assert client.post(STEP, {"code": code_now()})["Location"] == "/series/"


def test_c111_a_form_that_was_on_its_way_is_still_there(ana: User) -> None:
    with_authenticator(ana)
    client = Client()
    page = client.post("/entrar/?next=/perfil/", {"name": "Ana María Ruiz"})
    (kept,) = re.findall(r'name="kept" value="([^"]+)"', page.text)
    client.post("/entrar/", {"login": ana.email, "password": PASSWORD, "kept": kept})
    answer = client.post(STEP, {"code": code_now()})
    assert 'value="Ana María Ruiz"' in answer.text


def test_waiting_ends_after_ten_minutes_and_by_another_account(dario: User) -> None:
    with time_machine.travel(timezone.now(), tick=False) as now:
        client = half_in(with_authenticator(dario))
        assert client.get("/entrar/")["Location"] == STEP
        assert client.get("/entrar/?otra").status_code == 200
        assert client.get(STEP)["Location"] == "/entrar/"
        client = half_in(dario)
        now.shift(timedelta(minutes=11))
        assert client.post(STEP, {"code": code_now()})["Location"] == "/entrar/"


def test_a_password_changed_meanwhile_ends_the_waiting(dario: User) -> None:
    client = half_in(with_authenticator(dario))
    dario.set_password("otra-frase-del-todo-distinta")
    dario.save()
    assert client.post(STEP, {"code": code_now()})["Location"] == "/entrar/"


def test_the_session_has_another_key_afterwards(dario: User) -> None:
    client = half_in(with_authenticator(dario))
    before = client.cookies["sessionid"].value
    client.post(STEP, {"code": code_now()})
    assert client.cookies["sessionid"].value != before


def test_without_a_password_there_is_no_second_step(client: Client) -> None:
    assert client.get(STEP)["Location"] == "/entrar/"
    assert client.post(ENROL, {"code": "1"})["Location"] == "/entrar/"


def test_one_activates_changes_and_removes_ones_own(ana: User, enter: Enter) -> None:
    client = enter(ana)
    assert "Activar" in client.get("/seguridad/").text
    client.get("/seguridad/activar/")
    secret = client.session["second_factor_secret"]
    fields = {"code": code_now(secret), "password": "no es esta"}
    assert client.post("/seguridad/activar/", fields).status_code == 422
    assert not is_enrolled(ana)
    done = client.post("/seguridad/activar/", fields | {"password": PASSWORD})
    assert "Códigos de recuperación" in done.text
    assert "Activo desde" in client.get("/seguridad/").text
    assert client.post("/seguridad/codigos/", {"password": "no"}).status_code == 422
    assert "Códigos" in client.post("/seguridad/codigos/", {"password": PASSWORD}).text
    assert client.post("/seguridad/quitar/", {"password": PASSWORD}).status_code == 302
    assert not is_enrolled(ana)


def test_staff_change_theirs_and_cannot_remove_it(dario: User, enter: Enter) -> None:
    client = enter(with_authenticator(dario))
    assert "Quitar" not in client.get("/seguridad/").text
    assert client.post("/seguridad/quitar/", {"password": PASSWORD})["Location"] == "/seguridad/"
    assert is_enrolled(dario)


@pytest.mark.parametrize("path", ["/seguridad/codigos/", "/seguridad/quitar/"])
def test_without_one_there_is_nothing_to_ask(ana: User, enter: Enter, path: str) -> None:
    assert enter(ana).get(path)["Location"] == "/seguridad/"
    assert mail.outbox == []
