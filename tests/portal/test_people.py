"""Usuarios (S88, S97), to read for now."""

from collections.abc import Callable

from django.test import Client
from django.utils import timezone

from eticket.accounts.models import Account, Membership, User

Enter = Callable[[User], Client]


def test_ana_sees_who_has_a_place_in_her_account(
    ana: User, bruno: User, beto: User, carla: User, enter: Enter
) -> None:
    Membership.objects.filter(user=beto).update(disabled_at=timezone.now())
    page = enter(ana).get("/usuarios/").content.decode()
    assert "bruno@acme.example" in page
    assert "carla@otra.example" not in page
    assert page.count("Activo") == 2
    assert "Sin acceso" in page
    assert "1 de 5 usuarios adicionales" in page


def test_the_section_does_not_exist_where_the_option_was_not_bought(
    ana: User, acme: Account, enter: Enter
) -> None:
    Account.objects.filter(pk=acme.pk).update(additional_users=None)
    client = enter(ana)
    assert client.get("/usuarios/").status_code == 404
    assert "Usuarios" not in client.get("/perfil/").content.decode()
