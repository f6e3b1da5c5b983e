"""Back, forward, refusals and lost sessions: nothing is lost on the way."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from eticket.accounts.models import Publisher, User
from eticket.licensing.models import Product, Serial
from eticket.tickets.models import Ticket
from tests.journeys.conftest import Opener

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SignIn = Callable[[Page, User], None]


def test_c141_back_shows_whole_pages_with_filter_and_place_kept(
    window: Opener,
    sign_in: SignIn,
    publisher: Publisher,
    ana: User,
    product: Product,
    opened: Callable[..., Ticket],
) -> None:
    product.max_open_tickets = 100
    product.save()
    for number in range(30):
        opened(subject=f"Asunto {number}")
    page = window()
    sign_in(page, ana)
    page.goto("/tickets/")
    page.get_by_role("searchbox").last.fill("asunto")
    page.wait_for_url("**q=asunto**")
    page.get_by_role("link", name=re.compile("^Siguientes")).click()
    expect(page.get_by_text("26 a 30 de 30")).to_be_visible()
    page.locator('a[href^="/tickets/S_"]').first.click()
    page.wait_for_url(re.compile("/tickets/S_"))
    page.go_back()
    expect(page.get_by_text("26 a 30 de 30")).to_be_visible()
    expect(page.get_by_role("banner")).to_be_visible()
    page.go_back()
    expect(page.get_by_text("1 a 25 de 30")).to_be_visible()
    expect(page.get_by_role("searchbox").last).to_have_value("asunto")
    page.go_forward()
    expect(page.get_by_text("26 a 30 de 30")).to_be_visible()
    assert Ticket.objects.count() == 30


def test_a_refused_ticket_becomes_a_reply_to_the_open_one(
    window: Opener,
    sign_in: SignIn,
    publisher: Publisher,
    ana: User,
    serial: Serial,
    opened: Callable[..., Ticket],
) -> None:
    ticket = opened(follow_up_email=ana.email)
    page = window()
    sign_in(page, ana)
    page.goto(f"/tickets/generar/soporte/{serial.number}/")
    page.get_by_label("Asunto").fill("Otra vez la nómina")
    page.get_by_label("Descripción del problema").fill("Ahora marca CFDI40148.")
    page.get_by_role("button", name="Generar Ticket").click()
    expect(
        page.get_by_text(
            "Ya cuenta con un ticket abierto para el sistema y correo solicitado, "
            "favor de consultar la lista de tickets"
        ).first
    ).to_be_visible()
    page.get_by_role("button", name=re.compile("Agregar")).first.click()
    page.wait_for_url(re.compile(f"/tickets/{ticket.number}/"))
    expect(page.get_by_text("Ahora marca CFDI40148.").filter(visible=True).first).to_be_visible()
    assert ticket.messages.count() == 2


def test_c111_a_session_that_ends_while_writing_loses_no_word(
    window: Opener, sign_in: SignIn, publisher: Publisher, ana: User, ticket: Ticket
) -> None:
    page = window()
    sign_in(page, ana)
    page.goto(f"/tickets/{ticket.number}/")
    box = page.get_by_role("textbox", name=re.compile("respuesta")).filter(visible=True).first
    box.fill("Media hora escribiendo esto.")
    ana.sessions.all().delete()
    page.get_by_role("button", name=re.compile("^Responder")).filter(visible=True).click()
    page.get_by_label("RFC o Correo Electrónico").fill(ana.email)
    page.get_by_label("Contraseña", exact=True).fill("correcta-grapa-nopal-47")
    page.get_by_role("button", name="INGRESAR").click()
    send = page.get_by_role("button", name=re.compile("Enviar|Responder")).filter(visible=True)
    send.first.click()
    expect(
        page.get_by_text("Media hora escribiendo esto.").filter(visible=True).first
    ).to_be_visible()
    assert ticket.messages.last().body == "Media hora escribiendo esto."
