"""Seats, invitations and the Titular when everybody comes at once, on both databases (B8)."""

from collections import Counter
from functools import partial
from typing import Any

import pytest
from django.utils import timezone

from eticket.accounts.changing_email import EmailLinkSpent, ask_to_change, confirm, confirm_token
from eticket.accounts.inviting import invite_person
from eticket.accounts.joining import InvitationSpent, join
from eticket.accounts.managing import CannotHold, NotTheHolder, enable, make_holder
from eticket.accounts.models import Account, EmailChange, Invitation, Membership, Role, User
from eticket.accounts.offering import AlreadyInvited, invite, token_for
from eticket.accounts.seats import NoSeatLeft, seats_taken
from tests.cast import PASSWORD, member
from tests.crowd import crowd

pytestmark = [pytest.mark.crowd, pytest.mark.django_db(transaction=True)]
CROWD = 64


def kinds(outcomes: list[Any]) -> dict[type, int]:
    return dict(Counter(map(type, outcomes)))


def test_64_invitations_at_once_take_the_seats_there_are(acme: Account, ana: User) -> None:
    with crowd(CROWD) as people:
        for turn in range(5):
            Invitation.objects.all().delete()
            bought = 1 + turn
            Account.objects.filter(pk=acme.pk).update(additional_users=bought)
            offers = [
                partial(
                    invite, acme, email=f"{n}@acme.example", name="X", role=Role.MANAGER, by=ana
                )
                for n in range(CROWD)
            ]
            assert kinds(people.do(offers)) == {Invitation: bought, NoSeatLeft: CROWD - bought}
            assert seats_taken(acme) == bought


def test_one_address_is_invited_once(acme: Account, ana: User) -> None:
    offer = partial(invite, acme, email="luz@x.example", name="X", role=Role.MANAGER, by=ana)
    with crowd(CROWD) as people:
        assert kinds(people.do([offer] * CROWD)) == {Invitation: 1, AlreadyInvited: CROWD - 1}


def test_one_link_used_64_times_gives_one_place(acme: Account, ana: User, carla: User) -> None:
    made = invite(acme, email=carla.email, name="Carla", role=Role.COLLABORATOR, by=ana)
    with crowd(CROWD) as people:
        outcomes = people.do([partial(join, token_for(made), user=carla)] * CROWD)
    assert kinds(outcomes) == {Membership: 1, InvitationSpent: CROWD - 1}
    assert acme.memberships.filter(user=carla).count() == 1


def test_access_given_back_and_invitations_share_the_seats(acme: Account, ana: User) -> None:
    shut = [member(acme, f"p{n}@acme.example", f"P {n}", Role.COLLABORATOR) for n in range(16)]
    places = list(Membership.objects.filter(user__in=shut).select_related("account"))
    with crowd(32) as people:
        for _turn in range(3):
            Invitation.objects.all().delete()
            Membership.objects.filter(user__in=shut).update(disabled_at=timezone.now())
            back: list[Any] = [partial(enable, one, by=ana) for one in places]
            offers: list[Any] = [
                partial(invite, acme, email=f"{n}@x.example", name="X", role=Role.MANAGER, by=ana)
                for n in range(16)
            ]
            assert kinds(people.do([*back, *offers]))[NoSeatLeft] == 32 - 5
            assert seats_taken(acme) == 5


def test_there_is_always_one_titular(acme: Account, ana: User) -> None:
    heirs = [member(acme, f"p{n}@acme.example", f"P {n}", Role.MANAGER) for n in range(8)]
    places = Membership.objects.filter(user__in=heirs).select_related("account")
    deeds = [
        partial(make_holder, one, by=ana, password=PASSWORD, address=str(one.pk)) for one in places
    ]
    with crowd(8) as people:
        outcomes = kinds(people.do(deeds))
    assert outcomes.pop(type(None)) == 1
    assert set(outcomes) <= {NotTheHolder, CannotHold}
    assert acme.memberships.filter(role=Role.HOLDER).count() == 1


def test_one_confirmation_used_64_times_changes_the_address_once(ana: User) -> None:
    change = ask_to_change(ana, "ana@nuevo.example", password=PASSWORD, address="")
    with crowd(CROWD) as people:
        outcomes = people.do([partial(confirm, confirm_token(change))] * CROWD)
    assert kinds(outcomes) == {EmailChange: 1, EmailLinkSpent: CROWD - 1}


def test_one_new_address_given_access_by_64_accounts_at_once_is_one_person(sonia: User) -> None:
    accounts = [Account(rfc="", name=f"Cuenta {n}", additional_users=1) for n in range(CROWD)]
    for account in accounts:
        account.save()
    give = [
        partial(
            invite_person, one, email="luz@nueva.example", name="Luz", role=Role.MANAGER, by=sonia
        )
        for one in accounts
    ]
    with crowd(CROWD) as people:
        assert kinds(people.do(give)) == {Membership: CROWD}
    assert User.objects.get(email="luz@nueva.example").memberships.count() == CROWD
