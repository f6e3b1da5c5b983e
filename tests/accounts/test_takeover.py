"""B1: whoever knows an RFC, any mobile and any address of their own takes nobody's account.

Mallory knows the RFC of Acme (Ana is Titular) and of Nopal (nobody runs it yet, Nora is on file).
Each of the fourteen scenarios of security.md tries it by another way.
"""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from eticket.accounts import coding, registering
from eticket.accounts.completing import (
    Obstacle,
    RegistrationRefused,
    RegistrationSpent,
    complete,
    registration_of,
)
from eticket.accounts.joining import NotTheInvited, join, join_with_password
from eticket.accounts.models import Account, Contact, Membership, Publisher, Registration, User
from eticket.accounts.offering import invite, token_for
from eticket.accounts.passwords import request_reset
from eticket.accounts.vouching import finish_by_phone
from eticket.notifications.dispatching import dispatch_events
from eticket.notifications.models import Delivery
from tests.cast import person

PASSWORD = "otra-bien-larga-52"
MALLORY, MOBILE = "mallory@malo.example", "+525500000000"
NORA = "nora@nopal.example"


@pytest.fixture
def nopal(publisher: Publisher) -> Account:
    account = Account.objects.create(
        rfc="NOP010203AB4", name="Nopal, S.A.", customer_since=timezone.now()
    )
    Contact.objects.create(account=account, name="Nora Paz", email=NORA)
    return account


def finish(registration: Registration) -> User:
    return complete(registering.token_for(registration), password=PASSWORD, notice="")


def as_prospect(account: Account, email: str = MALLORY) -> Registration:
    registering.ask_as_prospect(
        name="X", rfc=account.rfc, contact="", email=email, phone=MOBILE, address=email
    )
    return Registration.objects.latest("pk")


def refused(registration: Registration) -> Obstacle:
    with pytest.raises(RegistrationRefused) as refusal:
        finish(registration)
    return refusal.value.obstacle


def mailed() -> set[str]:
    """Where anything was sent to."""
    dispatch_events()
    return set(Delivery.objects.values_list("address", flat=True))


def test_b1_01_web_the_link_goes_to_an_address_on_file_only(nopal: Account) -> None:
    client = Client()
    page = client.post("/registro/cliente/", {"rfc": nopal.rfc})
    answer = client.post(page["Location"], {"email": MALLORY})
    assert answer.status_code == 422
    assert not Registration.objects.exists()
    assert mailed() == set()


def test_b1_02_mobile_the_code_by_mail_never_reaches_the_thief(nopal: Account) -> None:
    key = coding.ask_for_codes(nopal, NORA, MOBILE, address="192.0.2.1")
    # The thief reads what their number got, and guesses the rest.
    pair: Any = coding.pair_of(key)
    wrong = f"{(int(coding.mail_code(pair)) + 1) % 10**6:06}"
    for _ in range(5):
        with pytest.raises((coding.WrongCodes, coding.CodesOver)):
            coding.register(
                key, sms=coding.sms_code(pair), mail=wrong, password=PASSWORD, notice=""
            )
    assert not nopal.memberships.exists()


def test_b1_03_additional_user_an_invitation_is_no_use_to_another_address(
    acme: Account, ana: User
) -> None:
    offer = invite(acme, email="luz@acme.example", name="Luz", role="collaborator", by=ana)
    mallory = person(MALLORY, "Mallory")
    with pytest.raises(NotTheInvited):
        join(token_for(offer), user=mallory)
    luz = person("luz@acme.example", "Luz")
    with pytest.raises(NotTheInvited):
        join_with_password(token_for(offer), name="Mallory", password=PASSWORD, notice="")
    assert luz.check_password(PASSWORD) is False


def test_b1_04_prospect_first_a_customers_rfc_cannot_be_begun(
    nopal: Account, acme: Account, ana: User
) -> None:
    assert refused(as_prospect(nopal)) == Obstacle.TAKEN
    assert refused(as_prospect(acme, "otra@malo.example")) == Obstacle.TAKEN


def test_b1_05_an_address_that_was_changed_on_file_opens_nothing(nopal: Account) -> None:
    registering.ask_as_customer(nopal, NORA)
    asked = Registration.objects.get()
    nopal.contacts.update(email="nora2@nopal.example")
    assert refused(asked) == Obstacle.TAKEN


def test_b1_06_a_plus_address_is_another_address(nopal: Account) -> None:
    assert refused(as_prospect(nopal, "nora+malo@nopal.example")) == Obstacle.TAKEN


@pytest.mark.parametrize("look_alike", ["nоra@nopal.example", "nora@nopaⅼ.example.malo.example"])
def test_b1_07_a_unicode_look_alike_is_another_address(nopal: Account, look_alike: str) -> None:
    assert refused(as_prospect(nopal, look_alike)) == Obstacle.TAKEN
    assert NORA not in mailed()


def test_b1_08_registering_in_parallel_leaves_no_second_way(nopal: Account) -> None:
    theirs = as_prospect(nopal)
    registering.ask_as_customer(nopal, NORA)
    key = coding.ask_for_codes(nopal, NORA, MOBILE, address="192.0.2.1")
    nora = finish(Registration.objects.filter(email=NORA).exclude(token_hash="").get())
    assert refused(theirs) == Obstacle.TAKEN
    pair: Any = coding.pair_of(key)
    with pytest.raises(RegistrationRefused):
        coding.register(
            key,
            sms=coding.sms_code(pair),
            mail=coding.mail_code(pair),
            password=PASSWORD,
            notice="",
        )
    assert list(nopal.memberships.values_list("user", flat=True)) == [nora.pk]


