from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from eticket.accounts.addresses import ask_for_proof, is_proved, new_proof
from eticket.accounts.models import Account, Address
from eticket.events.models import Event

EMAIL = "nominas@acme.example"


@pytest.fixture
def link(acme: Account) -> str:
    """What the mail to an unproved address leads to."""
    ask_for_proof(acme, EMAIL, by=None)
    return f"/confirmar-correo/{new_proof(Address.objects.get())}/"


def test_opening_the_link_proves_nothing(link: str, acme: Account, client: Client) -> None:
    for answer in (client.get(link), client.head(link)):
        assert answer.status_code == 200
        assert answer["Referrer-Policy"] == "strict-origin"
    assert not is_proved(acme, EMAIL)


def test_confirming_proves_the_address_once(link: str, acme: Account, client: Client) -> None:
    for _time in range(2):
        answer = client.post(link, follow=True)
        assert "Su correo quedó confirmado" in answer.content.decode()
    assert is_proved(acme, EMAIL)
    assert Event.objects.filter(kind="address.proved").count() == 1


def test_the_proof_counts_for_that_account_only(link: str, otra: Account, client: Client) -> None:
    client.post(link)
    assert not is_proved(otra, EMAIL)


def test_a_link_lives_seven_days(link: str, acme: Account, client: Client) -> None:
    with time_machine.travel(timezone.now() + timedelta(days=7, minutes=1)):
        for answer in (client.get(link), client.post(link)):
            assert answer.status_code == 404
            assert "Este enlace ya no sirve" in answer.content.decode()
    assert not is_proved(acme, EMAIL)


@pytest.mark.parametrize("token", ["co_", "co_falso", "x" * 300])
def test_a_false_link_gets_a_friendly_page(db: None, client: Client, token: str) -> None:
    answer = client.get(f"/confirmar-correo/{token}/")
    assert answer.status_code == 404
    assert "Este enlace ya no sirve" in answer.content.decode()


def test_a_mail_sent_twice_works_twice(acme: Account) -> None:
    ask_for_proof(acme, EMAIL, by=None)
    address = Address.objects.get()
    assert new_proof(address) == new_proof(address)


def test_asking_again_is_another_link_and_the_old_one_dies(
    link: str, acme: Account, client: Client
) -> None:
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        ask_for_proof(acme, EMAIL, by=None)
        newer = new_proof(Address.objects.get())
        assert f"/confirmar-correo/{newer}/" != link
        assert client.get(link).status_code == 404
