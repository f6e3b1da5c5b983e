"""J5, C123: blocked first, then without name; tickets stay, and nothing of the person is left."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from django.db.models import Q
from django.test import Client

from eticket.accounts.models import Account, Membership, Registration, Session, User
from eticket.accounts.offering import invite
from eticket.events.models import Event, Origin, Redaction
from eticket.events.recording import record
from eticket.lib import days
from eticket.notifications import dispatching
from eticket.notifications.models import Delivery
from eticket.ops.checking import check_open_keys
from eticket.privacy import erasing, exporting, noticing, requesting
from eticket.privacy.models import ArcoRequest, Deletion
from eticket.tickets import drafting
from eticket.tickets.attaching import path_on_disk, stage, store
from eticket.tickets.closing import close_ticket
from eticket.tickets.models import Rating, Ticket, Upload
from eticket.tickets.rating import rate_ticket
from eticket.tickets.replying import reply_as_customer
from tests.cast import PASSWORD, a_file

Enter = Callable[[User], Client]
# Ana's e-mail, telephone and name, in any table, in any row.
TRACES = ("ana@acme.example", "Ana Ruiz", "5587654321")


@pytest.fixture(autouse=True)
def _folder(settings: Any, tmp_path: Path) -> None:
    settings.EXPORT_ROOT = tmp_path / "exports"


def grant(user: User, elena: User) -> ArcoRequest:
    asked = requesting.ask_as_user(user, right="cancellation", text="Adiós, Ana Ruiz.")
    requesting.answer(asked, granted=True, text="Procede.", by=elena)
    asked.refresh_from_db()
    return asked


def erase() -> int:
    Deletion.objects.update(erase_on=days.today())
    return erasing.erase_due()


def traces() -> Iterator[str]:
    """Where a word of Ana's still stands, in all columns of all tables."""
    for model in apps.get_models(include_auto_created=True):
        for row in model._default_manager.all().values():
            said = json.dumps(row, default=str, ensure_ascii=False)
            yield from (f"{model._meta.label}: {word}" for word in TRACES if word in said)


def test_blocking_signs_out_at_once_and_frees_the_titular(
    acme: Account, ana: User, elena: User, ticket: Ticket, enter: Enter
) -> None:
    browser, desk = enter(ana), enter(elena)
    assert "Sin Titular" not in desk.get(f"/mesa/clientes/{acme.pk}/").content.decode()
    assert "Acme" in desk.get("/mesa/clientes/?cliente=ana@acme").content.decode()
    asked = grant(ana, elena)
    ana.refresh_from_db()
    assert not ana.is_active
    assert not Session.objects.filter(user=ana).exists()
    assert browser.get("/inicio/").status_code == 302
    deletion = Deletion.objects.get()
    assert deletion.erase_on == days.today() + timedelta(days=30)
    assert not Membership.objects.active().filter(user=ana).exists()
    assert "Sin Titular" in desk.get(f"/mesa/clientes/{acme.pk}/").content.decode()
    assert "Ningún cliente" in desk.get("/mesa/clientes/?cliente=ana@acme").content.decode()
    assert asked.state == "granted"
    assert erasing.erase_due() == 0, "not before its day"
    ana.refresh_from_db()
    assert ana.name == "Ana Ruiz"


def test_who_is_blocked_gets_no_more_mail(
    ana: User, dario: User, elena: User, ticket: Ticket
) -> None:
    grant(ana, elena)
    Event.objects.all()
    dispatching.dispatch_events()
    Delivery.objects.all().delete()
    close_ticket(ticket, by=dario, solution="Listo.")
    dispatching.dispatch_events()
    assert not Delivery.objects.filter(address=ana.email).exists()


