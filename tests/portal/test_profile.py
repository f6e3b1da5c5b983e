"""Perfil (S38): what a person may change, and nothing else (A6)."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from eticket.accounts.models import Account, Membership, Role, Session, User
from eticket.events.models import Event
from tests.cast import PASSWORD

Enter = Callable[[User], Client]
DATA = {"name": "Ana Ruiz Soto", "phone": "55 8765 4321", "contact_hours": "De 9 a 14 h"}
NEW = "otra-bien-larga-52"


def test_ana_changes_her_data(ana: User, enter: Enter) -> None:
    answer = enter(ana).post("/perfil/", DATA)
    assert (answer.status_code, answer["Location"]) == (302, "/perfil/")
    ana.refresh_from_db()
    assert (ana.name, ana.phone, ana.contact_hours) == (
        "Ana Ruiz Soto",
        "+525587654321",
        "De 9 a 14 h",
    )
    assert Event.objects.filter(kind="user.profile_changed", actor=ana).count() == 1


def test_a6_fields_that_are_not_in_the_form_change_nothing(
    ana: User, enter: Enter, otra: Account
) -> None:
    fields = {f.name for f in User._meta.fields} - {"name", "phone", "contact_hours", "last_login"}
    before = User.objects.filter(pk=ana.pk).values(*fields).get()
    extra = dict.fromkeys(fields | {"role", "account", "is_staff", "is_superuser"}, "1")
    extra |= {"staff_role": "administrator", "email": "otra@malo.example"}
    enter(ana).post("/perfil/", extra | DATA)
    assert User.objects.filter(pk=ana.pk).values(*fields).get() == before
    assert Membership.objects.get(user=ana).role == Role.HOLDER


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"phone": "123"}, "10 dígitos"),
        ({"name": " "}, "Escriba su nombre"),
        ({"name": "\u200b"}, "Escriba su nombre"),
    ],
)
def test_a_wrong_field_is_said_and_the_rest_is_kept(
    ana: User, enter: Enter, wrong: dict[str, str], said: str
) -> None:
    answer = enter(ana).post("/perfil/", DATA | {"contact_hours": "Solo tardes"} | wrong)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert "Solo tardes" in page


def test_a_new_password_ends_the_other_sessions_and_keeps_this_one(ana: User, enter: Enter) -> None:
    here, elsewhere = enter(ana), enter(ana)
    given = {"old": PASSWORD, "password": NEW, "confirm": NEW}
    assert here.post("/perfil/contrasena/", given)["Location"] == "/perfil/"
    assert here.get("/perfil/").status_code == 200
    assert elsewhere.get("/perfil/").status_code == 302
    assert Event.objects.filter(kind="user.password_changed", actor=ana).count() == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"old": "no-es"}, "no es su contraseña actual"),
        ({"password": "corta", "confirm": "corta"}, "10 como mínimo"),
        ({"confirm": "otra-cosa-más"}, "No coincide"),
    ],
)
def test_a_password_is_not_changed_without_the_old_one_or_by_a_weak_one(
    ana: User, enter: Enter, wrong: dict[str, str], said: str
) -> None:
    given = {"old": PASSWORD, "password": NEW, "confirm": NEW} | wrong
    answer = enter(ana).post("/perfil/contrasena/", given)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    ana.refresh_from_db()
    assert ana.check_password(PASSWORD)


def test_the_other_sessions_are_listed_and_can_be_ended(ana: User, enter: Enter) -> None:
    here, elsewhere = enter(ana), enter(ana)
    assert "Cerrar las demás" in here.get("/perfil/").content.decode()
    here.post("/perfil/sesiones/")
    assert Session.objects.filter(user=ana).count() == 1
    assert elsewhere.get("/perfil/").status_code == 302
    assert "Cerrar las demás" not in here.get("/perfil/").content.decode()


def test_a_person_of_two_accounts_switches_between_them(
    ana: User, enter: Enter, otra: Account
) -> None:
    Membership.objects.create(account=otra, user=ana, role=Role.COLLABORATOR)
    client = enter(ana)
    assert "Otra, S.A. de C.V." in client.get("/perfil/").content.decode()
    assert client.post("/perfil/cuenta/", {"account": otra.pk})["Location"] == "/inicio/"
    page = client.get("/perfil/").content.decode()
    assert "OTR010203AB2" in page
    assert "Colaborador" in page


@pytest.mark.parametrize("account", ["", "x", "-1", "1e9", "9" * 30, "\u0661", None])
def test_nobody_switches_into_an_account_that_is_not_theirs(
    ana: User, carla: User, otra: Account, enter: Enter, account: str | None
) -> None:
    given = {"account": otra.pk if account is None else account}
    assert enter(ana).post("/perfil/cuenta/", given).status_code == 404


def test_nobody_switches_into_an_account_they_lost(ana: User, enter: Enter, otra: Account) -> None:
    Membership.objects.create(
        account=otra, user=ana, role=Role.COLLABORATOR, disabled_at=timezone.now()
    )
    assert enter(ana).post("/perfil/cuenta/", {"account": otra.pk}).status_code == 404


def test_a_prospect_is_called_one(pablo: User, enter: Enter) -> None:
    assert "Prospecto" in enter(pablo).get("/perfil/").content.decode()


@pytest.mark.parametrize("name", ["name", "contact_hours"])
def test_c7_a_text_that_grows_when_it_is_composed_is_refused_not_an_error(
    ana: User, enter: Enter, name: str
) -> None:
    answer = enter(ana).post("/perfil/", DATA | {name: "\ufb2c" * 120})
    assert answer.status_code == 422
