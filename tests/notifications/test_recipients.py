from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from eticket.accounts import addresses
from eticket.accounts.models import Account, Address, Membership, Publisher, User
from eticket.events.recording import record
from eticket.notifications.dispatching import dispatch_events
from eticket.notifications.models import Delivery
from eticket.tickets.assigning import assign_ticket, take_ticket, transfer_ticket
from eticket.tickets.closing import cancel_ticket, close_ticket
from eticket.tickets.models import Area, Kind, Status, Ticket
from eticket.tickets.opening import open_ticket
from eticket.tickets.rating import rate_ticket
from eticket.tickets.replying import reply_as_customer, reply_as_staff, write_note

Told = Callable[[], dict[str, set[str]]]


@pytest.fixture(autouse=True)
def _everybody(publisher: Publisher, dario: User, sonia: User, diana: User) -> None:
    """Soporte técnico has its agents, Ventas has Diana."""


@pytest.fixture
def told() -> Told:
    """Whom each kind of message goes to, of what happened since the last time."""

    def look() -> dict[str, set[str]]:
        dispatch_events()
        found: dict[str, set[str]] = {}
        for delivery in Delivery.objects.all():
            found.setdefault(delivery.template, set()).add(delivery.address.partition("@")[0])
        Delivery.objects.all().delete()
        return found

    return look


def test_a_new_ticket_tells_its_raiser_and_the_agents_of_its_area(
    ticket: Ticket, told: Told
) -> None:
    assert told() == {"ticket_opened": {"ana"}, "ticket_alert": {"dario", "sonia"}}


def test_an_area_without_agents_is_the_administrators_business(
    acme: Account, ana: User, elena: User, new_ticket: Callable[..., Any], told: Told
) -> None:
    empty = Area.objects.create(name="Atención a clientes")
    open_ticket(acme, new_ticket(area=empty), by=ana)
    assert told()["ticket_alert"] == {"elena"}


def test_an_answer_goes_to_the_customers_on_the_ticket_once(
    ticket: Ticket, bruno: User, dario: User, told: Told
) -> None:
    reply_as_customer(ticket, by=bruno, body="También a mí me pasa.")
    told()
    reply_as_staff(ticket, by=dario, body="Lo reviso.", then=Status.IN_PROGRESS)
    assert told() == {"ticket_answered": {"ana", "bruno"}}


def test_an_answer_that_asks_makes_one_mail_and_not_two(
    ticket: Ticket, dario: User, told: Told
) -> None:
    told()
    reply_as_staff(ticket, by=dario, body="¿Qué versión tiene?")
    assert told() == {"ticket_waiting": {"ana"}}


def test_a_reply_goes_to_the_agent_or_while_there_is_none_to_the_area(
    ticket: Ticket, ana: User, dario: User, told: Told
) -> None:
    told()
    reply_as_customer(ticket, by=ana, body="¿Hola?")
    assert told() == {"customer_replied": {"dario", "sonia"}}
    take_ticket(ticket, by=dario)
    reply_as_customer(ticket, by=ana, body="¿Hola?")
    assert told() == {"customer_replied": {"dario"}}


def test_a_reply_that_reopens_is_told_once(
    ticket: Ticket, ana: User, bruno: User, dario: User, told: Told
) -> None:
    close_ticket(ticket, by=dario, solution="Listo.")
    told()
    reply_as_customer(ticket, by=bruno, body="Volvió a fallar.")
    assert told() == {"ticket_reopened": {"ana"}, "ticket_returned": {"dario"}}


def test_assigning_transferring_and_cancelling_tell_who_has_to_know(
    ticket: Ticket, ana: User, sonia: User, dario: User, ventas: Area, told: Told
) -> None:
    told()
    assign_ticket(ticket, dario, by=sonia)
    assert told() == {"ticket_assigned": {"dario"}}
    cancel_ticket(ticket, by=ana, reason="Ya no hace falta")
    assert told() == {"ticket_withdrawn": {"dario"}}


def test_a_transfer_alerts_the_new_area(
    ticket: Ticket, dario: User, ventas: Area, told: Told
) -> None:
    told()
    transfer_ticket(ticket, ventas, by=dario, reason="Es de renovación")
    assert told() == {"ticket_alert": {"diana"}}


def test_an_internal_note_tells_nobody(ticket: Ticket, dario: User, told: Told) -> None:
    told()
    write_note(ticket, by=dario, body="Ojo con este cliente")
    assert told() == {}


