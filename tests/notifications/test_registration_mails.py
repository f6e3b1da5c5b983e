"""What who asks to register reads: the way in, or why there is none, told to the address only."""

import re
from collections.abc import Callable
from email.message import EmailMessage
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from eticket.accounts import coding
from eticket.accounts.models import Account, CodePair, Contact, Publisher, Registration, User
from eticket.accounts.registering import ask_as_customer, ask_as_prospect
from eticket.accounts.vouching import finish_by_phone
from eticket.notifications.models import Delivery, State
from tests.notifications.conftest import Sink, html_of, text_of

Deliver = Callable[[], None]
LINK = re.compile(r"http://localhost:8000(/[^\s\"<]*)")


@pytest.fixture
def ask(publisher: Publisher, sink: Sink, deliver: Deliver) -> Callable[..., EmailMessage]:
    """The mail that a prospect gets who typed this RFC and this address."""

    def make(rfc: str = "NUE010203AB5", email: str = "luis@nuevo.example") -> EmailMessage:
        ask_as_prospect(
            name="Compre en malo.example",
            rfc=rfc,
            contact="<b>Gane</b> malo.example",
            email=email,
            phone="+525512345678",
            address="192.0.2.1",
        )
        deliver()
        [mail] = sink.to(email)
        return mail

    return make


def bodies(mail: EmailMessage) -> list[str]:
    return [text_of(mail), " ".join(unescape(html_of(mail)).split())]


def links(mail: EmailMessage) -> set[str]:
    found = set(LINK.findall(text_of(mail)))
    assert found <= set(LINK.findall(unescape(html_of(mail))))
    return found


def test_s35_the_prospects_mail_has_the_words_of_the_guide_and_no_password(
    ask: Callable[..., EmailMessage], client: Client
) -> None:
    mail = ask()
    for body in bodies(mail):
        for words in (
            "Estimado usuario:",
            "en el proceso de registro elaborado por el administrador de la plataforma",
            "levantamiento de ticket de soporte",
            "Sus datos para acceder a la plataforma eTicket son los siguientes:",
            "Correo Electrónico",
            "luis@nuevo.example",
            "Contraseña",
            "Ingreso Plataforma",
            "Gracias por su preferencia.",
            "Atentamente,",
            "fue enviado automáticamente, favor de no contestarlo",
        ):
            assert words in body
    [path] = links(mail)
    assert client.get(path).status_code == 200


def test_e6_no_mail_of_a_registration_carries_what_a_stranger_typed(
    ask: Callable[..., EmailMessage], ana: User
) -> None:
    mails = [ask(), ask("ACM010203AB1", "otro@nuevo.example"), ask(email="ana@acme.example")]
    for mail in mails:
        for body in (*bodies(mail), str(mail["Subject"])):
            assert "malo" not in body
            assert "Gane" not in body


def test_a_customers_mail_leads_to_the_page_that_completes_it(
    publisher: Publisher, acme: Account, sink: Sink, deliver: Deliver, client: Client
) -> None:
    Contact.objects.create(account=acme, name="Nora Paz", email="nora@acme.example")
    ask_as_customer(acme, "nora@acme.example")
    deliver()
    [mail] = sink.to("nora@acme.example")
    assert all("Complete su registro" in body for body in bodies(mail))
    [path] = links(mail)
    assert "Acme" in client.get(path).content.decode()


def test_an_address_that_signs_in_is_led_to_signing_in(
    ask: Callable[..., EmailMessage], ana: User
) -> None:
    mail = ask(email="ana@acme.example")
    assert all("Ya tiene acceso a eTicket" in body for body in bodies(mail))
    assert links(mail) == {"/entrar/"}


def test_a_customers_rfc_typed_as_a_prospect_leads_to_registro_cliente(
    ask: Callable[..., EmailMessage], acme: Account
) -> None:
    mail = ask(acme.rfc)
    assert all("Ese RFC ya tiene una cuenta" in body for body in bodies(mail))
    assert links(mail) == {"/registro/cliente/"}


def test_a_full_account_is_told_to_the_address_only(
    publisher: Publisher, otra: Account, carla: User, sink: Sink, deliver: Deliver
) -> None:
    Contact.objects.create(account=otra, name="Ciro", email="ciro@otra.example")
    ask_as_customer(otra, "ciro@otra.example")
    deliver()
    [mail] = sink.to("ciro@otra.example")
    assert all("no le quedan usuarios adicionales" in body for body in bodies(mail))
    assert links(mail) == {"/entrar/"}


@pytest.mark.parametrize("then", ["used", "swept", "shut out"])
def test_what_is_over_before_it_is_sent_is_not_sent(
    publisher: Publisher, ana: User, sink: Sink, deliver: Deliver, then: str
) -> None:
    ask_as_prospect(name="A", rfc="NUE010203AB5", contact="", phone="", address="", email=ana.email)
    if then == "used":
        Registration.objects.update(used_at=timezone.now())
    elif then == "swept":
        Registration.objects.all().delete()
    else:
        User.objects.filter(pk=ana.pk).update(is_active=False)
    deliver()
    assert sink.mails == []
    assert not Delivery.objects.filter(state=State.PENDING).exists()


def test_s21_everybody_on_file_learns_of_a_registration_by_phone_and_of_its_address_masked(
    publisher: Publisher,
    acme: Account,
    ana: User,
    dario: User,
    sink: Sink,
    deliver: Deliver,
    client: Client,
) -> None:
    Contact.objects.create(account=acme, name="Nora Paz", email="nora@acme.example")
    finish_by_phone(
        acme, name="Luz", email="luz@nueva.example", phone="", reason="Sin correo", by=dario
    )
    deliver()
    for address in ("ana@acme.example", "nora@acme.example"):
        [mail] = sink.to(address)
        for body in bodies(mail):
            assert "l•••••@nu••••.example" in body
            assert "llame hoy mismo al 55 5677 3812" in body
            assert "luz@nueva.example" not in body
            assert "Sin correo" not in body
    [link] = sink.to("luz@nueva.example")
    [path] = links(link)
    assert "Acme" in client.get(path).content.decode()


def test_the_mail_with_a_code_leads_to_the_page_that_asks_for_it(
    publisher: Publisher, otra: Account, sink: Sink, deliver: Deliver
) -> None:
    Contact.objects.create(account=otra, name="Ciro", email="ciro@otra.example")
    coding.ask_for_codes(otra, "ciro@otra.example", "+525512345678", address="192.0.2.1")
    deliver()
    [mail] = sink.to("ciro@otra.example")
    code = coding.mail_code(CodePair.objects.get())
    assert all(f"{code[:3]} {code[3:]}" in body for body in bodies(mail))
    assert code[:3] not in str(mail["Subject"])
    assert links(mail) == {"/registro/celular/codigos/"}
