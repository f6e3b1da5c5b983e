"""What is told by mail of a person's data, in text and in HTML, and to whom (J4)."""

import re
from collections.abc import Callable
from email.message import EmailMessage
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from eticket.accounts.models import Publisher, User
from eticket.privacy import exporting, noticing, requesting
from eticket.privacy.models import ArcoRequest, Deletion
from tests.notifications.conftest import Sink, html_of, text_of

Deliver = Callable[[], None]
LINK = re.compile(r"http://localhost:8000(/[^\s\"<]*)")


@pytest.fixture(autouse=True)
def _place(publisher: Publisher, settings: Any, tmp_path: Path) -> None:
    settings.EXPORT_ROOT = tmp_path


def told(mail: EmailMessage, *words: str) -> str:
    """The first link, once both forms of the mail say these words."""
    for body in (text_of(mail), unescape(re.sub(r"<[^>]+>", "", html_of(mail)))):
        for word in words:
            assert word in body, body
    return LINK.findall(text_of(mail))[0]


def test_a_stranger_gets_a_link_then_a_receipt_and_the_privacy_role_hears_only_then(
    client: Client, elena: User, sink: Sink, deliver: Deliver
) -> None:
    requesting.ask(
        right="access", name="Gane malo.example", email="rita@fuera.example",
        text="Compre en malo.example", address="",
    )  # fmt: skip
    deliver()
    [mail] = sink.mails
    link = told(mail, "Confirme su solicitud", "48 horas")
    assert "malo.example" not in text_of(mail) + html_of(mail)
    client.post(link)
    deliver()
    asked = ArcoRequest.objects.get()
    due = f"{asked.due_on:%d/%m/%Y}"
    assert told(sink.to("rita@fuera.example")[1], asked.folio, due) == "/derechos-arco/"
    [alert] = sink.to("elena@dsoft.example")
    assert told(alert, asked.folio) == f"/mesa/privacidad/{asked.folio}/"


def test_the_answer_an_extension_and_the_end_are_told(
    ana: User, elena: User, sink: Sink, deliver: Deliver
) -> None:
    asked = requesting.ask_as_user(ana, right="rectification", text="Mi nombre lleva acento.")
    requesting.extend(asked, reason="Buscamos en papel.", by=elena)
    requesting.answer(asked, granted=True, text="Lo corregimos.", by=elena)
    requesting.carry_out(asked, by=elena)
    deliver()
    receipt, extended, answered, done = sink.to("ana@acme.example")
    told(receipt, "Recibimos su solicitud", asked.folio)
    told(extended, "Se amplió el plazo", "Buscamos en papel.")
    told(answered, "Su solicitud procede", "Lo corregimos.")
    assert told(done, "quedó cumplida") == "/perfil/privacidad/"


def test_a_refusal_names_where_to_go_and_a_deletion_its_day(
    ana: User, bruno: User, elena: User, sink: Sink, deliver: Deliver
) -> None:
    refused = requesting.ask_as_user(bruno, right="opposition", text="No lo usen.")
    requesting.answer(refused, granted=False, text="Es necesario.", by=elena)
    gone = requesting.ask_as_user(ana, right="cancellation", text="Adiós.")
    requesting.answer(gone, granted=True, text="Procede.", by=elena)
    deliver()
    told(sink.to("bruno@acme.example")[-1], "no procede", "Secretaría Anticorrupción")
    day = Deletion.objects.get(request=gone).erase_on
    told(sink.to("ana@acme.example")[-1], "Procede.", "bloqueados", f"{day:%d/%m/%Y}")


def test_the_reminder_says_how_many_days_are_left(
    ana: User, elena: User, sink: Sink, deliver: Deliver
) -> None:
    requesting.ask_as_user(ana, right="access", text="Mis datos.")
    ArcoRequest.objects.update(due_on="2020-01-02")
    requesting.remind()
    deliver()
    told(sink.to("elena@dsoft.example")[-1], "El plazo de una solicitud venció")


def test_a_copy_that_is_ready_is_told_and_consent_comes_with_the_way_back(
    client: Client, ana: User, sink: Sink, deliver: Deliver
) -> None:
    noticing.publish_notice(full="Aviso", simplified="Breve", by=None)
    exporting.ask_export(ana)
    exporting.make_exports()
    noticing.accept_notice(ana, secondary=True)
    noticing.accept_notice(ana, secondary=False)
    noticing.accept_notice(ana, secondary=True)
    deliver()
    ready, consent, _again = sink.to("ana@acme.example")
    assert told(ready, "está lista", "72 horas") == "/perfil/privacidad/"
    client.post(told(consent, "versión 1"))
    assert not noticing.allows_secondary(ana)
