"""¿Contraseña olvidada? (S11): the same answer always, a link that looking does not spend."""

import re
from typing import Any

import pytest
from django.test import Client

from eticket.accounts.models import Publisher, User
from eticket.accounts.passwords import new_reset_token
from eticket.events.models import Event
from tests.cast import PASSWORD

NEW = "otra-bien-larga-52"


def link(user: User) -> str:
    return "/contrasena/{}/{}/".format(*new_reset_token(user))


def set_password(client: Client, path: str, password: str = NEW, confirm: str = "") -> Any:
    return client.post(path, {"password": password, "confirm": confirm or password})


@pytest.mark.parametrize("login", ["ana@acme.example", "nadie@acme.example", "ACM010203ZZ9"])
def test_b2_the_answer_is_the_same_for_everybody(client: Client, ana: User, login: str) -> None:
    answer = client.post("/contrasena/", {"login": login})
    assert (answer.status_code, answer["Location"]) == (302, "/contrasena/?enviado")
    assert "Si ese RFC o correo tiene una cuenta" in client.get(answer["Location"]).content.decode()


def test_the_request_is_recorded_for_the_mail(client: Client, ana: User) -> None:
    client.post("/contrasena/", {"login": "ACM010203AB1"})
    client.post("/contrasena/", {"login": "ACM010203AB1"})
    assert Event.objects.get(kind="user.password_reset_requested").subject_id == ana.pk


def test_an_empty_field_is_asked_again(client: Client, db: None) -> None:
    answer = client.post("/contrasena/", {"login": " "})
    assert answer.status_code == 422
    assert "Escriba su RFC o su correo" in answer.content.decode()


def test_b8_looking_spends_nothing_and_the_first_use_everything(client: Client, ana: User) -> None:
    path = link(ana)
    for _ in range(3):
        assert client.get(path).status_code == 200
        assert client.head(path).status_code == 200
    answer = set_password(client, path)
    assert answer["Location"] == "/entrar/"
    assert "quedó cambiada" in client.get("/entrar/").content.decode()
    assert client.get(path).status_code == 410
    assert set_password(client, path).status_code == 410
    assert (
        client.post("/entrar/", {"login": "ana@acme.example", "password": PASSWORD}).status_code
        == 422
    )
    assert (
        client.post("/entrar/", {"login": "ana@acme.example", "password": NEW}).status_code == 302
    )


def test_b8_the_page_tells_its_address_to_nobody(
    client: Client, ana: User, publisher: Publisher
) -> None:
    for answer in (client.get(link(ana)), client.get("/contrasena/MQ/x/")):
        assert answer["Referrer-Policy"] == "strict-origin"
        assert answer["Cache-Control"] == "no-store"
        assert not re.search(r'(?:src|href)="(?:https?:)?//', answer.content.decode())


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("corta", "10 como mínimo"),
        ("contraseña2026", "fácil de adivinar"),
        ("mi ACM010203AB1", "fácil de adivinar"),
        ("qwertyuiop", "común"),
        ("ana@acme.example", "similar"),
        ("7401234567890123", "numérica"),
        ("x" * 129, "128 caracteres como máximo"),
    ],
)
def test_a_weak_password_is_refused_with_the_reason(
    client: Client, ana: User, password: str, why: str
) -> None:
    answer = set_password(client, link(ana), password)
    assert answer.status_code == 422
    assert why in answer.content.decode()
    assert password not in re.sub(
        r"<strong>.*?</strong>|<input type=\"hidden\"[^>]*>", "", answer.content.decode()
    )


def test_both_passwords_must_be_the_same(client: Client, ana: User) -> None:
    answer = set_password(client, link(ana), NEW, "otra-cosa-distinta")
    assert "No coincide con la contraseña nueva" in answer.content.decode()


def test_c091_a_foreign_host_is_refused(client: Client, ana: User) -> None:
    asked = {"login": "ana@acme.example"}
    assert client.post("/contrasena/", asked, headers={"Host": "malo.example"}).status_code == 400
    client.post("/contrasena/", asked, headers={"X-Forwarded-Host": "malo.example"})
    assert "malo" not in str(Event.objects.get().data)
