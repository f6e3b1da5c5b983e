"""Raising a ticket de servicio (S47-S49): without póliza, for questions, purchases, renewals."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from eticket.accounts.models import Account, User
from eticket.licensing.models import Product
from eticket.tickets import drafting
from eticket.tickets.models import Area, Draft, Kind, Ticket
from tests.cast import issue

Maker = Callable[..., Any]
NEW = "/tickets/generar/servicio/"


@pytest.fixture
def said(ventas: Area) -> dict[str, Any]:
    return {
        "area": ventas.pk,
        "subject": "Cotización de 3 equipos",
        "follow_up_email": "pablo@prospecto.example",
        "confirm_email": "pablo@prospecto.example",
        "phone": "55 1234 5678",
        "confirm_phone": "55 1234 5678",
        "body": "¿Cuánto cuestan?",
    }


def test_a_prospect_raises_one(
    enter: Maker, pablo: User, said: dict[str, Any], product: Product
) -> None:
    client = enter(pablo)
    text = client.get(NEW).content.decode()
    assert "Elija el área" in text
    assert "Confirma Correo" in text
    assert client.post(NEW, said).status_code == 302
    ticket = Ticket.objects.get()
    assert (ticket.kind, ticket.product, ticket.serial) == (Kind.SERVICE, None, None)
    assert ticket.number.startswith("SV_")


def test_a_system_may_be_named(
    enter: Maker, pablo: User, said: dict[str, Any], product: Product
) -> None:
    client = enter(pablo)
    assert client.post(NEW, said | {"product": "777"}).status_code == 422
    assert client.post(NEW, said | {"product": product.pk}).status_code == 302
    assert Ticket.objects.get().product == product


def test_the_area_must_be_chosen(enter: Maker, pablo: User, said: dict[str, Any]) -> None:
    answer = enter(pablo).post(NEW, said | {"area": ""})
    assert answer.status_code == 422
    assert "Elija el área." in answer.content.decode()


def test_a_renewal_comes_filled_in(
    enter: Maker, ana: User, acme: Account, product: Product, soporte: Area, ventas: Area
) -> None:
    expired = issue(acme, product, days_valid=-3)
    text = enter(ana).get(f"{NEW}?renovar={expired.number}").content.decode()
    assert f'<option value="{ventas.pk}" selected>' in text
    assert f'name="renovar" value="{expired.number}"' in text
    assert "Renovación de póliza: eComprobante" in text
    assert f"# de serie: {expired.number}" in text
    assert f"Vigencia: {expired.valid_until:%d/%m/%Y}" in text


def test_a_renewal_carries_the_policy_and_its_serial_through_a_refusal(
    enter: Maker, ana: User, acme: Account, product: Product, said: dict[str, Any]
) -> None:
    expired = issue(acme, product, days_valid=-3)
    client = enter(ana)
    drafting.save_draft(ana, drafting.form_of_new(expired, Kind.SERVICE), {"subject": "Renovar"})
    sent = said | {"renovar": expired.number}
    refused = client.post(NEW, sent | {"subject": ""})
    assert refused.status_code == 422
    assert f'name="renovar" value="{expired.number}"' in refused.content.decode()
    assert client.post(NEW, sent).status_code == 302
    ticket = Ticket.objects.get()
    assert (ticket.kind, ticket.serial, ticket.product) == (Kind.SERVICE, expired, product)
    assert ticket.policy == expired.policies.get()
    assert not Draft.objects.exists()


def test_another_accounts_serial_cannot_be_renewed(
    enter: Maker, ana: User, otra: Account, product: Product
) -> None:
    theirs = issue(otra, product)
    assert enter(ana).get(f"{NEW}?renovar={theirs.number}").status_code == 404
    assert enter(ana).post(NEW, {"renovar": theirs.number}).status_code == 404


def test_a_new_ticket_may_follow_an_earlier_one(
    enter: Maker, ana: User, carla: User, ticket: Ticket, soporte: Area, said: dict[str, Any]
) -> None:
    client = enter(ana)
    text = client.get(f"{NEW}?anterior={ticket.number}").content.decode()
    assert f"Quedará ligado al ticket {ticket.number}." in text
    assert re.search(rf'name="subject" value="{ticket.subject}"', text)
    said |= {"follow_up_email": "otra@acme.example", "confirm_email": "otra@acme.example"}
    assert client.post(NEW, said | {"anterior": ticket.number}).status_code == 302
    assert Ticket.objects.latest("id").previous == ticket
    assert (
        "Quedará ligado" not in enter(carla).get(f"{NEW}?anterior={ticket.number}").content.decode()
    )


def test_another_accounts_ticket_is_never_linked(
    enter: Maker, carla: User, ticket: Ticket, said: dict[str, Any]
) -> None:
    assert enter(carla).post(NEW, said | {"anterior": ticket.number}).status_code == 302
    assert Ticket.objects.latest("id").previous is None


def test_c7_an_address_longer_than_mail_allows_is_refused_not_an_error(
    enter: Maker, pablo: User, said: dict[str, Any]
) -> None:
    long = f"{'a' * 250}@example.mx"
    sent = said | {"follow_up_email": long, "confirm_email": long}
    assert enter(pablo).post(NEW, sent).status_code == 422
