"""Constancias on the screen, as a PDF, and on the page where anybody verifies them."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from eticket.accounts.models import Account, Publisher, User
from eticket.licensing.certifying import issue_certificate
from eticket.licensing.models import Certificate, Letterhead, Product, Serial
from eticket.portal.views.verification import GUESSING
from tests.cast import issue

Enter = Callable[[User], Client]
LIST = "/polizas/constancias/"


@pytest.fixture
def paper(acme: Account, ana: User, serial: Serial) -> Certificate:
    return issue_certificate(acme, acme.serials.all(), by=ana)


def test_asked_for_at_the_serial_it_comes_as_a_page_and_a_pdf(
    ana: User, serial: Serial, acme: Account, product: Product, enter: Enter
) -> None:
    issue(acme, product)
    client = enter(ana)
    assert LIST in client.get(f"/series/{serial.number}/").content.decode()
    answer = client.post(LIST, {"serie": serial.number.lower()})
    paper = Certificate.objects.get()
    assert answer["Location"] == f"{LIST}{paper.code}/"
    assert [one["id"] for one in paper.said["licences"]] == [serial.pk]
    page = client.get(answer["Location"]).content.decode()
    assert "Vigente" in page
    assert paper.code in client.get(LIST).content.decode()
    pdf = client.get(f"{LIST}{paper.code}/pdf/")
    assert pdf["Content-Type"] == "application/pdf"
    assert f"constancia-{paper.code}.pdf" in pdf["Content-Disposition"]
    assert pdf.content.startswith(b"%PDF-1.")


def test_every_form_of_a_paper_may_be_sent(
    ana: User, serial: Serial, paper: Certificate, enter: Enter
) -> None:
    client = enter(ana)
    pages = (
        LIST,
        f"{LIST}{paper.code}/",
        f"/series/{serial.number}/",
        f"/polizas/{serial.number}/",
    )
    for page in pages:
        forms = re.findall(
            r'<form[^>]*method="post".*?</form>', client.get(page).content.decode(), re.S
        )
        assert any("constancias" in form for form in forms), page
        assert all("csrfmiddlewaretoken" in form for form in forms), page


def test_whoever_sees_own_tickets_alone_sees_no_paper(
    beto: User, serial: Serial, paper: Certificate, enter: Enter
) -> None:
    client = enter(beto)
    for page in (f"{LIST}{paper.code}/", f"{LIST}{paper.code}/pdf/"):
        assert client.get(page).status_code == 404
    client.post(LIST, {"serie": serial.number})
    assert Certificate.objects.get() == paper
    assert paper.code not in client.get(LIST).content.decode()


def test_the_pdf_names_its_language_title_and_picture(
    ana: User, paper: Certificate, publisher: Publisher, enter: Enter
) -> None:
    paper.said["name"] = "Cafetalera Ñandú & Łódź 漢, S. de R.L."
    paper.save()
    Letterhead.objects.create(pk=1, colour="#A41636", foot="Documento sin valor fiscal.")
    content = enter(ana).get(f"{LIST}{paper.code}/pdf/").content
    assert b"(es-MX)" in content
    assert f"Constancia de licenciamiento {paper.code}".encode() in content
    assert b"/StructTreeRoot" in content
    assert re.search(rb"pdfaid:part[^0-9]{1,3}2", content)
    assert b"/JavaScript" not in content


def test_all_of_a_system_or_all_that_is_valid(
    ana: User, serial: Serial, acme: Account, enter: Enter
) -> None:
    other = issue(acme, Product.objects.create(name="NomiTool 21"))
    client = enter(ana)
    client.post(LIST, {"sistema": str(other.product_id)})
    client.post(LIST)
    client.post(LIST, {"sistema": "9" * 30})
    said = [
        [one["id"] for one in paper.said["licences"]]
        for paper in Certificate.objects.order_by("id")
    ]
    assert [set(one) for one in said] == [{other.pk}, {other.pk, serial.pk}]


def test_another_accounts_papers_and_serials_are_not_there(
    carla: User, beto: User, serial: Serial, paper: Certificate, enter: Enter
) -> None:
    for stranger in (carla, beto):
        client = enter(stranger)
        assert client.get(f"{LIST}{paper.code}/").status_code == 404
        assert client.get(f"{LIST}{paper.code}/pdf/").status_code == 404
        assert client.post(f"{LIST}{paper.code}/anular/", {"reason": "x"}).status_code == 404
        assert client.post(LIST, {"serie": serial.number}).status_code == 404
    assert Certificate.objects.count() == 1


def test_anybody_verifies_and_reads_only_what_the_paper_says(
    ana: User, serial: Serial, paper: Certificate, publisher: Publisher, enter: Enter
) -> None:
    visitor = Client()
    answer = visitor.get("/verificar/", {"codigo": paper.code.lower().replace("-", " ")})
    assert answer["Location"] == f"/verificar/{paper.code}/"
    text = visitor.get(answer["Location"]).content.decode()
    assert "Acme, S.A. de C.V." in text
    assert "Vigente" in text
    assert serial.number not in text
    for secret in ("ana@acme.example", "Ana Ruiz", "5512345678"):
        assert secret not in text
    enter(ana).post(f"{LIST}{paper.code}/anular/", {"reason": "Datos de prueba"})
    text = visitor.get(answer["Location"]).content.decode()
    assert "Revocada" in text
    assert "Datos de prueba" not in text


def test_a_wrong_code_is_told_and_guessing_gets_slow(paper: Certificate) -> None:
    visitor = Client()
    assert visitor.get("/verificar/", {"codigo": "corto"}).status_code == 422
    for _n in range(GUESSING.free + 1):
        assert visitor.get("/verificar/AAAA-AAAA-AAAA-AAAA/").status_code == 404
    answer = visitor.get("/verificar/AAAA-AAAA-AAAA-AAAB/")
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0
    assert visitor.get(f"/verificar/{paper.code}/").status_code == 200


def test_the_collaborator_may_ask_but_not_revoke(
    bruno: User, paper: Certificate, enter: Enter
) -> None:
    client = enter(bruno)
    page = client.get(f"{LIST}{paper.code}/").content.decode()
    assert "Anular" not in page
    assert client.post(f"{LIST}{paper.code}/anular/", {"reason": "x"}).status_code == 404


def test_a_paper_of_many_licences_is_read_by_pages_in_few_statements(
    acme: Account, ana: User, product: Product, enter: Enter
) -> None:
    for _n in range(130):
        issue(acme, product)
    paper = issue_certificate(acme, acme.serials.all(), by=ana)
    client, seen = enter(ana), 0
    client.get(LIST)
    for sheet in ("", "?hoja=2", "?hoja=99", "?hoja=x"):
        with CaptureQueriesContext(connection) as statements:
            rows: Any = client.get(f"{LIST}{paper.code}/{sheet}").context["sheet"]["rows"]
        assert len(statements) <= 6
        seen += len(rows)
    assert seen == 100 + 30 + 100 + 100
