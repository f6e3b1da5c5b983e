"""No secret is anywhere but where it is meant for: planted, then looked for (B10, M1)."""

import json
import logging
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.apps import apps
from django.core.signing import dumps
from django.test import Client
from django.urls import reverse

from eticket.accounts.models import Account, Contact, EmailChange, User
from eticket.accounts.registering import emails_of
from eticket.lib.logs import JsonFormatter
from eticket.portal.registration_forms import seal
from eticket.tickets.closing import close_ticket
from eticket.tickets.models import Ticket
from tests.cast import PASSWORD
from tests.exposure import TABLE
from tests.notifications.conftest import Sink, html_of, text_of

Deliver = Callable[[], None]
# Typed on purpose into every field that takes a password, right or wrong.
WRONG, NEW, TYPO = "plantada-mala-7431", "Plantada nueva 9182", "plantada-en-otro-campo-5566"


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Callable[[], str]:
    caplog.set_level(logging.DEBUG, logger="eticket")
    caplog.set_level(logging.DEBUG, logger="django.request")
    return lambda: "\n".join(JsonFormatter().format(one) for one in caplog.records)


def test_m1_b10_planted_secrets_stay_where_they_belong(
    client: Client, acme: Account, ana: User, dario: User, elena: User, ticket: Ticket,
    publisher: Any, sink: Sink, deliver: Deliver, enter: Callable[[User], Client],
    lines: Callable[[], str],
) -> None:  # fmt: skip
    pages = use_every_flow(client, enter(ana), acme, ana, dario, ticket, deliver)
    mails = [(mail, text_of(mail) + unescape(html_of(mail)) + str(mail)) for mail in sink.mails]
    passwords = (PASSWORD, WRONG, NEW, TYPO)
    for secret in passwords:
        assert not [mail["Subject"] for mail, text in mails if secret in text]
    tokens = {
        part
        for _mail, text in mails
        for link in text.split("http://localhost:8000")[1:]
        for part in link.split()[0].strip("\"'<>").split("?")[0].split("/")
        if len(part) >= 32 and not part.startswith("S")
    }
    assert len(tokens) >= 5
    # Each token is in the mails of one reader alone.
    for token in tokens:
        assert len({mail["To"] for mail, text in mails if token in text}) == 1
    rows = database()
    log = lines()
    assert "sign-in refused" in log
    for secret in (*passwords, *tokens):
        assert secret not in rows
        assert secret not in log
        # What was typed as a login stays in its own form, for whoever typed it.
        assert secret == TYPO or not [page for page in pages if secret in page]


def use_every_flow(
    client: Client, signed_in: Client, acme: Account, ana: User, dario: User, ticket: Ticket,
    deliver: Deliver,
) -> list[str]:  # fmt: skip
    """Everything that takes a password or makes a link; the pages that came back."""
    Contact.objects.create(account=acme, name="Nora Paz", email="nora@acme.example")
    key = next(key for key, email in emails_of(acme).items() if email == "nora@acme.example")
    wanted = {"email": "nueva@acme.example", "confirm": "nueva@acme.example"}
    answers: list[Any] = [
        client.post("/entrar/", {"login": ana.email, "password": WRONG}),
        client.post("/entrar/", {"login": TYPO, "password": WRONG}),
        client.post("/contrasena/", {"login": ana.email}),
        client.post("/contrasena/", {"login": TYPO}),
        client.post(f"/registro/cliente/{seal(acme.rfc)}/", {"email": key}),
        signed_in.post("/perfil/correo/", wanted | {"password": WRONG}),
        signed_in.post("/perfil/correo/", wanted | {"password": PASSWORD}),
        signed_in.post("/perfil/contrasena/", {"old": WRONG, "password": NEW, "confirm": NEW}),
        signed_in.post(
            "/usuarios/invitar/",
            {"name": "Luz", "email": "luz@nueva.example", "role": "collaborator"},
        ),
        client.get(f"/calificar/{dumps(['x'])}/"),
        client.get("/invitacion/no-hay/"),
    ]
    close_ticket(ticket, by=dario, solution="Se actualizó el certificado.")
    deliver()
    assert EmailChange.objects.count() == 1
    reads = [line.split() for line in TABLE.strip().splitlines()]
    plain = {name for name, sample, method, *_ in reads if sample == "-" and method == "GET"}
    names = sorted(plain - {"account_logout", "test_mailbox"})
    answers.extend(signed_in.get(reverse(name)) for name in names)
    return [
        json.dumps(dict(answer.headers)) + (answer.content.decode() if not answer.streaming else "")
        for answer in answers
    ]


def database() -> str:
    """All rows of ours as text."""
    models = [model for model in apps.get_models() if model.__module__.startswith("eticket.")]
    return "\n".join(repr(list(model._base_manager.values_list())) for model in models)
