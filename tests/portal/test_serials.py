"""Series (S74-S83): lists found in whatever way one writes, a serial's computers, the csv."""

import csv
import io
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from eticket.accounts.models import Account, User
from eticket.lib import days
from eticket.licensing.models import Device, Product, Serial
from tests.cast import issue

Enter = Callable[[User], Client]
INDEX = "/series/"


def device(serial: Serial, name: str, **fields: Any) -> Device:
    made = Device.objects.count()
    return Device.objects.create(serial=serial, name=name, fingerprint=f"f{made}", **fields)


def numbers(client: Client, query: str = "") -> list[str]:
    return [row["number"] for row in client.get(INDEX + query).context["rows"]]


def test_s74_the_columns_stand_in_the_sources_order(
    ana: User, enter: Enter, serial: Serial
) -> None:
    page = enter(ana).get(INDEX).content.decode()
    places = [
        page.index(f">{word}</th>")
        for word in (
            "Acción", "Sistema", "Número de serie", "Vigencia", "Vencimiento(Días)", "Estatus",
        )
    ]  # fmt: skip
    assert places == sorted(places)
    assert "200" in page
    assert "Vigente" in page


def test_only_the_accounts_own_serials_farthest_validity_first(
    ana: User, enter: Enter, serial: Serial, carlas_serial: Serial, acme: Account, product: Product
) -> None:
    later = issue(acme, product, 400)
    expired = issue(acme, product, -3)
    assert numbers(enter(ana)) == [later.number, serial.number, expired.number]


@pytest.mark.parametrize(
    "write",
    [
        str,
        str.lower,
        lambda n: n.replace("-", ""),
        lambda n: "{" + n + "}",
        lambda n: f"  {n} ",
        lambda n: n.replace("-", "–"),
        lambda n: n[:8],
        lambda n: n[-6:],
        lambda n: n[9:18].lower(),
        lambda n: n.replace("-", "")[6:12],
    ],
)
def test_c085_any_part_of_a_serial_finds_it(
    ana: User, enter: Enter, serial: Serial, carlas_serial: Serial, write: Callable[[str], str]
) -> None:
    answer = enter(ana).get(INDEX, {"q": write(serial.number)})
    assert [row["number"] for row in answer.context["rows"]] == [serial.number]
    answer = enter(ana).get(INDEX, {"q": write(carlas_serial.number)})
    assert answer.context["rows"] == []


def test_filters_by_state_and_system_stay_in_the_address(
    ana: User, enter: Enter, serial: Serial, acme: Account
) -> None:
    other = Product.objects.create(name="NomiTool 21")
    soon, gone = issue(acme, other, 10), issue(acme, other, -1)
    client = enter(ana)
    assert numbers(client, "?estado=vigentes") == [serial.number]
    assert numbers(client, "?estado=por-vencer") == [soon.number]
    assert numbers(client, "?estado=vencidas") == [gone.number]
    assert numbers(client, f"?sistema={other.pk}") == [soon.number, gone.number]
    assert numbers(client, f"?sistema={other.pk}&estado=vencidas") == [gone.number]
    assert len(numbers(client, "?estado=x&sistema=1e9&pagina=%01&q=")) == 3
    assert numbers(client, f"?sistema={10**30}") != []


