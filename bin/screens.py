"""The list of screens and the camera that goes from one to the next as different people."""

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from environment import ROOT
from playwright.sync_api import Browser, Page, sync_playwright

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
WIDTHS = {"1280": (1280, 800), "390": (390, 844)}
DESK_WIDTHS = {"1440": (1440, 900), "390": (390, 844)}
THEMES = ("light", "dark")
GUIDE = ROOT / "eticket/ui/static/ui/guide"
README = ROOT / "docs/pictures"
Way = Callable[[Page], None]


@dataclass(frozen=True)
class Screen:
    """One screen: whose it is (a role of the demo, or "" for a visitor) and the way to it."""

    name: str
    role: str
    way: str | Way
    whole: bool = True


def first_ticket(page: Page, status: str) -> None:
    page.goto(f"/tickets/?estado={status}")
    page.locator('a[href^="/tickets/S"]').first.click()
    page.wait_for_load_state()


def waiting(page: Page) -> None:
    page.goto("/inicio/")
    page.get_by_role("link", name=re.compile("^Responder")).first.click()
    page.wait_for_load_state()


def closed(page: Page) -> None:
    page.goto("/inicio/")
    page.get_by_role("link", name=re.compile("^Calificar")).first.click()
    page.wait_for_load_state()


def cancelling(page: Page) -> None:
    waiting(page)
    page.goto(page.url.split("?")[0].split("#")[0] + "cancelar/")


def choosing(page: Page) -> str:
    page.goto("/tickets/generar/")
    link = page.locator('a[href*="/generar/soporte/"]').nth(3)
    return str(link.get_attribute("href"))


def form(page: Page) -> None:
    page.goto(choosing(page))


def form_with_errors(page: Page) -> None:
    page.goto(choosing(page))
    page.get_by_label("Asunto").fill("No importa las incapacidades de octubre")
    page.get_by_label("Correo seguimiento").fill("imss@cabajio.example")
    page.get_by_label("Confirma Correo").fill("imss@cabajio.com")
    page.get_by_label("Descripción del problema").fill("Al importar el SUA marca folio duplicado.")
    page.get_by_role("button", name="Generar Ticket").click()
    page.wait_for_load_state()
    page.wait_for_timeout(600)


def serial(page: Page) -> None:
    page.goto("/series/")
    first = page.locator('a[href^="/series/"]:not([href="/series/"])').first
    page.goto(first.get_attribute("href") or "")


def offline(page: Page) -> None:
    serial(page)
    page.goto(page.url.split("?")[0].split("#")[0] + "sin-internet/")


def policy(page: Page) -> None:
    page.goto("/polizas/")
    others = ':not([href="/polizas/"]):not([href*="constancias"])'
    first = page.locator(f'a[href^="/polizas/"]{others}').first
    page.goto(first.get_attribute("href") or "")


def test_mail(page: Page) -> None:
    page.goto("/correo-de-prueba/")
    page.locator('a[href^="/correo-de-prueba/"]').nth(1).click()
    page.wait_for_load_state()


def desk_ticket(page: Page) -> None:
    page.goto("/mesa/tickets/?vista=mine")
    page.locator('a[href^="/mesa/tickets/S"]').first.click()
    page.wait_for_load_state()


def desk_customer(page: Page) -> None:
    page.goto("/mesa/clientes/")
    page.locator('a[href^="/mesa/clientes/"]').filter(has_text="Bajío").first.click()
    page.wait_for_load_state()


def desk_finish(page: Page) -> None:
    desk_customer(page)
    page.goto(page.url + "registro/")


def desk_new(page: Page) -> None:
    desk_customer(page)
    page.goto(page.url.replace("/clientes/", "/tickets/levantar/"))


def mobile(page: Page) -> None:
    """The second page of registering with a mobile; nothing is sent."""
    page.goto("/registro/celular/")
    page.get_by_label("RFC").fill(UNCLAIMED_RFC)
    page.get_by_role("button", name="Validar").click()
    page.wait_for_load_state()


