"""Registering by oneself: who may come in, and who may not whatever they know (B1, B8, B11)."""

from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from eticket.accounts import registering
from eticket.accounts.completing import (
    Obstacle,
    RegistrationRefused,
    RegistrationSpent,
    complete,
    obstacle_to,
    registration_of,
)
from eticket.accounts.inviting import invite_person
from eticket.accounts.models import Account, Contact, Membership, Registration, Role, User
from eticket.accounts.throttling import TooManyTries
from eticket.events.models import Event
from eticket.lib.emails import mask_email
from eticket.licensing.models import Product
from tests.cast import issue, member
from tests.crowd import crowd

PASSWORD = "otra-bien-larga-52"
GENERIC = "XAXX010101000"


@pytest.fixture
def nopal(db: None) -> Account:
    """A customer whom nobody runs yet, with Nora and Raúl on file."""
    account = Account.objects.create(
        rfc="NOP010203AB4", name="Nopal, S.A.", customer_since=timezone.now()
    )
    Contact.objects.create(account=account, name="Nora Paz", email="nora@nopal.example")
    Contact.objects.create(account=account, name="Raúl Paz", email="raul@nopal.example")
    return account


def asked(account: Account, email: str) -> str:
    """The link's token of a customer who chose this address."""
    registering.ask_as_customer(account, email)
    return newest()


def asked_as_prospect(email: str = "luis@nuevo.example", rfc: str = "NUE010203AB5") -> str:
    registering.ask_as_prospect(
        name="Nuevo, S.A.",
        rfc=rfc,
        contact="Luis Rey",
        email=email,
        phone="+525512345678",
        address=email,
    )
    return newest()


def newest() -> str:
    return registering.token_for(Registration.objects.latest("pk"))


def finish(token: str) -> User:
    return complete(token, password=PASSWORD, notice="abc")


def refusal(token: str) -> Obstacle:
    with pytest.raises(RegistrationRefused) as refused:
        finish(token)
    return refused.value.obstacle


def test_the_first_is_titular_and_later_ones_take_the_users_that_were_bought(
    nopal: Account,
) -> None:
    assert finish(asked(nopal, "nora@nopal.example")).memberships.get().role == Role.HOLDER
    token = asked(nopal, "raul@nopal.example")
    assert refusal(token) == Obstacle.FULL
    Account.objects.filter(pk=nopal.pk).update(additional_users=1)
    assert finish(token).memberships.get().role == Role.COLLABORATOR


def test_who_registered_has_name_proof_password_and_the_notice_they_accepted(
    nopal: Account,
) -> None:
    nora = finish(asked(nopal, "nora@nopal.example"))
    assert (nora.name, nora.email) == ("Nora Paz", "nora@nopal.example")
    assert nora.email_proved_at
    assert nora.check_password(PASSWORD)
    event = Event.objects.get(kind="user.registered")
    assert (event.subject_id, event.actor_id, event.data["notice"]) == (nora.pk, nora.pk, "abc")


def test_b8_only_the_hash_is_kept_and_the_link_dies_of_use_and_of_age(nopal: Account) -> None:
    token = asked(nopal, "nora@nopal.example")
    assert token not in str(Registration.objects.values())
    assert registration_of(token)
    Registration.objects.update(asked_at=timezone.now() - registering.LINK_LIFE)
    assert registration_of(token) is None
    with pytest.raises(RegistrationSpent):
        finish(token)
    Registration.objects.update(asked_at=timezone.now())
    finish(token)
    with pytest.raises(RegistrationSpent):
        finish(token)


@pytest.mark.django_db(transaction=True)
def test_b8_of_64_uses_at_once_one_wins(nopal: Account) -> None:
    token = asked(nopal, "nora@nopal.example")
    with crowd() as people:
        outcomes = people.do([partial(finish, token)] * 64)
    assert sum(isinstance(outcome, User) for outcome in outcomes) == 1
    assert Membership.objects.filter(account=nopal).count() == 1


