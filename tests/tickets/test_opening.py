"""Opening tickets: the rules of S48-S68 at the deed."""

from collections.abc import Callable
from typing import Any

import pytest

from eticket.accounts.models import Account, User
from eticket.events.models import Event
from eticket.licensing.models import Product, Serial
from eticket.tickets.models import Kind, Status, Ticket
from eticket.tickets.opening import (
    AlreadyOpen,
    FormAlreadyUsed,
    SerialExpired,
    TooManyOpenTickets,
    holders_of,
    open_ticket,
)
from tests.cast import issue

Maker = Callable[..., Any]


def test_ana_opens_a_ticket_and_the_event_tells(
    acme: Account, ana: User, new_ticket: Maker
) -> None:
    ticket = open_ticket(acme, new_ticket(), by=ana)
    assert ticket.status == Status.OPEN
    assert ticket.raised_by == ana
    assert ticket.product.name == "eComprobante"
    assert ticket.policy.serial == ticket.serial
    assert ticket.messages.get().body == "Marca CFDI40147 en 12 recibos."
    assert Event.objects.about(ticket).get().kind == "ticket.opened"


def test_a_fourth_ticket_on_a_serial_is_refused(
    acme: Account, ana: User, serial: Serial, opened: Maker, new_ticket: Maker
) -> None:
    tickets = [opened() for _ in range(3)]
    with pytest.raises(TooManyOpenTickets) as refusal:
        open_ticket(acme, new_ticket(follow_up_email="otro@acme.example"), by=ana)
    assert str(refusal.value) == (
        f"El número de serie: [{serial.number}] ha alcanzado el límite de tickets permitidos, "
        "simultáneamente"
    )
    assert holders_of(refusal.value, acme, new_ticket()) == tickets[::-1]


@pytest.mark.parametrize("ended", [Status.CLOSED, Status.CANCELLED])
def test_c008_an_ended_ticket_frees_its_place(
    opened: Maker, ana: User, dario: User, ended: str
) -> None:
    from eticket.tickets.closing import cancel_ticket, close_ticket

    tickets = [opened() for _ in range(3)]
    if ended == Status.CLOSED:
        close_ticket(tickets[0], by=dario, solution="Se actualizó el certificado.")
    else:
        cancel_ticket(tickets[0], by=ana, reason="Ya quedó")
    assert opened().status == Status.OPEN


def test_the_same_system_and_email_is_refused_on_another_serial(
    acme: Account, ana: User, ticket: Ticket, product: Product, new_ticket: Maker
) -> None:
    other = issue(acme, product)
    with pytest.raises(AlreadyOpen) as refusal:
        open_ticket(acme, new_ticket(serial=other), by=ana)
    assert str(refusal.value) == (
        "Ya cuenta con un ticket abierto para el sistema y correo solicitado, "
        "favor de consultar la lista de tickets"
    )
    assert holders_of(refusal.value, acme, new_ticket(serial=other)) == [ticket]


def test_a_product_may_allow_more_than_one(
    acme: Account, ana: User, ticket: Ticket, product: Product, new_ticket: Maker
) -> None:
    product.one_open_per_email = False
    product.save()
    other = issue(acme, product)
    assert open_ticket(acme, new_ticket(serial=other), by=ana).open_key is None


def test_staff_may_pass_over_both_limits_and_it_is_recorded(
    acme: Account, ana: User, dario: User, opened: Maker, new_ticket: Maker
) -> None:
    for _ in range(3):
        opened()
    ticket = open_ticket(acme, new_ticket(), by=dario, raised_by=ana, exception=True)
    assert Event.objects.about(ticket).get().data["exception"] is True


def test_an_expired_serial_is_refused(
    acme: Account, ana: User, product: Product, new_ticket: Maker
) -> None:
    with pytest.raises(SerialExpired):
        open_ticket(acme, new_ticket(serial=issue(acme, product, days_valid=-1)), by=ana)


