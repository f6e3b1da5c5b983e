"""Finishing a registration on the telephone (S21)."""

import pytest

from eticket.accounts.completing import complete
from eticket.accounts.models import Account, Contact, Registration, Role, User
from eticket.accounts.registering import token_for
from eticket.accounts.throttling import TooManyTries
from eticket.accounts.vouching import AccountFull, AddressInUse, finish_by_phone
from eticket.events.models import Event

NEW = "nora.nueva@nopal.example"


@pytest.fixture
def nopal(db: None) -> Account:
    account = Account.objects.create(rfc="NOP010203AB4", name="Nopal, S.A.")
    Contact.objects.create(account=account, name="Nora Paz", email="nora@nopal.example")
    return account


def vouch(account: Account, by: User, email: str = NEW) -> Registration:
    return finish_by_phone(
        account, name="Nora Paz", email=email, phone="", reason="Cambió de correo", by=by
    )


def test_s21_the_new_address_is_proved_by_its_link_and_the_person_chooses_the_password(
    nopal: Account, dario: User
) -> None:
    registration = vouch(nopal, dario)
    assert not User.objects.filter(email=NEW).exists()
    nora = complete(token_for(registration), password="otra-bien-larga-52", notice="abc")
    assert (nora.email, nora.name, nora.memberships.get().role) == (NEW, "Nora Paz", Role.HOLDER)


def test_s21_who_vouched_and_why_is_recorded(nopal: Account, dario: User) -> None:
    vouch(nopal, dario)
    event = Event.objects.get(kind="registration.vouched")
    assert (event.account_id, event.actor_id) == (nopal.pk, dario.pk)
    assert event.data == {"name": "Nora Paz", "email": NEW, "reason": "Cambió de correo"}


def test_b1_a_customer_with_a_titular_keeps_that_titular(
    acme: Account, ana: User, dario: User
) -> None:
    registration = vouch(acme, dario)
    new = complete(token_for(registration), password="otra-bien-larga-52", notice="abc")
    assert new.memberships.get().role == Role.COLLABORATOR


def test_a_full_account_and_a_known_address_are_told_at_once(
    otra: Account, carla: User, ana: User, dario: User
) -> None:
    with pytest.raises(AccountFull):
        vouch(otra, dario)
    with pytest.raises(AddressInUse):
        vouch(otra, dario, ana.email)
    assert not Registration.objects.exists()


def test_b1_a_borrowed_session_opens_few_accounts(nopal: Account, dario: User) -> None:
    for n in range(3):
        vouch(nopal, dario, f"{n}@nopal.example")
    with pytest.raises(TooManyTries):
        vouch(nopal, dario, "3@nopal.example")
