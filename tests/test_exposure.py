"""Closed by default: who gets what, at every address there is (A1, A2; checklist 11, 13, 17)."""

import logging
import re
import secrets
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from eticket.accounts import changing_email, registering
from eticket.accounts.addresses import ask_for_proof, new_proof
from eticket.accounts.models import (
    Account,
    Address,
    Contact,
    Publisher,
    Registration,
    Throttle,
    User,
)
from eticket.accounts.offering import invite, token_for
from eticket.accounts.passwords import MAILS, new_reset_token
from eticket.accounts.throttling import Counter, take_try
from eticket.lib.logs import JsonFormatter
from eticket.licensing.activating import deactivate_device
from eticket.licensing.certifying import issue_certificate
from eticket.licensing.importing import files
from eticket.licensing.models import Activation, Device, Import, Serial
from eticket.portal.registration_forms import seal
from eticket.privacy import exporting, noticing, requesting
from eticket.privacy.models import ArcoRequest, DataExport, RestDay
from eticket.tickets.attaching import store
from eticket.tickets.closing import close_ticket
from eticket.tickets.models import Attachment, Ticket
from eticket.tickets.previewing import preview_path
from eticket.tickets.rating import rating_token
from eticket.tickets.replying import reply_as_customer
from tests.cast import PASSWORD, a_file
from tests.exposure import PEOPLE, PUBLIC, TABLE

WORDS = {200: "ok", 201: "ok", 204: "ok", 302: "go", 307: "in", 404: "no"}
Maker = Callable[..., Any]


class Line(NamedTuple):
    name: str
    sample: str
    method: str
    answers: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> "Line":
        name, sample, method, *answers = text.split()
        return cls(name, sample, method, tuple(answers))


LINES = [Line.of(text) for text in TABLE.strip().splitlines()]


