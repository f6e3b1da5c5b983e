"""Roles, access and the Titular of an account (S88, A5, C101)."""

import pytest
from django.utils import timezone

from eticket.accounts import managing
from eticket.accounts.managing import change_role, disable, enable, make_holder
from eticket.accounts.models import Account, Membership, Role, User
from eticket.accounts.passwords import WrongPassword
from eticket.accounts.seats import NoSeatLeft
from eticket.events.models import Event
from tests.cast import PASSWORD


def place(user: User) -> Membership:
    return Membership.objects.select_related("user", "account").get(user=user)


def test_a_manager_changes_a_role(ana: User, adela: User, bruno: User) -> None:
    change_role(place(bruno), Role.OWN_TICKETS, by=adela)
    assert place(bruno).role == Role.OWN_TICKETS
    event = Event.objects.get(kind="member.role_changed")
    assert (event.actor, event.data["before"], event.data["role"]) == (
        adela,
        "Colaborador",
        "Solo sus tickets",
    )


@pytest.mark.parametrize("deed", [disable, enable])
def test_nobody_takes_the_access_of_the_titular_or_their_own(
    deed: object, ana: User, adela: User
) -> None:
    assert callable(deed)
    with pytest.raises(managing.HolderStays):
        deed(place(ana), by=adela)
    with pytest.raises(managing.OwnAccess):
        deed(place(adela), by=adela)


def test_a_manager_promotes_neither_himself_nor_anybody_to_titular(
    ana: User, adela: User, bruno: User
) -> None:
    with pytest.raises(managing.OwnAccess):
        change_role(place(adela), Role.COLLABORATOR, by=adela)
    with pytest.raises(managing.HolderStays):
        change_role(place(ana), Role.COLLABORATOR, by=adela)
    with pytest.raises(ValueError, match="no role to give"):
        change_role(place(bruno), Role.HOLDER, by=adela)


def test_who_does_not_run_the_account_changes_nobody(
    ana: User, bruno: User, beto: User, carla: User
) -> None:
    for outsider in (bruno, carla):
        with pytest.raises(managing.NotAManager):
            change_role(place(beto), Role.MANAGER, by=outsider)
        with pytest.raises(managing.NotAManager):
            disable(place(beto), by=outsider)
    assert place(beto).role == Role.OWN_TICKETS


def test_without_the_option_nobody_is_managed(acme: Account, ana: User, bruno: User) -> None:
    Account.objects.filter(pk=acme.pk).update(additional_users=None)
    with pytest.raises(managing.NotAManager):
        disable(place(bruno), by=ana)


def test_access_is_taken_and_given_back_while_there_is_room(
    acme: Account, ana: User, adela: User, bruno: User
) -> None:
    disable(place(bruno), by=ana)
    assert place(bruno).disabled_at
    Account.objects.filter(pk=acme.pk).update(additional_users=1)
    with pytest.raises(NoSeatLeft):
        enable(place(bruno), by=ana)
    Account.objects.filter(pk=acme.pk).update(additional_users=2)
    enable(place(bruno), by=ana)
    assert place(bruno).disabled_at is None


def test_the_titular_passes_the_account_on_with_the_password(
    acme: Account, ana: User, bruno: User
) -> None:
    make_holder(place(bruno), by=ana, password=PASSWORD, address="")
    assert (place(bruno).role, place(ana).role) == (Role.HOLDER, Role.MANAGER)


def test_the_account_is_not_passed_on_without_password_right_or_a_person_who_came_in(
    ana: User, adela: User, bruno: User, carla: User
) -> None:
    with pytest.raises(WrongPassword):
        make_holder(place(bruno), by=ana, password="no-es-esa", address="")
    for outsider in (adela, carla):
        with pytest.raises(managing.NotTheHolder):
            make_holder(place(bruno), by=outsider, password=PASSWORD, address="")
    User.objects.filter(pk=bruno.pk).update(email_proved_at=None)
    Membership.objects.filter(user=adela).update(disabled_at=timezone.now())
    for someone in (bruno, adela, ana):
        with pytest.raises(managing.CannotHold):
            make_holder(place(someone), by=ana, password=PASSWORD, address="")
    assert place(ana).role == Role.HOLDER
