"""Registro en la app on the web: three pages, with what the source has on them (S91-S96)."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from eticket.accounts import coding
from eticket.accounts.models import Account, CodePair, Contact, Publisher, User
from eticket.notifications.dispatching import dispatch_events
from eticket.notifications.models import Delivery

NORA = "nora@nopal.example"
START, CODES, RESEND = (
    "/registro/celular/",
    "/registro/celular/codigos/",
    "/registro/celular/reenviar/",
)
PASSWORD = "otra-bien-larga-52"


@pytest.fixture
def nopal(publisher: Publisher) -> Account:
    account = Account.objects.create(
        rfc="NOP010203AB4", name="Nopal, S.A.", customer_since=timezone.now()
    )
    Contact.objects.create(account=account, name="Nora Paz", email=NORA)
    return account


def choose(client: Client, phone: str = "55 1234 5678") -> Any:
    """The second page, posted with the first address on it."""
    path = client.post(START, {"rfc": "nop010203ab4"})["Location"]
    page = client.get(path).content.decode()
    keys = re.findall(r'name="email" value="([^"]+)"', page)
    return client.post(path, {"email": keys[0], "phone": phone})


def given(**changed: str) -> dict[str, str]:
    pair = CodePair.objects.latest("pk")
    right = {
        "password": PASSWORD,
        "confirm": PASSWORD,
        "sms": coding.sms_code(pair),
        "mail": coding.mail_code(pair),
    }
    return right | changed


def test_s92_to_s96_the_way_from_the_rfc_to_being_signed_in(nopal: Account, client: Client) -> None:
    assert ">Validar<" in client.get(START).content.decode()
    answer = choose(client)
    assert answer["Location"] == CODES
    page = client.get(CODES).content.decode()
    for words in ("Registrarme", "Código por SMS", "Código por correo", "no•••••@no••••.example"):
        assert words in page
    assert NORA not in page
    assert "5512345678" not in page.replace(" ", "")
    code = coding.mail_code(CodePair.objects.get())
    answer = client.post(CODES, given(mail=f" {code[:3]} {code[3:]} "))
    assert answer["Location"] == "/"
    assert client.get("/inicio/").status_code == 200
    assert client.cookies["registration"].value == ""


def test_the_fields_help_phones_to_fill_them(nopal: Account, client: Client) -> None:
    choose(client)
    page = client.get(CODES).content.decode()
    sms = re.search(r'<input[^>]*name="sms"[^>]*>', page).group()
    mail = re.search(r'<input[^>]*name="mail"[^>]*>', page).group()
    assert 'autocomplete="one-time-code"' in sms
    assert 'inputmode="numeric"' in sms
    assert 'inputmode="numeric"' in mail
    assert "one-time-code" not in mail


def test_b3_the_key_is_in_a_cookie_that_scripts_cannot_read(nopal: Account, client: Client) -> None:
    cookie = choose(client).cookies["registration"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert Client().get(CODES).status_code == 410


def test_c099_wrong_codes_say_how_many_tries_are_left_then_others_can_be_asked_for(
    nopal: Account, client: Client
) -> None:
    choose(client)
    wrong = given(sms=f"{(int(given()['sms']) + 1) % 10**4:04}")
    for words in ("Le quedan 2 intentos", "Le queda 1 intento"):
        page = client.post(CODES, wrong)
        assert page.status_code == 422
        assert words in page.content.decode()
    page = client.post(CODES, wrong)
    assert "Esos códigos ya no sirven" in page.content.decode()
    page = client.post(CODES, given())
    assert page.status_code == 422
    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("sms", "12", "Son 4 números."),
        ("sms", "", "Escriba el código que llegó por SMS."),
        ("mail", "1234567", "Son 6 números."),
        ("mail", "", "Escriba el código que llegó por correo."),
        ("confirm", "otra", "No coincide"),
        ("password", "corta", "Faltan caracteres"),
    ],
)
def test_a_form_with_a_slip_costs_no_try(
    nopal: Account, client: Client, field: str, value: str, words: str
) -> None:
    choose(client)
    page = client.post(CODES, given(**{field: value}))
    assert page.status_code == 422
    assert words in page.content.decode()
    assert CodePair.objects.get().tries == 0


def test_c100_reloading_sends_nothing_and_a_refused_resend_leaves_the_codes(
    nopal: Account, client: Client
) -> None:
    choose(client)
    for _ in range(10):
        client.get(CODES)
    assert client.post(RESEND)["Location"] == CODES
    page = client.get(CODES).content.decode()
    assert "espere 1 minuto" in page
    dispatch_events()
    assert CodePair.objects.count() == 1
    assert Delivery.objects.filter(channel="sms").count() == 1
    assert client.post(CODES, given())["Location"] == "/"


def test_c100_other_codes_are_sent_after_the_wait_and_the_page_says_which_are_right(
    nopal: Account, client: Client
) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        choose(client)
        first = given()
        clock.shift(timedelta(minutes=1))
        client.post(RESEND)
        assert "Los anteriores ya no sirven" in client.get(CODES).content.decode()
        assert "Alguno de los códigos" in client.post(CODES, first).content.decode()
        assert client.post(CODES, given())["Location"] == "/"


@pytest.mark.parametrize("phone", ["800 123 4567", "+1 915 555 0123", "55 1234 5678 ext 3", "123"])
def test_c108_only_what_can_be_a_mexican_mobile_gets_a_message(
    nopal: Account, client: Client, phone: str
) -> None:
    page = choose(client, phone)
    assert page.status_code == 422
    assert "10 dígitos de un celular de México" in page.content.decode()
    assert not CodePair.objects.exists()


@pytest.mark.parametrize(
    "phone", ["442 123 4567", "811 234 5678", "044 55 1234 5678", "+5215512345678"]
)
def test_c107_c108_every_mexican_mobile_is_taken_and_another_way_is_offered(
    nopal: Account, client: Client, phone: str
) -> None:
    assert choose(client, phone).status_code == 302
    page = client.get(CODES).content.decode()
    assert "¿No llega el SMS?" in page
    assert 'href="/registro/cliente/"' in page


def test_b2_an_address_that_signs_in_answers_like_any_other(
    acme: Account, ana: User, nopal: Account
) -> None:
    client, other = Client(), Client()
    path = client.post(START, {"rfc": acme.rfc})["Location"]
    [key] = re.findall(r'name="email" value="([^"]+)"', client.get(path).content.decode())
    assert client.post(path, {"email": key, "phone": "5587654321"})["Location"] == CODES
    choose(other)
    assert client.get(CODES).status_code == other.get(CODES).status_code == 200
    dispatch_events()
    assert Delivery.objects.get(address=ana.email).template == "registration_known"
    assert Delivery.objects.filter(channel="sms").count() == 2


def test_an_unknown_or_generic_rfc_leads_to_the_prospects_form(
    publisher: Publisher, client: Client
) -> None:
    for rfc in ("NUE010203AB5", "XAXX010101000"):
        page = client.post(START, {"rfc": rfc})
        assert page.status_code == 422
        assert "Registro prospecto" in page.content.decode()


def test_without_a_provider_the_way_is_neither_offered_nor_there(
    nopal: Account, client: Client, settings: Any
) -> None:
    assert "Registro con su celular" in client.get("/registro/").content.decode()
    settings.SMS_PROVIDER = ""
    assert "Registro con su celular" not in client.get("/registro/").content.decode()
    for path in (START, CODES, f"{START}elegir/x/"):
        assert client.get(path).status_code == 404


def test_b1_nobody_is_signed_in_by_looking(nopal: Account, client: Client) -> None:
    choose(client)
    client.get(CODES)
    client.head(CODES)
    assert not User.objects.exists()
    assert CodePair.objects.get().tries == 0
