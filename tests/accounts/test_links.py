"""Every link of a mail: hashed at rest, one purpose, one use, dead after its life (B8)."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, NamedTuple

import pytest
import time_machine
from django.apps import apps
from django.test import Client
from django.urls import reverse

from eticket.accounts import changing_email, completing, joining, offering, passwords, registering
from eticket.accounts.addresses import address_of, ask_for_proof, new_proof, prove
from eticket.accounts.models import Account, Address, Contact, Registration, Role, User
from eticket.lib.errors import RuleBroken
from eticket.tickets import rating
from eticket.tickets.closing import close_ticket
from eticket.tickets.models import Ticket
from tests.cast import PASSWORD
from tests.checksums import checksums
from tests.crowd import crowd

NEW = "Jacaranda azul 88"
START = datetime(2026, 11, 2, 15, tzinfo=UTC)


class Link(NamedTuple):
    """``page`` and its arguments, how long it lives, and the deed that its POST does."""

    page: str
    arguments: tuple[str, ...]
    life: timedelta
    use: Callable[[], Any]

    @property
    def secret(self) -> str:
        return self.arguments[-1]


@pytest.fixture
def people(acme: Account, ana: User, bruno: User, carla: User, dario: User, ticket: Ticket) -> None:
    """Whom the links are for; the moment is that of the caller."""


def reset(acme: Account) -> Link:
    parts = passwords.new_reset_token(User.objects.get(email="ana@acme.example"))
    use = partial(passwords.reset_password, *parts, NEW)
    return Link("account_reset_password_confirm", parts, timedelta(minutes=60), use)


def first_password(acme: Account) -> Link:
    parts = passwords.new_invitation_token(User.objects.get(email="bruno@acme.example"))
    use = partial(passwords.reset_password, *parts, NEW)
    return Link("account_reset_password_confirm", parts, timedelta(hours=24), use)


def registration(acme: Account) -> Link:
    Account.objects.filter(pk=acme.pk).update(additional_users=50)
    Contact.objects.create(account=acme, name="Nora Paz", email="nora@acme.example")
    registering.ask_as_customer(acme, "nora@acme.example")
    token = registering.token_for(Registration.objects.latest("pk"))
    use = partial(completing.complete, token, password=NEW, notice="")
    return Link("register_complete", (token,), timedelta(hours=24), use)


def invitation(acme: Account) -> Link:
    ana = User.objects.get(email="ana@acme.example")
    offer = offering.invite(
        acme, email="carla@otra.example", name="Carla", role=Role.MANAGER, by=ana
    )
    token = offering.token_for(offer)
    use = partial(joining.join, token, user=User.objects.get(email="carla@otra.example"))
    return Link("accept_invitation", (token,), timedelta(days=7), use)


def change(acme: Account) -> Any:
    user = User.objects.get(email="ana@acme.example")
    return changing_email.ask_to_change(
        user, "nueva@acme.example", password=PASSWORD, address="192.0.2.1"
    )


def email_confirm(acme: Account) -> Link:
    token = changing_email.confirm_token(change(acme))
    use = partial(changing_email.confirm, token)
    return Link("confirm_email", (token,), timedelta(hours=24), use)


def email_undo(acme: Account) -> Link:
    made = change(acme)
    changing_email.confirm(changing_email.confirm_token(made))
    token = changing_email.undo_token(made)
    return Link("undo_email", (token,), timedelta(hours=72), partial(changing_email.undo, token))


def address_proof(acme: Account) -> Link:
    ask_for_proof(acme, "avisos@acme.example", by=None)
    token = new_proof(Address.objects.get(email="avisos@acme.example"))

    def use() -> None:
        address = address_of(token)
        assert address
        prove(address)

    return Link("prove_address", (token,), timedelta(days=7), use)


def rating_link(acme: Account) -> Link:
    ticket = Ticket.objects.get()
    close_ticket(ticket, by=User.objects.get(email="dario@dsoft.example"), solution="Se actualizó.")
    ticket.refresh_from_db()
    token = rating.rating_token(ticket)
    use = partial(rating.rate_ticket, ticket, by=None, stars=5)
    return Link("rate_by_link", (token,), timedelta(days=30), use)


# Of these a second use is refused; a proof is idempotent, a rating may be changed for a week.
SPENT = (reset, first_password, registration, invitation, email_confirm, email_undo)
KINDS = (*SPENT, address_proof, rating_link)
each = pytest.mark.parametrize("make", KINDS, ids=lambda make: make.__name__)
each_spent = pytest.mark.parametrize("make", SPENT, ids=lambda make: make.__name__)


def opens(link: Link, page: str = "") -> bool:
    """Whether the page shows what the link is for."""
    path = reverse(page or link.page, args=link.arguments)
    return Client().get(path).status_code == 200


@each
def test_b8_hashed_at_rest_and_long_enough(people: None, acme: Account, make: Any) -> None:
    link = make(acme)
    rows = [
        repr(list(model._base_manager.values_list()))
        for model in apps.get_models()
        if model.__module__.startswith("eticket.")
    ]
    assert not [one for one in rows if link.secret in one]
    # Signed ones of Django: 160 bits and more.
    assert len(link.secret) >= 38


@each
def test_b8_looking_spends_nothing(people: None, acme: Account, make: Any) -> None:
    link = make(acme)
    before = checksums()
    for _ in range(3):
        assert opens(link)
    assert checksums() == before
    link.use()


@each
def test_b8_dead_one_second_after_its_life(people: None, acme: Account, make: Any) -> None:
    with time_machine.travel(START, tick=False) as clock:
        link = make(acme)
        clock.shift(link.life - timedelta(seconds=1))
        assert opens(link)
        clock.shift(timedelta(seconds=2))
        assert not opens(link)
        if make not in (rating_link, address_proof):
            with pytest.raises(RuleBroken):
                link.use()


@each
def test_b8_a_link_opens_no_page_but_its_own(people: None, acme: Account, make: Any) -> None:
    link = make(acme)
    pages = {
        "register_complete", "accept_invitation", "confirm_email", "undo_email", "prove_address",
        "rate_by_link",
    }  # fmt: skip
    for page in pages - {link.page}:
        answer = Client().get(reverse(page, args=[link.secret]))
        assert answer.status_code in (404, 410), page


@each_spent
def test_b8_a_second_use_is_refused(people: None, acme: Account, make: Any) -> None:
    link = make(acme)
    link.use()
    with pytest.raises(RuleBroken):
        link.use()


@pytest.mark.crowd
@pytest.mark.django_db(transaction=True)
@each_spent
def test_b8_of_64_uses_at_once_one_wins(people: None, acme: Account, make: Any) -> None:
    link = make(acme)
    with crowd(64) as many:
        outcomes = many.do([link.use] * 64)
    refused = Counter(isinstance(one, RuleBroken) for one in outcomes)
    assert refused == {False: 1, True: 63}