def test_i5_a_list_of_many_costs_what_a_list_of_few_costs(
    ana: User, enter: Enter, serial: Serial, acme: Account, product: Product
) -> None:
    client = enter(ana)
    client.get(INDEX)

    def statements(path: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(path).status_code == 200
        return len(queries)

    device(serial, "EQUIPO")
    few = [statements(path) for path in (INDEX, "/polizas/", f"/series/{serial.number}/")]
    for n in range(60):
        issue(acme, product, n)
        device(serial, f"EQUIPO-{n}")
    many = [statements(path) for path in (INDEX, "/polizas/", f"/series/{serial.number}/")]
    assert many == few
    assert max(many) <= 8


def test_pages_hold_all_rows_once(ana: User, enter: Enter, acme: Account, product: Product) -> None:
    made = {issue(acme, product, n % 7).number for n in range(60)}
    client, path, seen = enter(ana), "", []
    while True:
        context = client.get(INDEX + path).context
        seen += [row["number"] for row in context["rows"]]
        if not context["next"]:
            break
        path = context["next"]
    assert len(seen) == 60
    assert set(seen) == made


def test_s77_the_counters_of_a_serial(
    ana: User, enter: Enter, acme: Account, product: Product
) -> None:
    serial = issue(acme, product, 24, devices_max=5, rfcs_kind="number", rfcs_max=0)
    for n in range(3):
        device(serial, f"NOMINA-{n}")
    page = enter(ana).get(f"/series/{serial.number}/").content.decode()
    assert 'aria-label="3 de 5 equipos activos"' in page
    assert "Faltan 24 días" in page
    assert "Por vencer" in page
    assert "2 lugares disponibles" in page
    assert '<dd class="figure">0</dd>' in page
    assert '<dd class="figure none">N/A</dd>' in page


@pytest.mark.parametrize(
    ("kind", "number", "word"), [("unlimited", None, "Ilimitados"), ("na", None, "N/A")]
)
def test_a_limit_that_is_no_number_has_no_seats(
    ana: User, enter: Enter, acme: Account, product: Product, kind: str, number: None, word: str
) -> None:
    serial = issue(acme, product, devices_kind=kind, devices_max=number)
    page = enter(ana).get(f"/series/{serial.number}/").content.decode()
    assert f"Equipos: <b>{word}</b>" in page
    assert 'class="seats"' not in page
    assert "Disponibles" not in page


@pytest.mark.parametrize(
    ("valid", "said"),
    [(1, "Falta 1 día"), (0, "Vence hoy"), (-1, "Venció ayer"), (-9, "Venció hace 9 días")],
)
def test_the_days_that_are_left_in_words(
    ana: User, enter: Enter, acme: Account, product: Product, valid: int, said: str
) -> None:
    serial = issue(acme, product, valid)
    assert said in enter(ana).get(f"/series/{serial.number}/").content.decode()


def test_s79_s81_active_computers_first_inactive_behind_the_switch(
    ana: User, enter: Enter, serial: Serial
) -> None:
    now = timezone.now()
    device(serial, "EN-USO", last_seen_at=now)
    device(serial, "OLVIDADO", last_seen_at=now - timedelta(days=60))
    device(serial, "ROBADO", deactivated_at=now, deactivated_by=ana, deactivation_reason="Robo")
    client, path = enter(ana), f"/series/{serial.number}/"
    page = client.get(path).content.decode()
    assert "EN-USO" in page
    assert "Sin uso desde el" in page
    assert "ROBADO" not in page
    page = client.get(path + "?inactivos").content.decode()
    assert "EN-USO" not in page
    assert "Motivo: Robo" in page
    assert f"{days.today():%d/%m/%Y} por Ana Ruiz" in page


def test_without_inactive_computers_there_is_no_switch(
    ana: User, enter: Enter, serial: Serial
) -> None:
    device(serial, "EN-USO")
    page = enter(ana).get(f"/series/{serial.number}/?inactivos").content.decode()
    assert "Ver Inactivos" not in page
    assert "EN-USO" in page


def test_s83_the_csv_opens_as_a_table_with_nothing_live_in_it(
    ana: User, enter: Enter, serial: Serial
) -> None:
    hostile = '=HYPERLINK("http://example.com","ver")'
    device(serial, "CONTADURÍA-ÑANDÚ", user_name="Begoña, Güemes")
    device(serial, hostile, user_name="@SUM(1)", deactivated_at=timezone.now())
    answer: Any = enter(ana).get(reverse("portal:serials.devices_csv", args=[serial.number]))
    assert answer.streaming
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"].startswith("attachment;")
    content = answer.getvalue()
    assert content.startswith(b"\xef\xbb\xbfSistema,")
    assert content.count(b"\xef\xbb\xbf") == 1
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert len(rows) == 3
    assert {len(row) for row in rows} == {13}
    named = {row[2]: row for row in rows}
    assert named["CONTADURÍA-ÑANDÚ"][11] == "Begoña, Güemes"
    assert named[f"'{hostile}"][11] == "'@SUM(1)"


def test_a_renewal_is_offered_when_it_is_time(
    ana: User, enter: Enter, serial: Serial, acme: Account, product: Product
) -> None:
    client, soon = enter(ana), issue(acme, product, 10)
    assert "Solicitar renovación" in client.get(f"/series/{soon.number}/").content.decode()
    assert "Solicitar renovación" not in client.get(f"/series/{serial.number}/").content.decode()


def test_serials_that_never_expire_have_a_second_page(
    ana: User, enter: Enter, acme: Account, product: Product
) -> None:
    for _ in range(26):
        issue(acme, product)
    Serial.objects.update(valid_until=date(9999, 12, 31))
    client = enter(ana)
    first = client.get("/series/").context
    second = client.get(f"/series/{first['next']}").context
    assert len(second["rows"]) == 1
