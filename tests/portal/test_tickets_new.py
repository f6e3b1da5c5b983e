"""Choosing the póliza of a ticket de soporte (S50-S56)."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from eticket.accounts.models import Account, User
from eticket.lib import days
from eticket.licensing.models import Policy, Product, Serial, new_serial_number
from eticket.tickets.models import Ticket
from tests.cast import issue

Maker = Callable[..., Any]
NEW = "/tickets/generar/"


def page(client: Client, address: str = NEW) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def rows(html: str) -> list[str]:
    codes = re.findall(r'<td class="code mono">(.*?)</td>', html)
    return [code.replace("<wbr>", "") for code in codes]


def plain(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html))


@pytest.fixture
def many(acme: Account) -> Callable[..., None]:
    """Serials with one policy each, several of the same validity."""

    def make(n: int, product: Product) -> None:
        today = days.today()
        serials = Serial.objects.bulk_create(
            Serial(
                account=acme, product=product, number=new_serial_number(),
                valid_until=today + timedelta(days=k // 4),
            )
            for k in range(n)
        )  # fmt: skip
        Policy.objects.bulk_create(
            Policy(
                serial=s, number=f"P{s.number}", description=f"{product.name} Licencia Anual",
                folded=f"{product.name} licencia anual {s.number}".lower(),
                registered_on=today, valid_until=s.valid_until,
            )
            for s in serials
        )  # fmt: skip

    return make


def test_one_row_a_serial_with_its_latest_policy_farthest_first(
    enter: Maker, ana: User, acme: Account, product: Product
) -> None:
    near, far = issue(acme, product, days_valid=20), issue(acme, product, days_valid=378)
    Policy.objects.create(
        serial=near, number="vieja", description="Licencia vieja",
        registered_on=days.today() - timedelta(days=800),
        valid_until=days.today() - timedelta(days=400),
    )  # fmt: skip
    html = page(enter(ana))
    assert rows(html) == [far.number, near.number]
    said = plain(html)
    assert "Favor de seleccionar el número de serie para crear un ticket de soporte" in said
    assert "# Pólizas: 2" in said
    assert "Licencia vieja" not in said
    assert f"{far.valid_until:%d/%m/%Y}" in said
    heads = [plain(h).strip() for h in re.findall(r"<th scope[^>]*>(.*?)</th>", html, re.S)]
    assert heads == ["Generar", "# de serie", "Sistema", "Descripción", "Vigencia", "Días"]
    assert f'href="/tickets/generar/soporte/{far.number}/"' in html


def test_another_accounts_serials_are_not_there(
    enter: Maker, carla: User, serial: Serial, carlas_serial: Serial
) -> None:
    client = enter(carla)
    assert rows(page(client)) == [carlas_serial.number]
    assert client.get(f"{NEW}soporte/{serial.number}/").status_code == 404


def test_c085_serials_are_found_however_they_are_written(
    enter: Maker, ana: User, acme: Account, product: Product, serial: Serial
) -> None:
    wanted = issue(acme, product, days_valid=90)
    number = wanted.number
    client = enter(ana)
    for query in (
        number.lower(),
        number.replace("-", ""),
        "{" + number + "}",
        f"  {number} ",
        number[:8],
        number[-6:].lower(),
        number.replace("-", "–"),
        number.replace("-", "")[6:18],
        number[4:18],
    ):
        assert rows(page(client, f"{NEW}?q={query}")) == [wanted.number], query


def test_systems_and_descriptions_are_found_and_counted(
    enter: Maker, ana: User, acme: Account, product: Product, serial: Serial
) -> None:
    nomi = Product.objects.create(name="NomiTool 21")
    other = issue(acme, nomi)
    client = enter(ana)
    assert rows(page(client, f"{NEW}?q=nomitool licencia")) == [other.number]
    assert "Ninguna póliza coincide" in page(client, f"{NEW}?q=licencia%25")
    html = page(client)
    said = [plain(c) for c in re.findall(r'<a class="chip".*?</a>', html)]
    assert said == ["Todos 2", "NomiTool 21 1", "eComprobante 1"] or said == [
        "Todos 2",
        "eComprobante 1",
        "NomiTool 21 1",
    ]
    assert rows(page(client, f"{NEW}?sistema={nomi.pk}")) == [other.number]
    assert len(rows(page(client, f"{NEW}?sistema=9999"))) == 2
    assert len(rows(page(client, f"{NEW}?sistema=%00"))) == 2


def test_a_full_serial_says_so_and_leads_to_its_ticket(
    enter: Maker, ana: User, beto: User, serial: Serial, ticket: Ticket
) -> None:
    Serial.objects.update(max_open_tickets=1)
    html = page(enter(ana))
    assert "Sin cupo" in html
    assert "Ya tiene 1 de 1 tickets abiertos." in html
    assert f'href="/tickets/{ticket.number}/">Ver ticket' in html
    assert f"soporte/{serial.number}/" not in html
    html = page(enter(beto))
    assert ticket.number not in html
    assert "Lo levantó otra persona de su cuenta." in html


def test_an_expired_policy_offers_its_renewal(
    enter: Maker, ana: User, acme: Account, product: Product
) -> None:
    expired = issue(acme, product, days_valid=-12)
    html = page(enter(ana))
    assert f'href="/tickets/generar/servicio/?renovar={expired.number}"' in html
    assert "Solicitar renovación" in html
    assert "Vencida" in html


def test_the_three_last_used_come_first(
    enter: Maker, ana: User, bruno: User, acme: Account, product: Product, opened: Maker
) -> None:
    serials = [issue(acme, product) for _ in range(5)]
    for one in serials:
        opened(serial=one, subject=f"Con {one.number[:8]}")
    opened(serial=serials[0], by=bruno)
    Serial.objects.filter(pk=serials[4].pk).update(max_open_tickets=1)
    html = page(enter(ana))
    recent = re.findall(r'class="pick-card" href="/tickets/generar/soporte/([^/]+)/"', html)
    assert recent == [one.number for one in serials[3:0:-1]]
    assert f"Con {serials[3].number[:8]}" in html
    assert "pick-card" not in page(enter(ana), f"{NEW}?q=eComprobante")


def test_c089_217_policies_are_walked_without_repeats(
    enter: Maker, ana: User, product: Product, many: Maker
) -> None:
    many(217, product)
    client = enter(ana)
    seen, address, said = [], "", []
    while True:
        html = page(client, NEW + address)
        seen += rows(html)
        said.append(re.search(r"\d+ a \d+ de \d+", html)[0])  # type: ignore[index]
        found = re.search(r'rel="next" href="([^"]+)"', html)
        if not found:
            break
        address = found[1].replace("&amp;", "&")
    assert len(seen) == len(set(seen)) == 217
    assert said[0] == "1 a 25 de 217"
    assert said[-1] == "201 a 217 de 217"


def test_statements_are_few_with_5000_serials(
    enter: Maker, ana: User, product: Product, many: Maker, opened: Maker, acme: Account
) -> None:
    client = enter(ana)
    for one in [issue(acme, product, 5000, max_open_tickets=1) for _ in range(3)]:
        opened(serial=one)
    counts = []
    for n in (30, 5000):
        many(n, product)
        page(client)
        with CaptureQueriesContext(connection) as statements:
            page(client)
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 8
    with CaptureQueriesContext(connection) as statements:
        assert "# Pólizas: 5,034" in plain(page(client, f"{NEW}?q=licencia"))
    assert len(statements) <= 8


def test_without_serials_there_is_another_way(enter: Maker, carla: User, pablo: User) -> None:
    html = page(enter(carla))
    assert "Todavía no hay pólizas en su cuenta" in html
    assert 'href="/tickets/generar/servicio/"' in html
    answer = enter(pablo).get(NEW)
    assert answer.status_code == 302
    assert answer["Location"] == "/tickets/generar/servicio/"