# The demo's customer whom nobody runs.
UNCLAIMED_RFC = "NDI150312Q88"
HOLDER, OWN, PROSPECT = "Titular", "Solo sus tickets", "Prospecto"
AGENT, ADMINISTRATOR = "Agente · Soporte técnico", "Administrador de la plataforma"
SCREENS = [
    Screen("entrada", "", "/entrar/", whole=False),
    Screen("contrasena", "", "/contrasena/", whole=False),
    Screen("registro", "", "/registro/"),
    Screen("registro-celular", "", mobile, whole=False),
    Screen("guia", "", "/guia-rapida/"),
    Screen("aviso", "", "/aviso-de-privacidad/"),
    Screen("no-existe", "", "/no-existe/", whole=False),
    Screen("inicio", HOLDER, "/inicio/"),
    Screen("inicio-prospecto", PROSPECT, "/inicio/"),
    Screen("menu", HOLDER, "/menu/", whole=False),
    Screen("mis-tickets", HOLDER, "/tickets/", whole=False),
    Screen("mis-tickets-vacio", HOLDER, "/tickets/?q=zzzz", whole=False),
    Screen("generar-1", HOLDER, "/tickets/generar/", whole=False),
    Screen("generar-2", HOLDER, form),
    Screen("generar-2-error", HOLDER, form_with_errors),
    Screen("generar-servicio", PROSPECT, "/tickets/generar/servicio/"),
    Screen("seguimiento", HOLDER, waiting, whole=False),
    Screen("seguimiento-cerrado", HOLDER, closed, whole=False),
    Screen("cancelar", HOLDER, cancelling, whole=False),
    Screen("series", HOLDER, "/series/", whole=False),
    Screen("serie", HOLDER, serial),
    Screen("serie-sin-internet", HOLDER, offline, whole=False),
    Screen("polizas", HOLDER, "/polizas/", whole=False),
    Screen("poliza", HOLDER, policy),
    Screen("usuarios", HOLDER, "/usuarios/"),
    Screen("perfil", HOLDER, "/perfil/"),
    Screen("privacidad", HOLDER, "/perfil/privacidad/"),
    Screen("arco", "", "/derechos-arco/"),
    Screen("mesa-privacidad", ADMINISTRATOR, "/mesa/privacidad/", whole=False),
    Screen("mesa-aviso", ADMINISTRATOR, "/mesa/privacidad/aviso/"),
    Screen("mesa", AGENT, desk_ticket, whole=False),
    Screen("mesa-cola", AGENT, "/mesa/tickets/", whole=False),
    Screen("mesa-clientes", AGENT, "/mesa/clientes/", whole=False),
    Screen("mesa-cliente", AGENT, desk_customer),
    Screen("mesa-registro", AGENT, desk_finish),
    Screen("mesa-levantar", AGENT, desk_new),
    Screen("mesa-importar", ADMINISTRATOR, "/mesa/importar/", whole=False),
    Screen("mesa-importar-archivo", ADMINISTRATOR, "/mesa/importar/archivo/", whole=False),
    Screen("mesa-auditoria", ADMINISTRATOR, "/mesa/auditoria/", whole=False),
    Screen("mesa-frenados", ADMINISTRATOR, "/mesa/accesos-frenados/", whole=False),
    Screen("mesa-catalogos", ADMINISTRATOR, "/mesa/catalogos/", whole=False),
]
# What stays in the repository: screen -> (width, theme) for the README, width for the guide.
FOR_README = {
    "inicio": ("1280", "light"),
    "mis-tickets": ("1280", "light"),
    "seguimiento": ("390", "light"),
    "mesa": ("1440", "dark"),
}
FOR_GUIDE = (
    "entrada",
    "inicio",
    "mis-tickets",
    "generar-1",
    "generar-2",
    "seguimiento",
    "seguimiento-cerrado",
    "series",
    "serie",
    "polizas",
    "perfil",
)


