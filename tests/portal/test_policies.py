"""Pólizas (S84-S87): a row a serial, then every renewal of it."""

from collections.abc import Callable
from datetime import timedelta

from django.test import Client

from eticket.accounts.models import Account, User
from eticket.lib import days
from eticket.licensing.issuing import renew_serial
from eticket.licensing.models import Product, Serial

Enter = Callable[[User], Client]


def renew(serial: Serial, number: str, days_valid: int) -> None:
    renew_serial(
        serial,
        by=None,
        policy_number=number,
        description="eComprobante META Licencia Anual - Renovación",
        registered_on=days.today(),
        valid_until=days.today() + timedelta(days=days_valid),
    )


def test_s84_the_list_counts_the_policies_and_shows_the_latest(
    ana: User, enter: Enter, serial: Serial, carlas_serial: Serial
) -> None:
    renew(serial, "REN-1", 500)
    answer = enter(ana).get("/polizas/")
    (row,) = answer.context["rows"]
    assert (row["number"], row["count"]) == (serial.number, 2)
    assert row["description"] == "eComprobante META Licencia Anual - Renovación"
    assert "# Pólizas" in answer.content.decode()


def test_a_word_of_the_description_finds_it(ana: User, enter: Enter, serial: Serial) -> None:
    client = enter(ana)
    assert len(client.get("/polizas/?q=META+LICENCIA").context["rows"]) == 1
    assert client.get("/polizas/?q=nada-de-esto").context["rows"] == []


def test_s86_the_detail_has_the_sources_columns_and_all_renewals(
    ana: User, enter: Enter, serial: Serial
) -> None:
    renew(serial, "REN-1", 500)
    page = enter(ana).get(f"/polizas/{serial.number}/").content.decode()
    words = ("# Póliza", "Sistema", "Descripción", "Registro", "Vigencia", "Serie")
    places = [page.index(f">{word}</th>") for word in words]
    assert places == sorted(places)
    assert page.index("REN-1") < page.index(f"P-{serial.number[:8]}")
    assert "Regresar Listado" in page
    assert page.index("Compra") < page.index("<span>Renovación</span>")


def test_an_account_without_serials_is_told_so(
    ana: User, enter: Enter, acme: Account, product: Product
) -> None:
    for path in ("/polizas/", "/series/"):
        assert "Todavía no tiene números de serie" in enter(ana).get(path).content.decode()
