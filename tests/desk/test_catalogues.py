"""/mesa/catalogos/: the administrator's, and only what a catalogue may change."""

from collections.abc import Callable

import pytest
from django.contrib import admin
from django.test import Client

from eticket.accounts.models import Account, User
from eticket.events.models import Event
from eticket.licensing.models import Serial
from eticket.tickets.models import Area

Enter = Callable[[User], Client]
URL = "/mesa/catalogos/"


def test_only_the_administrator_has_catalogues(
    elena: User, sonia: User, dario: User, ana: User, enter: Enter
) -> None:
    assert enter(elena).get(URL).status_code == 200
    for person in (sonia, dario, ana):
        assert enter(person).get(URL).status_code == 404
        assert enter(person).get(f"{URL}accounts/user/").status_code == 404
    assert Client().get(URL).status_code == 302


def test_there_is_no_second_door(elena: User, enter: Enter) -> None:
    for door in ("login/", "logout/", "password_change/"):
        assert enter(elena).get(URL + door, follow=True).status_code == 404


def test_every_catalogue_opens(elena: User, serial: Serial, enter: Enter) -> None:
    client = enter(elena)
    for model in admin.site._registry:
        path = f"{URL}{model._meta.app_label}/{model._meta.model_name}/"
        assert client.get(path).status_code == 200
        row = model._default_manager.first()
        if row:
            page = client.get(f"{path}{row.pk}/change/")
            assert page.status_code == 200
            assert "argon2" not in page.content.decode()


def test_tickets_are_no_catalogue() -> None:
    names = {model.__name__ for model in admin.site._registry}
    assert names == {
        *("Publisher", "Area", "Product", "Serial", "Policy", "Device"),
        *("Account", "Contact", "User", "Membership"),
    }


def test_a_colleague_is_put_on_file_and_invited(elena: User, soporte: Area, enter: Enter) -> None:
    enter(elena).post(
        f"{URL}accounts/user/add/",
        {"name": "Lucía Ferrer", "email": "lucia@dsoft.example", "staff_role": "agent",
         "is_active": "on"},
    )  # fmt: skip
    lucia = User.objects.get(email="lucia@dsoft.example")
    assert not lucia.has_usable_password()
    assert Event.objects.about(lucia).get().kind == "user.invited"


@pytest.mark.parametrize("model", ["licensing/serial", "licensing/policy", "licensing/device"])
def test_what_deeds_write_cannot_be_added_here(elena: User, enter: Enter, model: str) -> None:
    assert enter(elena).get(f"{URL}{model}/add/").status_code == 403


def test_nothing_with_history_is_deleted(elena: User, acme: Account, enter: Enter) -> None:
    page = enter(elena).post(f"{URL}accounts/account/{acme.pk}/delete/", {"post": "yes"})
    assert page.status_code == 403
    assert Account.objects.filter(pk=acme.pk).exists()