@pytest.mark.parametrize(("stars", "heard"), [(2, {"low_rating": {"sonia"}}), (3, {})])
def test_a_low_rating_alerts_the_supervisor(
    ticket: Ticket, dario: User, told: Told, stars: int, heard: dict[str, set[str]]
) -> None:
    close_ticket(ticket, by=dario, solution="Listo.")
    told()
    rate_ticket(ticket, by=None, stars=stars)
    assert told() == heard


def test_an_unproved_follow_up_address_is_only_asked_for_proof(
    acme: Account, ana: User, dario: User, new_ticket: Callable[..., Any], told: Told
) -> None:
    ticket = open_ticket(acme, new_ticket(follow_up_email="nominas@acme.example"), by=ana)
    assert told() == {
        "ticket_opened": {"ana"},
        "ticket_alert": {"dario", "sonia"},
        "address_proof": {"nominas"},
    }
    addresses.prove(Address.objects.get())
    reply_as_staff(ticket, by=dario, body="¿Qué versión tiene?")
    assert told() == {"ticket_waiting": {"ana", "nominas"}}


def test_however_many_accounts_name_an_address_it_is_asked_five_times_a_day(
    acme: Account, product: Any
) -> None:
    for number in range(7):
        account = Account.objects.create(name=f"Cuenta {number}")
        addresses.ask_for_proof(account, "victima@otro.example", by=None)
        dispatch_events()
    assert Delivery.objects.filter(address="victima@otro.example").count() == 5


@pytest.mark.parametrize("way", ["person", "place"])
def test_c102_the_disabled_hear_nothing_not_even_as_follow_up_address(
    acme: Account, bruno: User, ana: User, dario: User, new_ticket: Any, told: Told, way: str
) -> None:
    addresses.ask_for_proof(acme, "bruno@acme.example", by=None)
    Address.objects.create(account=acme, email="bruno@acme.example", proved_at=timezone.now())
    ticket = open_ticket(acme, new_ticket(follow_up_email="bruno@acme.example"), by=ana)
    assert told()["ticket_opened"] == {"ana", "bruno"}
    if way == "person":
        User.objects.filter(pk=bruno.pk).update(is_active=False)
    else:
        Membership.objects.filter(user=bruno).update(disabled_at=timezone.now())
    reply_as_staff(ticket, by=dario, body="¿Qué versión tiene?")
    assert told() == {"ticket_waiting": {"ana"}}


def test_c102_a_disabled_agent_hears_nothing(
    ticket: Ticket, ana: User, dario: User, told: Told
) -> None:
    take_ticket(ticket, by=dario)
    User.objects.filter(pk=dario.pk).update(is_active=False)
    told()
    reply_as_customer(ticket, by=ana, body="¿Hola?")
    assert told() == {"customer_replied": {"sonia"}}


def test_whoever_sees_only_own_tickets_hears_of_no_other(
    ticket: Ticket, beto: User, dario: User, told: Told
) -> None:
    reply_as_customer(ticket, by=beto, body="Escrito antes de que le quitaran el permiso.")
    told()
    reply_as_staff(ticket, by=dario, body="¿Qué versión tiene?")
    assert told() == {"ticket_waiting": {"ana"}}


def test_c043_the_publishers_own_address_is_never_a_recipient(
    acme: Account, ana: User, new_ticket: Callable[..., Any], told: Told
) -> None:
    open_ticket(
        acme, new_ticket(kind=Kind.SERVICE, follow_up_email="soporte@dsoft.example"), by=ana
    )
    assert "address_proof" not in told()


def test_an_unproved_person_hears_nothing_of_tickets(
    acme: Account, ana: User, new_ticket: Callable[..., Any], told: Told
) -> None:
    User.objects.filter(pk=ana.pk).update(email_proved_at=None)
    open_ticket(acme, new_ticket(), by=ana)
    assert told() == {"ticket_alert": {"dario", "sonia"}, "address_proof": {"ana"}}


def test_a_forgotten_password_is_the_persons_own_business(ana: User, told: Told) -> None:
    with transaction.atomic():
        record("user.password_reset_requested", ana, by=None)
        record("user.password_changed", ana, by=ana)
    dispatch_events()
    assert Delivery.objects.get(template="password_reset").is_urgent
    assert told() == {"password_reset": {"ana"}, "password_changed": {"ana"}}


def test_a5_who_left_the_staff_is_told_nothing_even_if_the_area_still_names_them(
    ticket: Ticket, ana: User, dario: User, told: Told
) -> None:
    take_ticket(ticket, by=dario)
    User.objects.filter(pk=dario.pk).update(staff_role="")
    told()
    reply_as_customer(ticket, by=ana, body="¿Alguna novedad?")
    assert told()["customer_replied"] == {"sonia"}
