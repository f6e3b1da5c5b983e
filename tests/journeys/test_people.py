"""Additional users, by the people concerned: invited, come in on a phone, shut out."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from eticket.accounts.models import Membership, Publisher, Role, User
from tests.journeys import postbox
from tests.journeys.conftest import PHONE, Opener
from tests.journeys.test_main_job import see

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHRASE = "mi-gato-come-tunas-9"


def test_a_colleague_is_invited_comes_in_on_a_phone_and_is_shut_out(
    window: Opener, sign_in: Callable[[Page, User], None], publisher: Publisher, ana: User
) -> None:
    titular, phone = window(), window(PHONE, scripts=False)
    sign_in(titular, ana)
    titular.get_by_role("link", name="Usuarios").first.click()
    titular.get_by_role("link", name="Invitar").click()
    titular.get_by_label("Nombre").fill("Luz Mar")
    titular.get_by_label("Correo").fill("Luz@acme.example")
    titular.get_by_role("button", name="Enviar invitación").click()
    see(titular, "Invitaciones por aceptar")

    postbox.work()
    mail = postbox.newest_to("luz@acme.example")
    phone.goto(postbox.path(next(link for link in mail.links if "/invitacion/" in link)))
    phone.get_by_label("Contraseña", exact=True).fill(PHRASE)
    phone.get_by_label("Confirma Contraseña").fill(PHRASE)
    phone.get_by_role("button", name="Aceptar e ingresar").click()
    phone.wait_for_url("**/inicio/")
    see(phone, "Acme, S.A. de C.V.")

    titular.goto("/usuarios/")
    titular.get_by_role("row").filter(has_text="luz@acme.example").click()
    titular.get_by_label("Rol", exact=True).select_option(Role.OWN_TICKETS)
    titular.get_by_role("button", name="Guardar rol").click()
    titular.wait_for_url(re.compile("/usuarios/$"))
    assert Membership.objects.get(user__email="luz@acme.example").role == Role.OWN_TICKETS

    titular.get_by_role("row").filter(has_text="luz@acme.example").click()
    titular.get_by_role("button", name="Quitar acceso").click()
    expect(titular.get_by_role("row").filter(has_text="luz@acme.example")).to_contain_text(
        "Sin acceso"
    )
    phone.goto("/inicio/")
    phone.wait_for_url("**/entrar/**")