def addresses(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            space = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from addresses(pattern, prefix + space)
        else:
            yield f"{prefix}{pattern.name or ''}", pattern


ADDRESSES = list(addresses(get_resolver()))
OURS = [(name, pattern) for name, pattern in ADDRESSES if not name.startswith("admin:")]


def test_a1_every_address_is_in_the_table_and_the_table_holds_no_other() -> None:
    for method in ("GET", "POST"):
        listed = [line.name for line in LINES if line.method == method]
        assert sorted(listed) == sorted({name for name, _pattern in OURS})


def test_public_addresses_are_those_of_the_list() -> None:
    public = {
        name for name, pattern in OURS if getattr(pattern.callback, "login_required", True) is False
    }
    assert public == PUBLIC


def test_m1_no_log_keeps_the_token_of_a_mailed_link() -> None:
    secrets = {"token", "sealed"}
    links = [p for _name, p in OURS if secrets & set(p.pattern.regex.groupindex)]
    assert len(links) >= 8
    operating = Path("docs/operating.md").read_text("utf-8")
    # The proxy's log, as the manual sets it up.
    masks = [mask.replace("?<", "?P<") for mask in re.findall(r"~(\^/\(\?<page>\S+)", operating)]
    for link in links:
        address = "/" + re.sub(r"<[^>]+>", "secreto", str(link.pattern))
        line = logging.makeLogRecord({"msg": f"Not Found: {address}"})
        assert "secreto" not in JsonFormatter().format(line), address
        assert any(re.match(mask, address) for mask in masks), address


@pytest.fixture
def cast(
    pablo: User, ana: User, adela: User, bruno: User, beto: User, carla: User,
    dario: User, diana: User, sonia: User, elena: User, enter: Callable[[User], Client],
) -> dict[str, Client]:  # fmt: skip
    people = (pablo, ana, adela, bruno, beto, carla, dario, diana, sonia, elena)
    clients = {"anon": Client()} | dict(zip(PEOPLE[1:], map(enter, people), strict=True))
    for name, client in clients.items():
        if name != "anon":
            # Chooses the account once, so that no later answer writes it.
            client.get("/")
            client.get("/menu/")
    return clients


@pytest.fixture
def samples(
    acme: Account, ana: User, bruno: User, dario: User, ticket: Ticket, serial: Serial,
    opened: Maker, publisher: Publisher, signing_keys: None,
) -> dict[str, dict[str, Any]]:  # fmt: skip
    """Arguments for the addresses: Ana's ticket of Soporte técnico, Acme's serial, her links."""
    reply_as_customer(ticket, by=ana, body="Va la captura", files=[store(a_file())])
    attachment = Attachment.objects.get()
    preview_path(attachment.path).write_bytes(b"a drawing")
    closed = opened()
    close_ticket(closed, by=dario, solution="Se actualizó el certificado.")
    closed.refresh_from_db()
    ask_for_proof(acme, "nueva@acme.example", by=ana)
    offer = invite(acme, email="luz@acme.example", name="Luz", role="collaborator", by=ana)
    confirm_token, undo_token = email_links(ana)
    uidb64, token = new_reset_token(ana)
    device = Device.objects.create(serial=serial, name="CONTA-01", fingerprint="a")
    change = deactivate_device(device, by=ana, reason="Cambio de equipo")
    assert change
    paper = issue_certificate(acme, acme.serials.all(), by=bruno)
    return {
        "-": {},
        "ticket": {"number": ticket.number},
        "serial": {"number": serial.number},
        "device": {"number": serial.number, "pk": device.pk},
        "paper": {"code": paper.code},
        "change": {"number": serial.number, "pk": change.pk},
        "support": {"serial": serial.number},
        "account": {"account": acme.pk},
        "pk": {"pk": acme.pk},
        "file": {"public_id": attachment.public_id},
        "reset": {"uidb64": uidb64, "token": token},
        "rating": {"token": rating_token(closed)},
        "proof": {"token": new_proof(Address.objects.get(email="nueva@acme.example"))},
        "mail": {"name": "no-hay.eml"},
        "person": {"pk": bruno.memberships.get().pk},
        "offer": {"pk": offer.pk},
        "invited": {"token": token_for(offer)},
        "confirm": {"token": confirm_token},
        "undo": {"token": undo_token},
        "sealed": {"sealed": seal(acme.rfc)},
        "slowed": {"key": slowed(ana)},
        "answer": {"number": serial.number, "pk": brought(serial, device, ana)},
        "rest": {"rest": "v1/nada"},
        "import": {"pk": checked_import().pk},
        **privacy_samples(ana),
        "joining": {"token": registration_token(acme)},
    }


def brought(serial: Serial, device: Device, by: User) -> int:
    """The answer to the request file that somebody brought for a computer."""
    made = Activation.objects.create(
        serial=serial, device=device, key="offline:1", by=by, credential_number=1, signed="{}"
    )
    return made.pk


def email_links(user: User) -> tuple[str, str]:
    """The link that confirms a change of address, and the one that undoes an earlier change."""
    made = [
        changing_email.ask_to_change(user, f"{name}@acme.example", password=PASSWORD, address="")
        for name in ("una", "otra")
    ]
    made[0].confirmed_at = timezone.now()
    made[0].save(force_insert=True)
    return changing_email.confirm_token(made[1]), changing_email.undo_token(made[0])


def privacy_samples(user: User) -> dict[str, dict[str, Any]]:
    """Of a person's data: a request, a copy that is ready, links; a day without business."""
    noticing.publish_notice(full="# Responsable\n\ndSoft.", simplified="dSoft.", by=None)
    asked = requesting.ask_as_user(user, right="access", text="¿Qué tienen de mí?")
    requesting.ask(
        right="access", name="Luz", email="luz@otra.example", text="Mis datos", address=""
    )
    exporting.ask_export(user)
    exporting.make_exports()
    return {
        "version": {"number": 1},
        "folio": {"folio": asked.folio},
        "copy": {"public_id": DataExport.objects.get(user=user).public_id},
        "arco": {"token": requesting.token_for(ArcoRequest.objects.get(user=None))},
        "optout": {"token": noticing.opt_out_token(user)},
        "restday": {"pk": RestDay.objects.create(day="2026-12-24", name="Puente").pk},
    }


def slowed(user: User) -> str:
    """The key of what this person has to wait with."""
    take_try([Counter(f"reset:{user.pk}", MAILS, user)])
    return str(Throttle.objects.get(purpose="reset", user=user).pk)


def checked_import() -> Import:
    """A file that waits for its confirmation, uploaded by nobody of the cast."""
    token = secrets.token_hex(16)
    files.keep(token, [b"RFC,Nombre"])
    for name in (files.ERRORS, files.REPORT):
        (files.folder_of(token) / name).write_text("RFC")
    return Import.objects.create(
        token=token, kind="accounts", file_name="cuentas.csv", size=10, sha256="", state="checked",
        headers=["RFC", "Nombre"], counts={"made": 1}, rows_total=1,
    )  # fmt: skip


def registration_token(account: Account) -> str:
    Contact.objects.create(account=account, name="Nora Paz", email="nora@acme.example")
    registering.ask_as_customer(account, "nora@acme.example")
    return registering.token_for(Registration.objects.get())


@pytest.mark.parametrize("part", ["public", "portal", "desk", "files"])
def test_a2_each_person_gets_what_the_table_says(
    part: str, cast: dict[str, Client], samples: dict[str, dict[str, Any]]
) -> None:
    lines = [line for line in LINES if part_of(line.name) == part]
    found = []
    for line in lines:
        path = reverse(line.name, kwargs=samples[line.sample])
        answers = tuple(answer(cast[person], line.method, path) for person in PEOPLE)
        found.append(line._replace(answers=answers))
    assert found == lines


def part_of(name: str) -> str:
    if name in PUBLIC:
        return "public"
    space = name.partition(":")[0]
    return space if space in ("portal", "desk") else "files"


def answer(client: Client, method: str, path: str) -> str:
    """In a word; whatever it changed is undone, for the next person."""
    cookies = deepcopy(client.cookies)
    with transaction.atomic():
        got: Any = client.generic(method, path, content_type="application/x-www-form-urlencoded")
        if got.streaming:
            got.getvalue()
        transaction.set_rollback(True)
    client.cookies = cookies
    if got.status_code in (302, 307) and got["Location"].startswith("/entrar/?next="):
        return "in"
    return WORDS.get(got.status_code, str(got.status_code))


def test_a10_the_catalogues_are_the_administrators(cast: dict[str, Client]) -> None:
    catalogues = {name: pattern.pattern for name, pattern in ADDRESSES if name[:6] == "admin:"}
    catalogues.pop("admin:")
    found = {
        (name, method, person): answer(cast[person], method, reverse(name, kwargs=given))
        for name, pattern in catalogues.items()
        for given in [
            {"app_label": "licensing"}
            if name == "admin:app_list"
            else dict.fromkeys(pattern.converters, "1")
        ]
        for method in ("GET", "POST")
        for person in PEOPLE
    }
    others = {key: word for key, word in found.items() if key[2] != "elena"}
    assert {
        key for key, word in others.items() if word != ("in" if key[2] == "anon" else "no")
    } == set()
    assert "500" not in found.values()
    assert found["admin:index", "GET", "elena"] == "ok"


def test_a2_a_strangers_object_answers_like_one_that_does_not_exist(
    cast: dict[str, Client], samples: dict[str, dict[str, Any]]
) -> None:
    missing: dict[str, dict[str, Any]] = {
        "ticket": {"number": "S_1_01012026000000"},
        "serial": {"number": "00000000-0000-4000-8000-000000000000"},
        "device": {"number": "00000000-0000-4000-8000-000000000000", "pk": 2**40},
        "change": {"number": samples["change"]["number"], "pk": 2**40},
        "support": {"serial": "00000000-0000-4000-8000-000000000000"},
        "file": {"public_id": "0" * 32},
        "person": {"pk": 2**40},
        "offer": {"pk": 2**40},
    }
    compared = 0
    for line in LINES:
        if line.sample not in missing or line.name.startswith("desk:"):
            continue
        for person in ("carla", "pablo"):
            got = [
                cast[person].generic(line.method, reverse(line.name, kwargs=given))
                for given in (samples[line.sample], missing[line.sample])
            ]
            assert got[0].status_code == got[1].status_code
            if got[0].status_code == 404:
                compared += 1
                assert got[0].content == got[1].content
                assert dict(got[0].headers) == dict(got[1].headers)
    assert compared >= 30


def test_a8_looking_changes_nothing(
    cast: dict[str, Client], samples: dict[str, dict[str, Any]]
) -> None:
    from tests.checksums import checksums

    for line in LINES:
        if line.method != "GET" or line.name == "portal:tickets.show":
            # Opening a ticket marks it read for whoever opens it, which is meant.
            continue
        path = reverse(line.name, kwargs=samples[line.sample])
        before = checksums()
        for person in PEOPLE:
            for method in ("GET", "HEAD", "OPTIONS"):
                got: Any = cast[person].generic(method, path)
                if got.streaming:
                    got.getvalue()
        assert checksums() == before, line.name
