"""axe finds nothing on any page, in both themes, at 360 and 1280 px; nothing scrolls sideways."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from eticket.accounts import coding, registering
from eticket.accounts.models import Account, Contact, Publisher, Registration, Role, User
from eticket.accounts.offering import invite, token_for
from eticket.licensing.activating import deactivate_device
from eticket.licensing.certifying import issue_certificate
from eticket.licensing.models import Device, Product, Serial
from eticket.portal.registration_forms import seal
from eticket.privacy import noticing, requesting
from eticket.tickets.closing import close_ticket
from eticket.tickets.models import Area, Status, Ticket
from eticket.tickets.rating import rating_token
from eticket.tickets.replying import reply_as_staff, write_note
from tests.cast import issue
from tests.journeys.conftest import DESKTOP, PHONE, Opener
from tests.licensing.importing import checked, table

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LOOKS = [
    pytest.param(size, theme, id=f"{size[0]}-{theme}")
    for size in (PHONE, DESKTOP)
    for theme in ("light", "dark")
]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
PUBLIC = [
    "/entrar/",
    "/contrasena/",
    "/registro/",
    "/registro/cliente/",
    "/registro/cliente/{sealed}/",
    "/registro/celular/",
    "/registro/celular/elegir/{sealed}/",
    "/registro/celular/codigos/",
    "/registro/prospecto/",
    "/registro/completar/{joining}/",
    "/guia-rapida/",
    "/aviso-de-privacidad/",
    "/derechos-arco/",
    "/correo-de-prueba/",
    "/no-existe/",
]
LINKS = ["/verificar/", "/verificar/{paper}/", "/calificar/{token}/", "/invitacion/{invitation}/"]
CUSTOMER = [
    "/inicio/",
    "/menu/",
    "/tickets/",
    "/tickets/?q=zzzz",
    "/tickets/generar/",
    "/tickets/generar/servicio/",
    "/tickets/generar/soporte/{serial}/",
    "/tickets/{waiting}/",
    "/tickets/{waiting}/cancelar/",
    "/tickets/{closed}/",
    "/series/",
    "/series/{serial}/",
    "/series/{serial}/?inactivos",
    "/series/{serial}/equipos/{device}/desactivar/",
    "/series/{serial}/sin-internet/",
    "/series/{serial}/equipos/{device}/",
    "/polizas/constancias/",
    "/polizas/constancias/{paper}/",
    "/polizas/",
    "/polizas/{serial}/",
    "/usuarios/",
    "/usuarios/invitar/",
    "/usuarios/{person}/",
    "/usuarios/{person}/titular/",
    "/perfil/",
    "/perfil/correo/",
    "/perfil/contrasena/",
    "/perfil/privacidad/",
    "/perfil/privacidad/solicitud/",
    "/salir/",
]
DESK = [
    "/mesa/tickets/",
    "/mesa/tickets/{waiting}/",
    "/mesa/tickets/{closed}/",
    "/mesa/tickets/levantar/",
    "/mesa/tickets/levantar/{account}/",
    "/mesa/clientes/",
    "/mesa/clientes/{account}/",
    "/mesa/clientes/alta/",
    "/mesa/clientes/{account}/registro/",
    "/mesa/series/{serial}/",
    "/mesa/series/{serial}/equipos/{device}/desactivar/",
    "/mesa/importar/",
    "/mesa/importar/archivo/",
    "/mesa/importar/{import}/",
    "/mesa/auditoria/",
    "/mesa/accesos-frenados/",
    "/mesa/privacidad/",
    "/mesa/privacidad/aviso/",
    "/mesa/privacidad/dias/",
    "/mesa/privacidad/{folio}/",
    "/mesa/catalogos/",
    "/mesa/series/{serial}/bloquear/",
    "/mesa/series/{serial}/pasar/",
]


@pytest.fixture
def places(
    publisher: Publisher,
    acme: Account,
    ana: User,
    bruno: User,
    dario: User,
    serial: Serial,
    product: Product,
    soporte: Area,
    opened: Callable[..., Ticket],
) -> dict[str, object]:
    """One of everything, so that no page is empty: words of every kind of row."""
    issue(acme, product, days_valid=9)
    issue(acme, product, days_valid=-9)
    waiting, closed = opened(), opened()
    reply_as_staff(waiting, by=dario, body="¿Nos comparte el XML?", then=Status.WAITING)
    write_note(waiting, by=dario, body="Mismo caso que el jueves.")
    close_ticket(closed, by=dario, solution="Se corrigió el régimen.")
    closed.refresh_from_db()
    device = Device.objects.create(serial=serial, name="CONTA-01", fingerprint="a")
    off = Device.objects.create(serial=serial, name="CONTA-02", fingerprint="b")
    deactivate_device(off, by=ana, reason="Cambio de equipo")
    noticing.publish_notice(full="# Responsable\n\ndSoft.", simplified="Breve: dSoft.", by=None)
    noticing.accept_notice(ana, secondary=True)
    asked = requesting.ask_as_user(ana, right="access", text="¿Qué datos míos tienen?")
    paper = issue_certificate(acme, acme.serials.all(), by=ana)
    return {
        "paper": paper.code,
        "folio": asked.folio,
        "serial": serial.number,
        "device": device.pk,
        "waiting": waiting.number,
        "closed": closed.number,
        "account": acme.pk,
        "token": rating_token(closed),
        "sealed": seal(acme.rfc),
        "joining": joining_token(acme),
        "key": coding.ask_for_codes(acme, "nora@acme.example", "+525512345678", address=""),
        "import": checked(
            table(["RFC", "Nombre"], [acme.rfc, "Acme Nueva"], ["nada", "Mal"]), dario
        ).pk,
        "person": bruno.memberships.get().pk,
        "invitation": token_for(
            invite(acme, email="luz@acme.example", name="Luz", role=Role.MANAGER, by=ana)
        ),
    }


def joining_token(account: Account) -> str:
    Contact.objects.create(account=account, name="Nora Paz", email="nora@acme.example")
    registering.ask_as_customer(account, "nora@acme.example")
    return registering.token_for(Registration.objects.get())


@pytest.mark.parametrize(("size", "theme"), LOOKS)
def test_axe_finds_nothing_for_visitors(
    window: Opener, places: dict[str, object], size: tuple[int, int], theme: str
) -> None:
    page = window(size, theme=theme, lenient=True)
    page.goto("/entrar/")
    root = page.url.removesuffix("entrar/")
    page.context.add_cookies([{"name": "registration", "value": str(places["key"]), "url": root}])
    check(page, [*PUBLIC, *LINKS], places)


@pytest.mark.parametrize(("size", "theme"), LOOKS)
def test_axe_finds_nothing_for_customers(
    window: Opener,
    sign_in: Callable[[Page, User], None],
    places: dict[str, object],
    ana: User,
    size: tuple[int, int],
    theme: str,
) -> None:
    page = window(size, theme=theme, lenient=True)
    sign_in(page, ana)
    check(page, CUSTOMER, places)


@pytest.mark.parametrize(("size", "theme"), LOOKS)
def test_axe_finds_nothing_for_staff(
    window: Opener,
    sign_in: Callable[[Page, User], None],
    places: dict[str, object],
    elena: User,
    size: tuple[int, int],
    theme: str,
) -> None:
    page = window(size, theme=theme, lenient=True)
    sign_in(page, elena)
    check(page, DESK, places)


def check(page: Page, addresses: list[str], places: dict[str, object]) -> None:
    found: list[str] = []
    for address in addresses:
        page.goto(address.format(**places))
        for fault in Axe().run(page, options=RULES).response["violations"]:
            where = fault["nodes"][0]["html"][:160]
            found.append(f"{address}: {fault['id']} x{len(fault['nodes'])}: {where}")
        too_wide = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        if too_wide > 0:
            found.append(f"{address}: scrolls {too_wide} px sideways")
    assert found == []
