"""Asking for renewals (S69, product.md Licences 3): once a serial, for many at a time."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.test import Client

from eticket.accounts.models import Account, Role, User
from eticket.licensing.models import Product, Serial
from eticket.tickets.closing import close_ticket
from eticket.tickets.models import Kind, Ticket
from eticket.tickets.opening import RenewalAsked, open_ticket
from tests.cast import issue, member
from tests.crowd import crowd

Enter = Callable[[User], Client]
Maker = Callable[..., Any]
NEW = "/tickets/generar/servicio/"


@pytest.fixture
def ask(ana: User, acme: Account, new_ticket: Maker) -> Maker:
    def ask(serial: Serial, by: User | None = None) -> Ticket:
        return open_ticket(acme, new_ticket(kind=Kind.SERVICE, serial=serial), by=by or ana)

    return ask


def test_a_renewal_is_asked_for_once_until_it_is_answered(
    dario: User, serial: Serial, ask: Maker
) -> None:
    first = ask(serial)
    with pytest.raises(RenewalAsked):
        ask(serial)
    close_ticket(first, by=dario, solution="Renovada.")
    assert ask(serial) != first


def test_several_serials_of_one_system_are_renewed_with_one_address(
    acme: Account, product: Product, ask: Maker
) -> None:
    asked = [ask(issue(acme, product, days)) for days in (-3, 5, 20)]
    assert len({ticket.pk for ticket in asked}) == 3


def test_a_ticket_about_the_same_system_does_not_stand_in_the_way(
    ticket: Ticket, serial: Serial, ask: Maker
) -> None:
    assert ask(serial).is_open


def test_the_pages_say_that_it_was_asked_and_lead_there(
    ana: User, acme: Account, product: Product, ask: Maker, enter: Enter
) -> None:
    expired = issue(acme, product, -3)
    client = enter(ana)
    pages = (f"/series/{expired.number}/", f"/polizas/{expired.number}/")
    for page in pages:
        assert f"?renovar={expired.number}" in client.get(page).content.decode()
    made = ask(expired)
    for page in pages:
        text = client.get(page).content.decode()
        assert "Renovación solicitada" in text
        assert f'href="/tickets/{made.number}/"' in text
        assert "?renovar=" not in text
    form = client.get(f"{NEW}?renovar={expired.number}").content.decode()
    assert "ya está pedida" in form
    assert made.number in form
    assert 'name="subject"' not in form


def test_who_may_not_see_the_ticket_hears_that_somebody_asked(
    acme: Account, product: Product, beto: User, ask: Maker, enter: Enter
) -> None:
    expired = issue(acme, product, -3)
    made = ask(expired)
    form = enter(beto).get(f"{NEW}?renovar={expired.number}").content.decode()
    assert "ya está pedida" in form
    assert "lo levantó otra persona de su cuenta" in form
    assert made.number not in form


@pytest.mark.crowd
@pytest.mark.django_db(transaction=True)
def test_sixteen_who_ask_at_once_make_one_ticket(
    acme: Account, product: Product, ask: Maker
) -> None:
    people = [member(acme, f"p{n}@acme.example", f"P {n}", Role.MANAGER) for n in range(16)]
    serial = issue(acme, product, -3)
    with crowd(16) as many:
        outcomes = many.do([partial(ask, serial, one) for one in people])
    assert sum(isinstance(one, RenewalAsked) for one in outcomes) == 15
    assert Ticket.objects.count() == 1