@pytest.mark.django_db(transaction=True)
def test_b1_of_64_prospects_with_one_rfc_the_first_proof_wins(db: None) -> None:
    tokens = [asked_as_prospect(f"{n}@nuevo.example") for n in range(64)]
    with crowd() as people:
        outcomes = people.do([partial(finish, token) for token in tokens])
    assert sum(isinstance(outcome, User) for outcome in outcomes) == 1
    assert Account.objects.get(rfc="NUE010203AB5").memberships.count() == 1
    assert User.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_b1_registering_in_parallel_makes_one_titular(nopal: Account) -> None:
    tokens = [asked(nopal, f"{name}@nopal.example") for name in ("nora", "raul")]
    with crowd(2) as people:
        outcomes = people.do([partial(finish, token) for token in tokens])
    assert sum(isinstance(outcome, User) for outcome in outcomes) == 1
    assert nopal.memberships.get().role == Role.HOLDER


def test_b11_nothing_but_the_registration_exists_before_the_proof(db: None) -> None:
    token = asked_as_prospect()
    assert Account.objects.count() + User.objects.count() + Contact.objects.count() == 0
    luis = finish(token)
    account = luis.memberships.get().account
    assert (account.rfc, account.name, account.is_customer) == (
        "NUE010203AB5",
        "Nuevo, S.A.",
        False,
    )
    assert (luis.name, luis.memberships.get().role) == ("Luis Rey", Role.HOLDER)


def test_b11_an_unproved_registration_holds_no_rfc_and_is_gone_after_48_hours(
    db: None,
) -> None:
    asked_as_prospect("malo@otro.example")
    finish(asked_as_prospect("luis@nuevo.example"))
    Registration.objects.update(asked_at=timezone.now() - timedelta(hours=47))
    assert registering.sweep() == 0
    Registration.objects.update(asked_at=timezone.now() - timedelta(hours=49))
    assert registering.sweep() == 2


def test_b1_a_prospect_cannot_take_a_customers_rfc(acme: Account, ana: User) -> None:
    assert refusal(asked_as_prospect(rfc=acme.rfc)) == Obstacle.TAKEN
    assert acme.memberships.count() == 1


def test_b1_an_rfc_that_becomes_a_customers_meanwhile_is_no_prospects_any_more(
    product: Product, db: None
) -> None:
    token = asked_as_prospect()
    issue(Account.objects.create(rfc="NUE010203AB5", name="La verdadera"), product)
    assert refusal(token) == Obstacle.TAKEN


def test_a_prospect_whom_staff_entered_begins_with_an_address_on_file_only(db: None) -> None:
    account = Account.objects.create(rfc="NUE010203AB5", name="Nuevo")
    assert refusal(asked_as_prospect("malo@otro.example")) == Obstacle.TAKEN
    Contact.objects.create(account=account, name="Luis", email="luis@nuevo.example")
    assert finish(asked_as_prospect()).memberships.get().account == account


def test_c105_any_number_of_prospects_share_the_generic_rfc(db: None) -> None:
    people = [finish(asked_as_prospect(f"{n}@nuevo.example", GENERIC)) for n in range(3)]
    assert len({person.memberships.get().account_id for person in people}) == 3
    assert registering.customer_of(GENERIC) is None


def test_b1_an_address_that_already_signs_in_makes_nobody(acme: Account, ana: User) -> None:
    token = asked(acme, "ana@acme.example")
    assert refusal(token) == Obstacle.KNOWN
    assert refusal(asked_as_prospect("ana@acme.example")) == Obstacle.KNOWN
    assert ana.memberships.count() == 1


def test_b1_who_was_shut_out_does_not_come_in_by_registering_again(
    acme: Account, bruno: User
) -> None:
    Contact.objects.create(account=acme, name="Bruno", email="bruno@acme.example")
    Membership.objects.filter(user=bruno).update(disabled_at=timezone.now())
    assert refusal(asked(acme, "bruno@acme.example")) == Obstacle.KNOWN


