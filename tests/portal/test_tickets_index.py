"""Mis tickets (S39-S47): what is listed, found, filtered and counted, and at what cost."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from eticket.accounts.models import Account, User
from eticket.licensing.models import Product
from eticket.tickets.closing import cancel_ticket, close_ticket
from eticket.tickets.counting import CAP
from eticket.tickets.models import Area, Kind, Ticket
from eticket.tickets.replying import reply_as_staff

Maker = Callable[..., Any]
LIST = "/tickets/"


def page(client: Client, address: str = LIST) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def numbers(text: str) -> list[str]:
    return re.findall(r'<td class="code mono">([^<]+)</td>', text)


@pytest.fixture
def many(acme: Account, ana: User, soporte: Area, product: Product) -> Callable[[int], None]:
    """Rows of Acme, an hour apart, made quickly."""

    def make(n: int) -> None:
        now = timezone.now()
        Ticket.objects.bulk_create(
            Ticket(
                number=f"SV_{ana.pk}_{k:014}", kind=Kind.SERVICE, account=acme, area=soporte,
                product=product, subject=f"Asunto {k}", raised_by=ana, raised_by_name=ana.name,
                opened_at=now - timedelta(hours=k), status="closed", closed_at=now,
            )
            for k in range(n)
        )  # fmt: skip

    return make


def test_the_columns_stand_in_the_order_of_s41(enter: Maker, ana: User, ticket: Ticket) -> None:
    text = page(enter(ana))
    heads = re.findall(r"<th scope[^>]*>(.*?)</th>", text, re.S)
    said = [re.sub(r"<[^>]+>", "", head).strip() for head in heads]
    assert said == [
        "Control", "# de Ticket", "Sistema", "Área", "Asunto", "Seguimiento", "Creado",
    ]  # fmt: skip
    assert f'href="/tickets/{ticket.number}/"' in text
    assert "Hoy " in text
    assert "(hace un momento)" in text


def test_each_sees_what_the_role_shows(
    enter: Maker, ana: User, bruno: User, beto: User, carla: User, opened: Maker
) -> None:
    anas, betos = opened(by=ana), opened(by=beto)
    assert set(numbers(page(enter(bruno)))) == {anas.number, betos.number}
    assert numbers(page(enter(beto))) == [betos.number]
    assert "Aún no tiene tickets" in page(enter(carla))
    assert "Ningún" not in page(enter(carla), LIST + "?q=nada")


def test_an_unread_answer_is_bold_dotted_and_said(
    enter: Maker, ana: User, bruno: User, dario: User, ticket: Ticket
) -> None:
    reply_as_staff(ticket, by=dario, body="¿Nos comparte el XML?")
    client = enter(ana)
    text = page(client)
    assert '<tr class="unread">' in text
    assert "(respuesta sin leer)" in text
    assert "1 ticket, 1 con respuesta sin leer" in text
    assert numbers(page(client, LIST + "?estado=sin-leer")) == [ticket.number]
    assert numbers(page(client, LIST + "?estado=waiting")) == [ticket.number]


def test_filters_by_status_system_and_area(
    enter: Maker,
    ana: User,
    dario: User,
    soporte: Area,
    ventas: Area,
    product: Product,
    opened: Maker,
) -> None:
    running = opened(subject="Uno")
    closed, cancelled = opened(subject="Dos"), opened(subject="Tres")
    close_ticket(closed, by=dario, solution="Listo")
    cancel_ticket(cancelled, by=ana, reason="Ya no")
    other = Product.objects.create(name="NomiTool 21")
    sale = opened(kind=Kind.SERVICE, area=ventas, product=other, subject="Cuatro")
    client = enter(ana)
    for address, found in {
        "?estado=abiertos": {running, sale},
        "?estado=closed": {closed},
        "?estado=cancelled": {cancelled},
        "?estado=in-progress": set(),
        f"?sistema={other.pk}": {sale},
        f"?area={soporte.pk}&estado=abiertos": {running},
        f"?area={ventas.pk}&q=cuatro": {sale},
        "?q=asunto-que-no-hay": set(),
        "?estado=otro&sistema=%00&area=-1&orden=;": {running, closed, cancelled, sale},
        f"?sistema={10**30}": {running, closed, cancelled, sale},
    }.items():
        assert set(numbers(page(client, LIST + address))) == {t.number for t in found}, address


def test_search_and_filters_stay_in_the_address_and_the_form(
    enter: Maker, ana: User, ventas: Area, opened: Maker, many: Maker
) -> None:
    many(30)
    text = page(enter(ana), LIST + "?q=asunto&estado=closed&orden=antiguos")
    # The words of bulk rows are in no index: nothing is found, and the way out is there.
    assert "Ningún ticket coincide" in text
    assert 'value="asunto"' in text
    assert '<option value="closed" selected>' in text
    text = page(enter(ana), LIST + "?estado=closed&orden=antiguos")
    assert re.search(r'rel="next" href="\?estado=closed&amp;orden=antiguos&amp;pagina=', text)


def test_a_typed_text_is_shown_as_text(enter: Maker, ana: User, opened: Maker) -> None:
    opened(subject="<b>Ñandú</b> & compañía")
    text = page(enter(ana), LIST + "?q=%3Cscript%3E%22")
    assert "<script>" not in text.replace('<script type="module"', "")
    assert "&lt;b&gt;Ñandú&lt;/b&gt; &amp; compañía" in page(enter(ana))


def test_c082_words_accents_numbers_and_serials_are_found(
    enter: Maker, ana: User, ticket: Ticket
) -> None:
    client = enter(ana)
    serial = ticket.serial.number
    for query in ("NOMINA", "nómina timbrar", "cfdi40147", ticket.number, serial.lower(), "ana"):
        assert numbers(page(client, f"{LIST}?q={query}")) == [ticket.number], query


def test_pages_of_25_say_where_one_is(enter: Maker, ana: User, many: Maker) -> None:
    many(41)
    client = enter(ana)
    first = page(client)
    assert "1 a 25 de 41" in first
    assert "Siguientes 16" in first
    following = re.search(r'rel="next" href="([^"]+)"', first)[1]  # type: ignore[index]
    second = page(client, LIST + following)
    assert "26 a 41 de 41" in second
    assert len({*numbers(first), *numbers(second)}) == 41
    before = re.search(r'rel="prev" href="([^"]+)"', second)[1]  # type: ignore[index]
    assert numbers(page(client, LIST + before)) == numbers(first)


def test_oldest_first_turns_the_list_round(enter: Maker, ana: User, many: Maker) -> None:
    many(3)
    newest = numbers(page(enter(ana)))
    assert numbers(page(enter(ana), LIST + "?orden=antiguos")) == newest[::-1]


def test_beyond_the_cap_nobody_counts(enter: Maker, ana: User, many: Maker) -> None:
    many(CAP + 20)
    text = page(enter(ana))
    assert "más de 1,000 tickets" in text
    assert "1 a 25 de más de 1,000" in text


@pytest.mark.parametrize("cursor", ["1", str(10**30), "%00", "WzAsMCwiIiwxXQ", "ñ", "x" * 3000])
def test_c9_a_senseless_page_is_the_first(
    enter: Maker, ana: User, ticket: Ticket, cursor: str
) -> None:
    assert numbers(page(enter(ana), f"{LIST}?pagina={cursor}")) == [ticket.number]


@pytest.mark.parametrize(
    ("address", "most"),
    [("", 5), ("?estado=abiertos", 5), ("?estado=sin-leer&area=1", 5), ("?q=nómina", 6)],
)
def test_a_page_takes_few_statements_however_many_rows(
    enter: Maker, ana: User, ticket: Ticket, many: Maker, address: str, most: int
) -> None:
    client = enter(ana)
    counts = []
    for _ in range(2):
        # What is kept for seconds is read anew here, not within the count.
        page(client, LIST + address)
        with CaptureQueriesContext(connection) as statements:
            page(client, LIST + address)
        counts.append(len(statements))
        if len(counts) == 1:
            many(25)
    assert counts[0] == counts[1] <= most


def plan(sql: str, params: Any) -> str:
    explain = "EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN "
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # A handful of rows is always scanned; the question is whether the index could serve.
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_bitmapscan = off")
        cursor.execute(explain + sql, params)
        return "\n".join(str(row) for row in cursor.fetchall())


@pytest.mark.parametrize("who", ["bruno", "beto"])
@pytest.mark.parametrize("cursor", [False, True])
def test_the_list_is_read_from_its_index_without_sorting(
    request: pytest.FixtureRequest, many: Maker, who: str, cursor: bool
) -> None:
    from eticket.access.viewers import CustomerViewer
    from eticket.lib.keyset import page_of
    from eticket.portal.views.tickets import COLUMNS, NEWEST

    many(60)
    user = request.getfixturevalue(who)
    viewer = CustomerViewer(user, user.memberships.get())
    if who == "beto":
        Ticket.objects.update(raised_by=user)
    rows = viewer.with_unread(viewer.tickets).values(*COLUMNS, "is_unread")
    place = page_of(rows, NEWEST, "", 25).next if cursor else ""
    with CaptureQueriesContext(connection) as statements:
        page_of(rows, NEWEST, place, 25)
    said = plan(statements[-1]["sql"].replace("%", "%%"), [])
    index = "ticket_account_list" if who == "bruno" else "ticket_(raiser|account)_list"
    assert re.search(index, said), said
    assert "TEMP B-TREE" not in said
    assert "Sort" not in said, said
