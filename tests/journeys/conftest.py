"""A real browser against the running product; everything a person does, by label and role."""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

# Playwright keeps an event loop in its thread; the ORM calls of a test run beside it, not in it.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

from eticket.accounts.models import User
from tests.cast import PASSWORD, code_now, with_authenticator

PHONE, DESKTOP = (360, 740), (1280, 800)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
Opener = Callable[..., Page]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def window(chromium: Browser, live_server: Any) -> Iterator[Opener]:
    """Opens a window of its own cookies: window(size=PHONE, theme="dark", scripts=False).

    A script error, a refused resource or a broken policy in any window fails the test.
    """
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def open_window(
        size: tuple[int, int] = DESKTOP,
        *,
        theme: Literal["light", "dark"] = "light",
        scripts: bool = True,
        lenient: bool = False,
    ) -> Page:
        context = chromium.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme=theme,
            java_script_enabled=scripts,
            locale="es-MX",
            timezone_id="America/Mexico_City",
            base_url=live_server.url,
            has_touch=size is PHONE,
            reduced_motion="reduce",
            # axe writes styles of its own while it looks.
            bypass_csp=lenient,
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(f"{page.url}: {error}"))
        page.on("console", lambda line: _note(faults, page, line))
        return page

    yield open_window
    for context in contexts:
        context.close()
    assert faults == []


@pytest.fixture
def sign_in() -> Callable[[Page, User], None]:
    """Signs a person in as a person does: at the entry page, with e-mail and password."""

    def enter(page: Page, user: User) -> None:
        page.goto("/entrar/")
        page.get_by_label("RFC o Correo Electrónico").fill(user.email)
        page.get_by_label("Contraseña", exact=True).fill(PASSWORD)
        if user.works_here:
            with_authenticator(user)
        page.get_by_role("button", name="INGRESAR").click()
        if user.works_here:
            page.get_by_label("Código", exact=True).fill(code_now())
            page.get_by_role("button", name="INGRESAR").click()
        page.wait_for_url(lambda url: "/entrar/" not in url)

    return enter


def _note(faults: list[str], page: Page, line: Any) -> None:
    expected = "status of 422" in line.text or "status of 404" in line.text
    if line.type == "error" and not expected:
        faults.append(f"{page.url}: {line.text}")
