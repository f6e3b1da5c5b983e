"""Auditoría and Accesos frenados: what the administrator reads there (M2)."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from eticket.accounts.models import Account, Throttle, User
from eticket.accounts.passwords import request_reset
from eticket.desk.audit_pages import GROUPS, ORDER, kinds_of
from eticket.events.asking import asked_by
from eticket.events.kinds import KINDS, is_audited, told
from eticket.events.models import Event
from eticket.events.recording import record
from eticket.tickets.attaching import store
from eticket.tickets.models import Attachment, Ticket
from eticket.tickets.replying import reply_as_customer
from tests.cast import PASSWORD, a_file

Enter = Callable[[User], Client]
URL = "/mesa/auditoria/"


def said(client: Client, **asked: str) -> list[str]:
    return [row["said"] for row in client.get(URL, asked).context["rows"]]


@pytest.fixture
def day(acme: Account, ana: User, carla: User, elena: User) -> None:
    with transaction.atomic(), asked_by("192.0.2.7", "Firefox/130 Windows"):
        record("user.signed_in", ana, by=ana)
        record("user.password_changed", carla, by=carla)
        record("account.changed", acme, by=elena, before={})


def test_m2_who_what_when_and_from_where_in_spanish(
    day: None, acme: Account, elena: User, enter: Enter
) -> None:
    page = enter(elena).get(URL)
    rows = page.context["rows"]
    assert rows[0]["said"] == f"{elena.name} corrigió los datos de la cuenta"
    assert rows[0]["about"] == acme.name
    assert (rows[0]["address"], rows[0]["browser"]) == ("192.0.2.7", "Firefox en Windows")
    assert "192.0.2.7" in page.content.decode()


def test_filters_by_person_kind_account_and_days(
    day: None, carla: User, elena: User, enter: Enter
) -> None:
    client = enter(elena)
    assert said(client, persona="carla@otra") == [f"{carla.name} cambió su contraseña"]
    assert len(said(client, cuenta="ACM010203AB1")) == 2
    assert len(said(client, tipo="cuentas")) == 1
    assert len(said(client, tipo="entradas")) == 1
    today = timezone.localdate().isoformat()
    assert len(said(client, desde=today, hasta=today)) == 3
    assert said(client, hasta="2020-01-01") == []
    assert said(client, persona="nadie-así") == []
    # Nonsense is said, and left out.
    page = client.get(URL, {"desde": "x", "tipo": "y", "pagina": "z"})
    assert (page.status_code, len(page.context["rows"])) == (200, 3)


def test_pages_by_position_lead_there_and_back(ana: User, elena: User, enter: Enter) -> None:
    with transaction.atomic():
        for _ in range(120):
            record("user.signed_in", ana, by=ana)
    client, seen, url = enter(elena), 0, URL
    while url:
        page = client.get(url)
        seen += len(page.context["rows"])
        url = page.context["next"]
    assert seen == 120
    assert len(client.get(page.context["previous"]).context["rows"]) == 50


def test_the_page_asks_little_however_much_there_is(
    day: None, elena: User, enter: Enter, django_assert_max_num_queries: Any
) -> None:
    client = enter(elena)
    client.get(URL)
    with django_assert_max_num_queries(6):
        client.get(URL)


def test_c13_the_csv_defuses_formulas_and_is_recorded_itself(elena: User, enter: Enter) -> None:
    evil = User.objects.create_user("=x@otra.example", name='=HYPERLINK("http://malo")')
    with transaction.atomic(), asked_by("192.0.2.7", "Firefox/130 Windows"):
        record("user.profile_changed", evil, by=evil)
    answer: Any = enter(elena).get(f"{URL}csv/")
    rows = list(csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))
    assert rows[0][:2] == ["Fecha", "Qué"]
    cells = [cell for row in rows for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "@"))]
    assert any(cell.startswith("'=HYPERLINK") for cell in cells)
    assert Event.objects.get(kind="export.downloaded").actor == elena


def test_m2_what_staff_open_of_a_customer_is_recorded_once_a_quarter_of_an_hour(
    acme: Account, dario: User, enter: Enter
) -> None:
    client = enter(dario)
    for _ in range(3):
        client.get(f"/mesa/clientes/{acme.pk}/")
    opened = Event.objects.filter(kind="account.opened")
    assert [(one.actor, one.account) for one in opened] == [(dario, acme)]


def test_m2_a_file_taken_by_staff_is_recorded_and_ones_own_is_not(
    ticket: Ticket, ana: User, dario: User, enter: Enter
) -> None:
    reply_as_customer(ticket, by=ana, body="Va", files=[store(a_file())])
    file = Attachment.objects.get()
    for person in (ana, dario):
        answer: Any = enter(person).get(reverse("attachments.show", args=[file.public_id]))
        answer.getvalue()
    event = Event.objects.get(kind="attachment.opened")
    assert (event.actor, event.data["name"], event.account) == (dario, file.name, ticket.account)


def test_signing_in_and_out_leaves_one_row_each(ana: User, client: Client) -> None:
    client.post("/entrar/", {"login": ana.email, "password": PASSWORD})
    client.post("/salir/")
    kinds = list(Event.objects.order_by("id").values_list("kind", flat=True))
    assert kinds == ["user.signed_in", "user.signed_out"]


def test_every_kind_is_in_one_group_and_can_be_told() -> None:
    groups = ["entradas", "consultas", *GROUPS, "otros"]
    grouped = [kind for group in groups for kind in kinds_of(group)]
    assert sorted(grouped) == sorted(kind for kind in KINDS if is_audited(kind))
    assert all(told(kind, {}, "Ana") for kind in KINDS)
    assert told("gone.kind", {}, "Ana") == "gone.kind"


@pytest.mark.parametrize(
    ("index", "chosen"),
    [
        ("event_audit_time", {}),
        ("event_audit_actor", {"actor": 1}),
        ("event_audit_account", {"account": 1}),
        ("event_audit_kind", {"kind": "user.signed_in"}),
    ],
)
def test_the_audit_reads_an_index_of_its_own(db: None, index: str, chosen: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # Small tables are read whole otherwise.
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_sort = off")
    plan = Event.objects.audit().filter(**chosen).order_by(*ORDER)[:50].explain()
    assert index in plan
    assert "TEMP B-TREE" not in plan


def test_who_is_slowed_is_listed_and_lifted_with_a_reason(
    ana: User, elena: User, enter: Enter
) -> None:
    with asked_by("192.0.2.7", ""):
        request_reset(ana.email, address="192.0.2.7")
    client = enter(elena)
    page = client.get("/mesa/accesos-frenados/")
    [row] = page.context["rows"]
    assert ana.email in row["who"]
    assert "192.0.2.7" in page.content.decode()
    assert client.post(row["url"], {"reason": ""}).status_code == 422
    assert client.post(row["url"], {"reason": "Llamó"}).status_code == 302
    assert not Throttle.objects.filter(purpose="reset").exists()
    assert Event.objects.get(kind="throttle.lifted").data["reason"] == "Llamó"
    assert client.get(row["url"]).status_code == 404