@pytest.fixture
def everywhere(
    acme: Account, ana: User, adela: User, dario: User, elena: User, ticket: Ticket, opened: Any
) -> None:
    """Ana is in every table there is."""
    ana.phone = "+525587654321"
    ana.save()
    Ticket.objects.update(phone=ana.phone)
    noticing.publish_notice(full="Aviso", simplified="Breve", by=None)
    noticing.accept_notice(ana, secondary=True)
    apps.get_model("accounts.Contact").objects.create(account=acme, name=ana.name, email=ana.email)
    apps.get_model("accounts.Address").objects.create(account=acme, email=ana.email)
    Registration.objects.create(rfc="X", name=ana.name, email=ana.email)
    invite(acme, email="luz@acme.example", name="Luz", role="collaborator", by=ana)
    reply_as_customer(ticket, by=ana, body="Aquí va.", files=[store(a_file())])
    stage([store(a_file())], ana)
    drafting.save_draft(ana, "service", {"follow_up_email": ana.email})
    closed = opened()
    close_ticket(closed, by=dario, solution="Listo.")
    closed.refresh_from_db()
    rate_ticket(closed, by=ana, stars=4, comment="Bien.")
    opened(by=adela, kind="service", follow_up_email=ana.email, subject="De Adela")
    assert "ana@acme.example" in str(ticket.open_key)
    with transaction.atomic():
        record("user.email_changed", ana, by=ana, before="vieja@acme.example", email=ana.email)
        record("member.role_changed", adela, by=adela, name=ana.name, email=ana.email)
    exporting.ask_export(ana)
    exporting.make_exports()
    dispatching.dispatch_events()


def test_j5_nothing_of_an_erased_person_is_left_in_any_table(
    ana: User, elena: User, everywhere: None, django_capture_on_commit_callbacks: Any
) -> None:
    assert list(traces())
    uploaded = path_on_disk(Upload.objects.get(user=ana).path)
    packed = exporting.path_of(ana.data_exports.get())
    grant(ana, elena)
    dispatching.dispatch_events()
    with django_capture_on_commit_callbacks(execute=True):
        assert erase() == 1
    # The name of somebody else's event is found by the address beside it.
    assert list(traces()) == []
    assert not uploaded.exists()
    assert not packed.exists()
    assert not Delivery.objects.pending().filter(user=ana).exists()
    assert not Origin.objects.filter(event__actor=ana).exists()
    assert Redaction.objects.filter(reason="a person was erased").exists()
    asked = ArcoRequest.objects.get()
    assert (asked.state, asked.due_on, asked.text) == ("done", None, "")
    assert asked.folio
    assert erase() == 0
    assert list(check_open_keys()) == []


def test_c123_tickets_lists_and_searches_still_open(
    ana: User, bruno: User, elena: User, everywhere: None, ticket: Ticket, enter: Enter
) -> None:
    grant(ana, elena)
    erase()
    desk, portal = enter(elena), enter(bruno)
    for browser, root in ((desk, "/mesa"), (portal, "")):
        page = browser.get(f"{root}/tickets/{ticket.number}/")
        assert page.status_code == 200
        assert "Usuario eliminado" in page.content.decode()
        assert "Ana Ruiz" not in page.content.decode()
        assert browser.get(f"{root}/tickets/").status_code == 200
        assert browser.get(f"{root}/tickets/?q=Ruiz").status_code == 200
        assert ticket.number not in browser.get(f"{root}/tickets/?q=Ruiz").content.decode()
        assert ticket.number in browser.get(f"{root}/tickets/?q=CFDI40147").content.decode()
    assert Rating.objects.count() == 1
    account = ticket.account_id
    assert desk.get(f"/mesa/clientes/{account}/").status_code == 200
    assert "Sin Titular" in desk.get(f"/mesa/clientes/{account}/").content.decode()
    # The ticket whose answers went to the erased address answers nobody there.
    reply_as_customer(ticket, by=bruno, body="Sigo yo.")
    dispatching.dispatch_events()
    assert not Delivery.objects.filter(address__endswith="invalid", state="pending").exists()


def test_the_erased_address_can_come_in_again_as_somebody_new(
    acme: Account, ana: User, adela: User, elena: User
) -> None:
    grant(ana, elena)
    erase()
    User.objects.create_user("ana@acme.example", PASSWORD, name="Ana Nueva")
    assert User.objects.filter(Q(email="ana@acme.example")).count() == 1


def test_two_workers_erase_once(ana: User, elena: User) -> None:
    grant(ana, elena)
    [deletion] = Deletion.objects.all()
    assert [erasing._erase(deletion), erasing._erase(deletion)] == [1, 0]
    assert Event.objects.filter(kind="user.erased").count() == 1
