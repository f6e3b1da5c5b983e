"""Registering by oneself, walked by people in browsers with the real mails (S15-S35)."""

import re
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from eticket.accounts.models import Account, Contact, Membership, Publisher, Role, User
from eticket.portal import registration_forms
from eticket.privacy.noticing import publish_notice
from tests.journeys import postbox
from tests.journeys.conftest import DESKTOP, PHONE, Opener

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "otra-bien-larga-52"
WAYS = pytest.mark.parametrize(
    ("size", "scripts"),
    [(DESKTOP, True), (PHONE, True), (PHONE, False)],
    ids=["desktop", "phone", "no scripts"],
)


@pytest.fixture(autouse=True)
def _noticed(publisher: Publisher) -> None:
    publish_notice(full="# Responsable\n\ndSoft.", simplified="Responsable: dSoft.", by=None)


@WAYS
def test_a_customer_registers_with_an_address_on_file(
    window: Opener, size: tuple[int, int], scripts: bool
) -> None:
    account = Account.objects.create(
        rfc="ÑA&0502031A0", name="Ñandú y Águila", customer_since=timezone.now()
    )
    Contact.objects.create(account=account, name="Nora Paz", email="nora@nopal.example")
    page = window(size, scripts=scripts)
    page.goto("/entrar/")
    page.get_by_role("link", name="Regístrate aquí").click()
    page.get_by_role("link", name="Registro cliente").click()
    page.get_by_label("RFC").fill("ña& 050203 1a0")
    page.get_by_role("button", name="Siguiente").click()
    page.get_by_label("no•••••@no••••.example").check()
    page.get_by_role("button", name="Siguiente").click()
    expect(page.get_by_role("heading", name="Revise su correo")).to_be_visible()

    finish(page, "nora@nopal.example", "Complete su registro")
    assert Membership.objects.get().role == Role.HOLDER
    page.get_by_role("link", name="Series").filter(visible=True).first.click()
    page.wait_for_url("**/series/")


@WAYS
def test_a_prospect_registers_and_reaches_the_ticket_de_servicio(
    window: Opener, size: tuple[int, int], scripts: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registration_forms, "QUICKEST_SECONDS", 0)
    page = window(size, scripts=scripts)
    page.goto("/registro/cliente/")
    page.get_by_role("link", name="Regístrate aquí").click()
    for label, value in {
        "Nombre o razón social": "Nuevo, S.A.",
        "RFC": "nue010203ab5",
        "Contacto": "Luis Rey",
        "Confirma Correo": "Luis@Nuevo.example",
        "Correo": "luis@nuevo.example",
        "Confirma Teléfono": "044 55 1234 5678",
        "Teléfono": "5512345678",
    }.items():
        page.get_by_label(re.compile(f"^{label}( Opcional)?$")).fill(value)
    page.get_by_role("button", name="Registrarme").click()
    expect(page.get_by_role("heading", name="Revise su correo")).to_be_visible()
    assert not Account.objects.exists()

    finish(page, "luis@nuevo.example", "Sus datos para acceder a eTicket")
    assert User.objects.get().name == "Luis Rey"
    page.goto("/solicitar-ayuda/")
    page.wait_for_url("**/generar/servicio/")


@WAYS
def test_a_customer_registers_with_codes_by_sms_and_by_mail(
    window: Opener, size: tuple[int, int], scripts: bool, settings: Any, tmp_path: Any
) -> None:
    settings.EMAIL_FILE_PATH = tmp_path
    account = Account.objects.create(
        rfc="NOP010203AB4", name="Nopal, S.A.", customer_since=timezone.now()
    )
    Contact.objects.create(account=account, name="Nora Paz", email="nora@nopal.example")
    page = window(size, scripts=scripts)
    page.goto("/registro/")
    page.get_by_role("link", name="Registro con su celular").click()
    page.get_by_label("RFC").fill("nop-010203-ab4")
    page.get_by_role("button", name="Validar").click()
    page.get_by_label("no•••••@no••••.example").check()
    page.get_by_label("Número de celular").fill("044 55 1234 5678")
    page.get_by_role("button", name="Aceptar").click()
    page.wait_for_url("**/registro/celular/codigos/")
    page.reload()
    postbox.work()
    sms = re.findall(r"\b\d{4}\b", postbox.newest_sms_to("+525512345678"))[0]
    letter = postbox.newest_to("nora@nopal.example").text
    mailed = re.findall(r"\d{3} \d{3}", letter)[0]
    assert len(list(tmp_path.glob("*.eml"))) == 1
    # One slip, then both as they came.
    fill_codes(page, f"{(int(sms) + 1) % 10**4:04}", mailed)
    expect(page.get_by_text("Alguno de los códigos no es correcto")).to_be_visible()
    fill_codes(page, sms, mailed)
    page.wait_for_url("**/inicio/")
    assert Membership.objects.get().role == Role.HOLDER
    assert PASSWORD not in letter


def fill_codes(page: Page, sms: str, mailed: str) -> None:
    page.get_by_label("Contraseña", exact=True).fill(PASSWORD)
    page.get_by_label("Confirma Contraseña").fill(PASSWORD)
    page.get_by_label("Código por SMS").fill(sms)
    page.get_by_label("Código por correo").fill(mailed)
    page.get_by_label("Leí y acepto el Aviso de Privacidad.").check()
    page.get_by_role("button", name="Registrarme").click()


def finish(page: Page, address: str, subject: str) -> None:
    """Open the mail, look at its page, choose a password, land signed in."""
    postbox.work()
    mail = postbox.newest_to(address)
    assert subject in mail.subject
    assert PASSWORD not in mail.text
    path = postbox.path(next(link for link in mail.links if "/registro/" in link))
    page.goto(path)
    page.goto(path)
    page.get_by_label("Contraseña", exact=True).fill(PASSWORD)
    page.get_by_label("Confirma Contraseña").fill(PASSWORD)
    page.get_by_label("Leí y acepto el Aviso de Privacidad.").check()
    page.get_by_role("button", name="Completar registro").click()
    page.wait_for_url("**/inicio/")
    spent: Any = page.request.get(path)
    assert spent.status == 410
