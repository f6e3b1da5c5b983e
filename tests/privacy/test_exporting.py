"""J5: a copy of one's data, complete by the inventory, with nothing of anybody else."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from eticket.accounts import changing_email
from eticket.accounts.models import Account, Address, Contact, Registration, User
from eticket.accounts.offering import invite
from eticket.events.models import Event
from eticket.events.recording import record
from eticket.notifications.dispatching import dispatch_events
from eticket.privacy import exporting, noticing, requesting
from eticket.privacy.inventory import INVENTORY
from eticket.privacy.models import DataExport
from eticket.tickets import drafting
from eticket.tickets.attaching import stage, store
from eticket.tickets.closing import close_ticket
from eticket.tickets.models import Ticket
from eticket.tickets.rating import rate_ticket
from eticket.tickets.replying import reply_as_customer, reply_as_staff, write_note
from tests.cast import PASSWORD, a_file

Enter = Callable[[User], Client]


@pytest.fixture(autouse=True)
def _folder(settings: Any, tmp_path: Path) -> None:
    settings.EXPORT_ROOT = tmp_path / "exports"


@pytest.fixture
def planted(
    acme: Account, ana: User, bruno: User, dario: User, ticket: Ticket, opened: Any
) -> None:
    """A canary of Ana's in every table, and one of each other kind of person beside it."""
    noticing.publish_notice(full="Aviso", simplified="Breve", by=None)
    noticing.accept_notice(ana, secondary=True)
    Contact.objects.create(account=acme, name="canario-contacto", email=ana.email)
    Address.objects.create(account=acme, email=ana.email)
    Registration.objects.create(rfc="X", name="canario-registro", email=ana.email)
    changing_email.ask_to_change(ana, "canario-correo@acme.example", password=PASSWORD, address="")
    reply_as_customer(ticket, by=ana, body="canario-mensaje", files=[store(a_file("canario.png"))])
    stage([store(a_file("canario-suelto.png", b"suelto"))], ana)
    drafting.save_draft(ana, "service", {"subject": "canario-borrador"})
    reply_as_staff(ticket, by=dario, body="Ajeno: Dario dijo")
    close_ticket(ticket, by=dario, solution="Ajeno: solución de Dario")
    ticket.refresh_from_db()
    rate_ticket(ticket, by=ana, stars=2, comment="canario-comentario")
    requesting.ask_as_user(ana, right="access", text="canario-solicitud")
    # Of others
    theirs = opened(by=bruno, subject="Ajeno: de Bruno")
    reply_as_customer(
        theirs, by=bruno, body="Ajeno: Bruno dijo", files=[store(a_file("ajeno.png"))]
    )
    write_note(
        ticket, by=dario, body="Ajeno: nota interna", files=[store(a_file("ajena-nota.png"))]
    )
    invite(acme, email="ajeno@acme.example", name="Ajeno: invitado", role="collaborator", by=ana)
    with transaction.atomic():
        record("member.disabled", ana, by=ana, name="Ajeno: compañero", email="ajeno2@acme.example")
    dispatch_events()


def copy_of(user: User) -> tuple[dict[str, Any], dict[str, bytes]]:
    exporting.ask_export(user)
    assert exporting.make_exports() == 1
    with ZipFile(exporting.path_of(DataExport.objects.get(user=user, state="ready"))) as packed:
        files = {name: packed.read(name) for name in packed.namelist()}
    return json.loads(files.pop("datos.json")), files


def test_j5_all_that_was_planted_is_found_and_nothing_of_others(ana: User, planted: None) -> None:
    said, files = copy_of(ana)
    text = json.dumps(said, ensure_ascii=False)
    for canary in (
        "contacto", "registro", "correo", "mensaje", "borrador", "comentario", "solicitud",
    ):  # fmt: skip
        assert f"canario-{canary}" in text
    assert {"name": ana.name, "email": ana.email}.items() <= said["persona"][0].items()
    for section in ("tickets", "cuentas", "avisos_aceptados", "correos_de_seguimiento"):
        assert said[section], section
    assert {name.rpartition("-")[2] for name in files} >= {"canario.png", "suelto.png"}
    assert b"suelto" in files[next(name for name in files if name.endswith("canario-suelto.png"))]
    assert "jen" not in text.replace("Ajenjo", ""), "words of others"
    assert not any("ajen" in name for name in files)
    for secret in ("password", "proof_hash", "token", "session_key", "argon2"):
        assert secret not in text


def test_the_sections_are_those_of_the_inventory(ana: User) -> None:
    said, _files = copy_of(ana)
    sections = {entry.section for entry in INVENTORY.values() if entry.section}
    assert set(said) == {*sections, "generado", "persona_id", "detalle_de_actividad"}


def test_the_page_shows_progress_and_only_its_person_fetches_it(
    ana: User, bruno: User, dario: User, enter: Enter
) -> None:
    browser = enter(ana)
    browser.post("/perfil/privacidad/copia/")
    browser.post("/perfil/privacidad/copia/")
    export = DataExport.objects.get()
    page = browser.get("/perfil/privacidad/").content.decode()
    assert "Preparando su copia" in page
    assert '<meta http-equiv="refresh"' in page
    link = f"/perfil/privacidad/copia/{export.public_id}/"
    assert browser.get(link).status_code == 404
    exporting.make_exports()
    page = browser.get("/perfil/privacidad/").content.decode()
    assert link in page
    assert "refresh" not in page
    got: Any = browser.get(link)
    assert got["Content-Disposition"].startswith("attachment")
    assert b"".join(got.streaming_content)[:2] == b"PK"
    assert Event.objects.filter(kind="export.downloaded", actor=ana).exists()
    assert enter(bruno).get(link).status_code == 404
    assert enter(dario).get(link).status_code == 404
    assert Client().get(link).status_code == 302


def test_it_expires_and_is_purged(ana: User, enter: Enter) -> None:
    copy_of(ana)
    export = DataExport.objects.get()
    path = exporting.path_of(export)
    assert exporting.purge_exports() == 0
    DataExport.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    link = f"/perfil/privacidad/copia/{export.public_id}/"
    assert enter(ana).get(link).status_code == 404
    assert exporting.purge_exports() == 1
    assert not path.exists()
    assert exporting.ask_export(ana) != export


def test_a_copy_that_a_dead_worker_left_is_made_by_another(ana: User) -> None:
    exporting.ask_export(ana)
    DataExport.objects.update(claimed_until=timezone.now() + timedelta(minutes=1))
    assert exporting.make_exports() == 0
    DataExport.objects.update(claimed_until=timezone.now() - timedelta(minutes=1))
    assert exporting.make_exports() == 1
    assert DataExport.objects.get().state == "ready"


def test_a_failure_is_said_and_can_be_asked_again(
    ana: User, enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "_write", lambda *_given: 1 / 0)
    exporting.ask_export(ana)
    exporting.make_exports()
    assert "no se pudo preparar" in enter(ana).get("/perfil/privacidad/").content.decode()
    monkeypatch.undo()
    exporting.ask_export(ana)
    assert exporting.make_exports() == 1
