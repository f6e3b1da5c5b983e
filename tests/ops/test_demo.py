"""The demo: a whole publisher that obeys the product's own rules, loaded only where nothing is."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import F

from eticket.accounts.models import Account, Membership, Role, User
from eticket.events.models import Event
from eticket.lib.rfc import clean_rfc, has_right_check_digit
from eticket.licensing.models import Device, Policy, Serial
from eticket.notifications.models import Delivery
from eticket.ops.demo import conversations
from eticket.ops.demo.filling import FIRST_HAS, Filler, holder_email
from eticket.tickets.attaching import path_on_disk
from eticket.tickets.models import Attachment, Kind, Message, Status, Ticket, Unread
from eticket.tickets.searching import matching

KINDS = [
    "Titular",
    "Administrador",
    "Colaborador",
    "Solo sus tickets",
    "Prospecto",
    "Agente · Soporte técnico",
    "Agente · Ventas",
    "Agente · Atención a clientes",
    "Supervisor",
    "Administrador de la plataforma",
]


@pytest.fixture(autouse=True)
def _files(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.mark.django_db
def test_somebody_can_be_registered_with_an_rfc_that_nobody_runs(tmp_path: Path) -> None:
    load(tmp_path / "demo.json")
    told = json.loads((tmp_path / "demo.json").read_text("utf-8"))["to_register"]
    account = Account.objects.get(rfc=clean_rfc(told["rfc"]))
    assert has_right_check_digit(account.rfc)
    assert not account.memberships.exists()
    assert sorted(account.contacts.values_list("email", flat=True)) == sorted(told["emails"])
    assert account.serials.count() == 2


def load(file: Path | None = None) -> None:
    call_command("demo", "--small", *(["--json", str(file)] if file else []))


@pytest.mark.django_db
def test_it_tells_one_person_of_each_kind_who_can_sign_in(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    load(tmp_path / "demo.json")
    people = json.loads((tmp_path / "demo.json").read_text("utf-8"))["people"]
    assert [person["role"] for person in people] == KINDS
    for person in people:
        user = User.objects.get(email=person["email"])
        assert (user.name, user.check_password(person["password"])) == (person["name"], True)
        assert user.email_proved_at
    account = Account.objects.get(rfc=people[0]["rfc"])
    assert account.memberships.get(user__email=people[0]["email"]).role == Role.HOLDER
    assert account.serials.count() == 217
    assert Policy.objects.filter(serial__account=account).count() == 217
    capsys.readouterr()
    before = Ticket.objects.count()
    load(tmp_path / "again.json")
    assert "ya está cargada" in capsys.readouterr().out
    assert (tmp_path / "again.json").read_text() == (tmp_path / "demo.json").read_text()
    assert Ticket.objects.count() == before


@pytest.mark.django_db
def test_what_it_tells_could_have_happened() -> None:
    load()
    for account in Account.objects.all():
        assert has_right_check_digit(clean_rfc(account.rfc)), account.rfc
    assert not Event.objects.pending().exists()
    assert not Delivery.objects.exists()
    for serial in Serial.objects.select_related("product"):
        assert serial.tickets.open().count() <= serial.open_ticket_limit
    assert (
        not Ticket.objects.filter(kind=Kind.SUPPORT).exclude(serial__account=F("account")).exists()
    )
    for ticket in Ticket.objects.select_related("product", "raised_by"):
        assert ticket.is_open == (ticket.closed_at is None)
        assert ticket.open_key == (ticket.key_while_open if ticket.is_open else None)
        told = list(
            Event.objects.about(ticket).order_by("id").values_list("happened_at", flat=True)
        )
        said = list(ticket.messages.order_by("id").values_list("created_at", flat=True))
        assert told == sorted(told)
        assert said == sorted(said)
        assert Membership.objects.filter(account=ticket.account_id, user=ticket.raised_by).exists()
    assert set(Ticket.objects.values_list("status", flat=True)) == set(Status.values)
    assert not Message.objects.filter(body__regex=r"\{\w+\}").exists()
    assert not Device.objects.filter(activated_at__gt=F("last_seen_at")).exists()
    for attachment in Attachment.objects.all():
        assert path_on_disk(attachment.path).stat().st_size == attachment.size > 0


@pytest.mark.django_db
def test_its_first_customer_shows_what_the_pictures_show() -> None:
    load()
    mariana = User.objects.get(name="Mariana Ibarra")
    account = mariana.memberships.get().account
    waiting = account.tickets.filter(status=Status.WAITING)
    assert set(waiting.values_list("subject", flat=True)) == {
        "Error al timbrar la nómina",
        "Cotización de 3 equipos adicionales",
    }
    assert Unread.objects.filter(user=mariana).count() == 2
    unrated = account.tickets.get(subject__startswith="El ISR del aguinaldo", rating=None)
    assert unrated.status == Status.CLOSED
    validities = [serial.validity for serial in account.serials.all()]
    assert (validities.count("expiring"), validities.count("expired")) == (3, 5)
    assert any(
        serial.devices.active().count() == serial.devices_max for serial in account.serials.all()
    )
    found = matching(Ticket.objects.all(), "dispersar", account=account)
    assert list(found) == [waiting.get(subject="Error al timbrar la nómina")]


@pytest.mark.django_db
def test_it_is_the_same_each_time(time_machine: Any) -> None:
    time_machine.move_to("2026-10-27 16:24:00+00:00", tick=False)
    seen = []
    for _ in range(2):
        with transaction.atomic():
            load()
            tickets = Ticket.objects.order_by("id").values_list("subject", "status", "account__rfc")
            seen.append([*tickets, *Message.objects.order_by("id").values_list("body", flat=True)])
            transaction.set_rollback(True)
    assert seen[0] == seen[1]


@pytest.mark.django_db
def test_it_refuses_beside_real_data(acme: Account) -> None:
    with pytest.raises(CommandError, match="datos de verdad"):
        load()
    assert Account.objects.get() == acme


@pytest.mark.django_db
def test_it_refuses_on_a_site_of_production(settings: Any) -> None:
    settings.SECURE = True
    with pytest.raises(CommandError, match="https"):
        load()
    assert not Account.objects.exists()


@pytest.mark.django_db
def test_as_many_tickets_as_are_wanted_can_be_made() -> None:
    load()
    told: list[int] = []
    before = Ticket.objects.count()
    Filler(120).fill(told.append)
    assert told == [120]
    assert Ticket.objects.count() == before + 120
    assert Ticket.objects.filter(raised_by__email=holder_email(1)).count() == FIRST_HAS
    assert not Event.objects.pending().exists()
    message = Message.objects.order_by("id").last()
    word = message.body.split()[0]
    found = matching(Ticket.objects.all(), word, account=message.ticket.account)
    assert message.ticket in found


def test_there_are_forty_conversations_that_end_well() -> None:
    talks = conversations.read()
    assert len(talks) >= 40
    assert len({talk.subject for talk in talks}) == len(talks)
    assert {talk.turns[0].by for talk in talks} == {"customer"}
    assert {talk.turns[-1].by for talk in talks} == {"solution"}