class Camera:
    def __init__(self, address: str, people: list[dict[str, str]], only: str = "") -> None:
        self.address = address
        self.people = {person["role"]: person for person in people}
        self.cookies: dict[str, Any] = {}
        self.screens = [screen for screen in SCREENS if only in screen.name]

    def all(self, folder: Path) -> str:
        """Every screen in both widths and themes, as <folder>/<screen>-<width>[-dark].png."""
        folder.mkdir(parents=True, exist_ok=True)
        taken = 0
        with self._browser() as browser:
            for role in dict.fromkeys(screen.role for screen in self.screens):
                widths = DESK_WIDTHS if role in (AGENT, ADMINISTRATOR) else WIDTHS
                for width, size in widths.items():
                    for theme in THEMES:
                        page = self._window(browser, role, size, theme)
                        for screen in (one for one in self.screens if one.role == role):
                            dark = "-dark" if theme == "dark" else ""
                            self._take(page, screen, folder / f"{screen.name}-{width}{dark}.png")
                            taken += 1
                        page.context.close()
        return f"{taken} pictures in {folder}"

    def guide(self) -> str:
        """The few that are kept, small, where the README and the Guía rápida look for them."""
        for folder in (GUIDE, README):
            folder.mkdir(parents=True, exist_ok=True)
        with self._browser() as browser:
            for screen in self.screens:
                if screen.name in FOR_README:
                    width, theme = FOR_README[screen.name]
                    size = (DESK_WIDTHS | WIDTHS)[width]
                    page = self._window(browser, screen.role, size, theme)
                    self._keep(page, screen, README / f"{screen.name}.webp")
                if screen.name in FOR_GUIDE:
                    for width, size in WIDTHS.items():
                        page = self._window(browser, screen.role, size, "light")
                        self._keep(page, screen, GUIDE / f"{screen.name}-{width}.webp")
        return f"kept in {GUIDE} and {README}"

    @contextmanager
    def _browser(self) -> Iterator[Browser]:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=ARGUMENTS
            )
            yield browser
            browser.close()

    def _window(self, browser: Browser, role: str, size: tuple[int, int], theme: str) -> Page:
        context = browser.new_context(
            base_url=self.address,
            viewport={"width": size[0], "height": size[1]},
            color_scheme="dark" if theme == "dark" else "light",
            locale="es-MX",
            timezone_id="America/Mexico_City",
            reduced_motion="reduce",
        )
        context.set_default_timeout(15_000)
        page = context.new_page()
        if role in self.cookies:
            context.add_cookies(self.cookies[role])
        elif role:
            self._sign_in(page, self.people[role])
            # A code of the second step works once: one sign-in serves every window.
            self.cookies[role] = context.cookies()
        return page

    def _sign_in(self, page: Page, person: dict[str, Any]) -> None:
        page.goto("/entrar/")
        page.get_by_label("RFC o Correo Electrónico").fill(person["email"])
        page.get_by_label("Contraseña", exact=True).fill(person["password"])
        page.get_by_role("button", name="INGRESAR").click()
        if secret := person.get("totp_secret"):
            import pyotp

            page.get_by_label("Código", exact=True).fill(pyotp.TOTP(secret).now())
            page.get_by_role("button", name="INGRESAR").click()
        page.wait_for_url(lambda url: "/entrar/" not in url)

    def _take(self, page: Page, screen: Screen, target: Path) -> None:
        if isinstance(screen.way, str):
            page.goto(screen.way)
        else:
            screen.way(page)
        page.wait_for_timeout(150)
        page.screenshot(path=target, full_page=screen.whole)

    def _keep(self, page: Page, screen: Screen, target: Path) -> None:
        from PIL import Image

        png = target.with_suffix(".png")
        self._take(page, Screen(screen.name, screen.role, screen.way, whole=False), png)
        with Image.open(png) as picture:
            picture.save(target, "WEBP", quality=82, method=6)
        png.unlink()
        page.context.close()
