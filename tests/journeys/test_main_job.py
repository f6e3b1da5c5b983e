"""The main job, walked by people in browsers: raise, answer, close, mail, rate."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from eticket.accounts.models import Publisher, User
from eticket.licensing.models import Serial
from eticket.tickets.models import Area, Rating, Status, Ticket
from tests.journeys import postbox
from tests.journeys.conftest import PHONE, Opener

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SignIn = Callable[[Page, User], None]


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    picture = tmp_path / "captura del error.png"
    picture.write_bytes(postbox.PIXEL)
    log = tmp_path / "bitácora año.log"
    log.write_text("10:24 CFDI40147 en 12 recibos\n" * 40, "utf-8")
    return [picture, log]


@pytest.mark.parametrize(
    ("size", "scripts"),
    [(None, True), (PHONE, True), (None, False)],
    ids=["desktop", "phone", "no scripts"],
)
def test_a_ticket_is_raised_answered_closed_and_rated_from_the_mail(
    window: Opener,
    sign_in: SignIn,
    publisher: Publisher,
    ana: User,
    dario: User,
    serial: Serial,
    files: list[Path],
    size: tuple[int, int] | None,
    scripts: bool,
) -> None:
    options: dict[str, Any] = {"scripts": scripts} | ({"size": size} if size else {})
    customer, agent = window(**options), window(scripts=scripts)

    sign_in(customer, ana)
    raise_ticket(customer, serial, files)
    ticket = Ticket.objects.get()
    see(customer, ticket.number)
    assert sorted(ticket.attachments.values_list("name", flat=True)) == [
        "bitácora año.log",
        "captura del error.png",
    ]

    sign_in(agent, dario)
    agent.goto(f"/mesa/tickets/{ticket.number}/")
    say(agent, "¿Nos comparte el XML que devolvió el PAC?")
    ticket.refresh_from_db()
    assert (ticket.status, ticket.assigned_to) == (Status.WAITING, dario)

    customer.goto("/inicio/")
    see(customer, "¿Nos comparte el XML")
    customer.get_by_role("link", name=re.compile("^Responder")).filter(visible=True).first.click()
    customer.get_by_role("textbox", name=re.compile("respuesta")).filter(visible=True).first.fill(
        "Aquí está el XML."
    )
    customer.get_by_role("button", name=re.compile("^Responder")).click()
    see(customer, "Aquí está el XML.")

    agent.goto(f"/mesa/tickets/{ticket.number}/")
    close(agent, "El régimen era 612 en lugar de 605; ya timbran.")
    ticket.refresh_from_db()
    assert ticket.status == Status.CLOSED

    postbox.work()
    closing = postbox.newest_to("ana@acme.example")
    assert "El régimen era 612" in closing.text
    visitor = window(**options)
    visitor.goto(postbox.path(next(link for link in closing.links if "/calificar/" in link)))
    visitor.get_by_label(re.compile("Buena")).check(force=True)
    visitor.get_by_role("button", name=re.compile("Calificar")).click()
    see(visitor, re.compile("Gracias"))
    assert Rating.objects.get().stars == 4


def test_the_main_job_needs_no_mouse(
    window: Opener, publisher: Publisher, soporte: Area, ana: User, serial: Serial
) -> None:
    page = window()
    page.goto("/entrar/")
    page.keyboard.type(ana.email)
    page.keyboard.press("Tab")
    reach(page, "Contraseña")
    page.keyboard.type("correcta-grapa-nopal-47")
    page.keyboard.press("Enter")
    page.wait_for_url("**/inicio/")
    reach(page, "Ticket de soporte")
    page.keyboard.press("Enter")
    page.wait_for_url("**/tickets/generar/**")
    reach(page, "Generar", exact=False)
    page.keyboard.press("Enter")
    page.wait_for_url("**/soporte/**")
    reach(page, "Asunto")
    page.keyboard.type("No importa las incapacidades")
    reach(page, "Descripción del problema")
    page.keyboard.type("Marca folio duplicado.")
    reach(page, "Generar Ticket")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/tickets/S_"))
    assert Ticket.objects.get().subject == "No importa las incapacidades"


def raise_ticket(page: Page, serial: Serial, files: list[Path]) -> None:
    page.goto("/tickets/")
    page.get_by_role("link", name="Ticket de soporte").filter(visible=True).first.click()
    page.get_by_role("row").filter(has_text=serial.number).click()
    page.get_by_label("Asunto").fill("Error al timbrar la nómina")
    page.get_by_label("Descripción del problema").fill("Marca CFDI40147 en 12 recibos.")
    page.locator('input[type="file"]').first.set_input_files(files)
    page.get_by_role("button", name="Generar Ticket").click()
    page.wait_for_url(re.compile(r"/tickets/S_"))


def see(page: Page, text: str | re.Pattern[str]) -> None:
    """The text is on the page for a person to see, not only in some hidden place."""
    expect(page.get_by_text(text).filter(visible=True).first).to_be_visible()


def say(page: Page, text: str) -> None:
    page.get_by_role("textbox", name="Respuesta", exact=True).fill(text)
    page.get_by_role("button", name=re.compile("Responder y esperar")).first.click()
    see(page, text)


def close(page: Page, solution: str) -> None:
    page.get_by_role("textbox", name="Respuesta", exact=True).fill(solution)
    page.locator('summary[aria-label="Otras formas de enviar"]').click()
    page.get_by_role("button", name="Cerrar con solución").click()
    see(page, "Solución")


def reach(page: Page, name: str, *, exact: bool = True) -> None:
    """Press Tab until the focus is on what bears this name, as a keyboard user does."""
    for _ in range(80):
        said = page.evaluate(
            """() => { const e = document.activeElement; const l = e.labels && e.labels[0];
            const said = e.getAttribute('aria-label') || (l && l.innerText) || e.innerText || '';
            return said.trim() }"""
        )
        if said == name or (not exact and said.startswith(name)):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never reached {name!r}")
