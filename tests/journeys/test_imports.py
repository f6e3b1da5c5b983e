"""A file from the desk's chooser to the customers' list, while the worker does its part."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from eticket.accounts.models import Account, Publisher, User
from eticket.licensing.importing.models import Import
from tests.journeys.conftest import DESKTOP, PHONE, Opener
from tests.licensing.importing import SAMPLES, lines, table, worked

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SignIn = Callable[[Page, User], None]


@pytest.mark.parametrize("scripts", [True, False])
def test_a_file_is_checked_and_imported_and_the_page_follows_by_itself(
    window: Opener, sign_in: SignIn, publisher: Publisher, elena: User, scripts: bool
) -> None:
    page = window(DESKTOP if scripts else PHONE, scripts=scripts)
    sign_in(page, elena)
    page.goto("/mesa/importar/")
    page.get_by_role("link", name="Importar un archivo").click()
    page.get_by_label("Archivo").set_input_files(SAMPLES / "cuentas.csv")
    page.get_by_role("button", name="Revisar archivo").click()
    expect(page.get_by_text("Revisando el archivo")).to_be_visible()
    worked(Import.objects.get())
    # Nobody presses anything: htmx asks again, or the browser does.
    expect(page.get_by_role("heading", name="Confirmar")).to_be_visible()
    assert not Account.objects.exists()
    page.get_by_role("button", name="Importar", exact=True).click()
    expect(page.get_by_text("Guardando")).to_be_visible()
    worked(Import.objects.get())
    expect(page.get_by_text("Creados")).to_be_visible()
    assert Account.objects.count() == 3


def test_wrong_rows_are_mended_and_loaded_again_by_the_keyboard(
    window: Opener, sign_in: SignIn, publisher: Publisher, elena: User
) -> None:
    page = window()
    sign_in(page, elena)
    page.goto("/mesa/importar/archivo/")
    wrong = table(["RFC", "Nombre"], ["CBP980115", "Contadores del Bajío"])
    chosen = {"name": "clientes.csv", "mimeType": "text/csv", "buffer": wrong}
    page.get_by_label("Archivo").set_input_files(chosen)  # type: ignore[arg-type]
    page.get_by_role("button", name="Revisar archivo").press("Enter")
    page.wait_for_url("**/importar/*/")
    job = worked(Import.objects.get())
    expect(page.get_by_role("cell", name="El RFC tiene 12 caracteres")).to_be_visible()
    page.get_by_role("button", name="Importar", exact=True).press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Hay renglones con error")
    with page.expect_download() as download:
        page.get_by_role("link", name="Renglones con error (CSV)").press("Enter")
    mended = download.value.path().read_text("utf-8").replace("CBP980115,", "CBP980115K28,")
    assert len(lines(job)) == 2
    page.goto("/mesa/importar/archivo/")
    chosen["buffer"] = mended.encode()
    page.get_by_label("Archivo").set_input_files(chosen)  # type: ignore[arg-type]
    page.get_by_role("button", name="Revisar archivo").press("Enter")
    page.wait_for_url("**/importar/*/")
    assert worked(Import.objects.latest("id")).counts["made"] == 1