def test_b1_09_a_link_that_was_used_is_dead(nopal: Account) -> None:
    registering.ask_as_customer(nopal, NORA)
    asked = Registration.objects.get()
    nora = finish(asked)
    assert registration_of(registering.token_for(asked)) is None
    with pytest.raises(RegistrationSpent):
        complete(registering.token_for(asked), password="la-del-ladrón-99", notice="")
    nora.refresh_from_db()
    assert nora.check_password(PASSWORD)


def test_b1_10_sms_to_ones_own_number_tells_no_more_than_the_code_by_sms(nopal: Account) -> None:
    coding.ask_for_codes(nopal, NORA, MOBILE, address="192.0.2.1")
    dispatch_events()
    sent = dict(Delivery.objects.values_list("address", "template"))
    assert sent == {MOBILE: "registration_sms", NORA: "registration_codes"}


def test_b1_11_agent_by_phone_who_is_talked_into_it_cannot_displace_the_titular(
    acme: Account, ana: User, nopal: Account, dario: User
) -> None:
    finish(
        finish_by_phone(
            acme, name="Mallory", email=MALLORY, phone="", reason="Dice ser la dueña", by=dario
        )
    )
    assert acme.memberships.get(user=ana).role == "holder"
    assert acme.memberships.get(user__email=MALLORY).role == "collaborator"
    # Everybody on file learns of it, of an account without people too.
    assert ana.email in mailed()
    finish_by_phone(
        nopal, name="M", email="m@malo.example", phone="", reason="Dice ser Nora", by=dario
    )
    assert NORA in mailed()


def test_b1_12_merged_accounts_what_was_asked_for_one_opens_no_other(
    nopal: Account, acme: Account, ana: User
) -> None:
    registering.ask_as_customer(nopal, NORA)
    asked = Registration.objects.get()
    # All of Nopal is entered into Acme.
    nopal.contacts.update(account=acme)
    assert refused(asked) == Obstacle.TAKEN
    assert acme.memberships.count() == 1
    assert not nopal.memberships.exists()


def test_b1_13_who_was_deleted_does_not_come_back_by_registering_again(nopal: Account) -> None:
    registering.ask_as_customer(nopal, NORA)
    asked = Registration.objects.get()
    nora = finish(asked)
    User.objects.filter(pk=nora.pk).update(is_active=False)
    nopal.memberships.all().delete()
    with pytest.raises(RegistrationSpent):
        finish(asked)
    key = coding.ask_for_codes(nopal, NORA, MOBILE, address="192.0.2.1")
    pair: Any = coding.pair_of(key)
    with pytest.raises(RegistrationRefused):
        coding.register(
            key,
            sms=coding.sms_code(pair),
            mail=coding.mail_code(pair),
            password=PASSWORD,
            notice="",
        )
    assert not nopal.memberships.exists()


@pytest.mark.parametrize(
    "email", ["NORA@NOPAL.EXAMPLE", "Nora@Nopal.example", "nora@NOPAL.example"]
)
def test_b1_14_a_change_of_case_makes_no_second_person(nopal: Account, email: str) -> None:
    registering.ask_as_customer(nopal, NORA)
    nora = finish(Registration.objects.get())
    client = Client()
    client.post(
        "/registro/prospecto/",
        {
            "name": "X", "rfc": nopal.rfc.lower(), "contact": "", "email": email,
            "confirm_email": email, "phone": "5512345678", "confirm_phone": "5512345678",
        },
    )  # fmt: skip
    assert User.objects.get() == nora
    request_reset(email, address="192.0.2.1")
    assert MALLORY not in mailed()
    assert Membership.objects.get().user == nora


WRITINGS = [
    "ÑA&0502031A0", "ña&0502031a0", "Ña&0502031A0", "ÑA& 050203 1A0", "ÑA&-050203-1A0",
    "ña&-050203-1a0", " ÑA&0502031A0 ", "ÑA&amp;0502031A0", "ña&amp;0502031a0",
    "ÑA&AMP;0502031A0", "N\u0303A&0502031A0", "n\u0303a&0502031a0", "N\u0303A& 050203 1A0",
    "n\u0303a&amp;050203-1a0", "\u200bÑA&0502031A0", "ÑA&\u200b0502031A0", "ÑA&0502031A0\ufeff",
    "ÑA&\u00a0050203\u00a01A0", "ÑA&\u2011050203\u20111A0", "ÑA&\u2013050203\u20131A0",
    "ÑA&.050203.1A0", "ÑA＆0502031A0", "ÑＡ&0502031A0", "ÑA&０５０２０３1A0",
    "ÑA&\t0502031A0", "&Ntilde;A&amp;0502031A0", "&#209;A&#38;0502031A0",
    "\u202aÑA&0502031A0\u202c",
]  # fmt: skip


@pytest.mark.parametrize("written", WRITINGS)
def test_28_writings_of_one_rfc_reach_one_account(
    publisher: Publisher, written: str, enter: Callable[[User], Client]
) -> None:
    assert len(set(WRITINGS)) == 28
    account = Account.objects.create(
        rfc="ÑA&0502031A0", name="Ñandú y Águila", customer_since=timezone.now()
    )
    Contact.objects.create(account=account, name="Nora Paz", email=NORA)
    for way in ("cliente", "celular"):
        answer = Client().post(f"/registro/{way}/", {"rfc": written})
        assert answer.status_code == 302, written
        assert "no•••••@no••••.example" in Client().get(answer["Location"]).content.decode()