def test_b1_an_address_taken_off_file_meanwhile_opens_nothing(nopal: Account) -> None:
    token = asked(nopal, "nora@nopal.example")
    nopal.contacts.filter(email="nora@nopal.example").delete()
    assert refusal(token) == Obstacle.TAKEN


def test_b1_an_invitation_and_a_registration_make_one_person(nopal: Account, elena: User) -> None:
    token = asked(nopal, "nora@nopal.example")
    invite_person(nopal, email="nora@nopal.example", name="Nora", role=Role.HOLDER, by=elena)
    assert refusal(token) == Obstacle.KNOWN


@pytest.mark.parametrize("email", ["NORA@Nopal.Example", "ｎora@nopal.example"])
def test_b1_c096_one_address_however_it_is_written(nopal: Account, email: str) -> None:
    Contact.objects.create(account=nopal, name="Otra Nora", email=email)
    assert sorted(registering.emails_of(nopal).values()) == [
        "nora@nopal.example",
        "raul@nopal.example",
    ]


@pytest.mark.parametrize("email", ["nora+yo@nopal.example", "norа@nopal.example"])
def test_b1_a_plus_address_and_a_look_alike_are_other_addresses(nopal: Account, email: str) -> None:
    finish(asked(nopal, "nora@nopal.example"))
    registering.ask_as_prospect(
        name="X", rfc=nopal.rfc, contact="", email=email, phone="+525512345678", address="x"
    )
    registration = Registration.objects.latest("pk")
    assert registration.email == email
    assert obstacle_to(registration) == Obstacle.TAKEN


def test_the_same_address_is_written_to_once_in_ten_minutes_whoever_asks(nopal: Account) -> None:
    asked(nopal, "nora@nopal.example")
    registering.ask_as_customer(nopal, "nora@nopal.example")
    asked_as_prospect("nora@nopal.example")
    assert Registration.objects.count() == 1


def test_b2_an_address_may_look_up_five_rfcs_an_hour(nopal: Account) -> None:
    for _ in range(5):
        assert registering.look_up(nopal.rfc, address="192.0.2.1") == nopal
    with pytest.raises(TooManyTries):
        registering.look_up(nopal.rfc, address="192.0.2.1")
    assert registering.look_up(nopal.rfc, address="192.0.2.2") == nopal


def test_look_ups_have_a_ceiling_in_all(nopal: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    pace = registering.ALL_LOOK_UPS
    monkeypatch.setattr(registering, "ALL_LOOK_UPS", type(pace)(2, pace.waits, pace.memory))
    for n in range(3):
        registering.look_up("X", address=str(n))
    with pytest.raises(TooManyTries):
        registering.look_up("X", address="9")


def test_a_prospect_is_no_customer_to_look_up(pablo: User) -> None:
    assert registering.customer_of("PAB800101AB3") is None


def test_addresses_on_file_are_contacts_and_people_by_keys_that_tell_nothing(
    nopal: Account,
) -> None:
    member(nopal, "pia@nopal.example", "Pía", Role.MANAGER)
    emails = registering.emails_of(nopal)
    assert sorted(emails.values()) == [
        "nora@nopal.example",
        "pia@nopal.example",
        "raul@nopal.example",
    ]
    assert not any(part in key for key in emails for part in ("nora", "nopal"))


@pytest.mark.parametrize(
    ("email", "masked"),
    [
        ("ana.ruiz@empresa.com.mx", "an•••••@em••••.com.mx"),
        ("ana@acme.example", "a•••••@ac••••.example"),
        ("x@y.mx", "•••••@••••.mx"),
        ("pedidos@correo.empresa.gob.mx", "pe•••••@co••••.gob.mx"),
        ("alguien@gmail.com", "al•••••@gm••••.com"),
    ],
)
def test_b2_a_masked_address_shows_its_reader_enough_and_others_nothing(
    email: str, masked: str
) -> None:
    assert mask_email(email) == masked