def test_a_serial_is_valid_through_its_last_day(
    acme: Account, ana: User, product: Product, new_ticket: Maker
) -> None:
    assert open_ticket(acme, new_ticket(serial=issue(acme, product, days_valid=0)), by=ana)


def test_c001_the_same_form_sent_twice_makes_one_ticket(
    acme: Account, ana: User, new_ticket: Maker
) -> None:
    first = open_ticket(acme, new_ticket(), by=ana, form_key="k1")
    assert open_ticket(acme, new_ticket(), by=ana, form_key="k1") == first
    assert Ticket.objects.count() == 1


def test_another_text_with_an_old_form_is_not_swallowed(
    acme: Account, ana: User, new_ticket: Maker
) -> None:
    open_ticket(acme, new_ticket(), by=ana, form_key="k1")
    with pytest.raises(FormAlreadyUsed):
        open_ticket(acme, new_ticket(body="Otra cosa"), by=ana, form_key="k1")


def test_tickets_of_one_second_get_the_next_free_numbers(
    acme: Account, ana: User, new_ticket: Maker, time_machine: Any
) -> None:
    time_machine.move_to("2026-10-26 19:10:42+00:00", tick=False)
    numbers = [
        open_ticket(
            acme, new_ticket(kind=Kind.SERVICE, follow_up_email=f"a{n}@acme.example"), by=ana
        ).number
        for n in range(3)
    ]
    assert numbers == [f"SV_{ana.pk}_261020261310{s}" for s in (42, 43, 44)]


def test_another_accounts_serial_is_never_used(
    acme: Account, ana: User, carlas_serial: Serial, new_ticket: Maker
) -> None:
    with pytest.raises(ValueError, match="another account"):
        open_ticket(acme, new_ticket(serial=carlas_serial), by=ana)


def test_one_form_sent_for_two_accounts_is_a_refusal_not_an_error(
    acme: Account, ana: User, otra: Account, new_ticket: Maker, carlas_serial: Serial
) -> None:
    first = open_ticket(acme, new_ticket(), by=ana, form_key="k1")
    with pytest.raises(FormAlreadyUsed, match=first.number):
        open_ticket(otra, new_ticket(serial=carlas_serial), by=ana, form_key="k1")
    assert Ticket.objects.get() == first


def test_another_person_said_with_an_old_form_is_not_swallowed(
    acme: Account, ana: User, bruno: User, dario: User, new_ticket: Maker
) -> None:
    open_ticket(acme, new_ticket(), by=dario, raised_by=ana, form_key="k1")
    with pytest.raises(FormAlreadyUsed):
        open_ticket(acme, new_ticket(), by=dario, raised_by=bruno, form_key="k1")
    with pytest.raises(FormAlreadyUsed):
        open_ticket(acme, new_ticket(contact_name="Rita"), by=dario, form_key="k1")


def test_s68_an_exception_from_the_limit_still_counts_for_its_system_and_email(
    acme: Account, ana: User, dario: User, product: Product, opened: Maker, new_ticket: Maker
) -> None:
    for _ in range(3):
        opened()
    new = new_ticket()
    exception = open_ticket(acme, new, by=dario, raised_by=ana, exception=True)
    other = new_ticket(serial=issue(acme, product))
    with pytest.raises(AlreadyOpen):
        open_ticket(acme, other, by=ana)
    # A second exception stands beside the first, which keeps the key.
    beside = open_ticket(acme, other, by=dario, raised_by=ana, exception=True)
    assert (exception.open_key, beside.open_key) == (exception.key_while_open, None)


def test_the_renewal_of_an_expired_serial_is_asked_for_with_its_serial(
    acme: Account, ana: User, product: Product, new_ticket: Maker
) -> None:
    expired = issue(acme, product, days_valid=-1)
    ticket = open_ticket(acme, new_ticket(kind=Kind.SERVICE, serial=expired), by=ana)
    assert (ticket.serial, ticket.product, ticket.policy.serial) == (expired, product, expired)
