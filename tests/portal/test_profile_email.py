"""Perfil: the address one signs in with, and the links of its mails (B6, B8, C093)."""

from collections.abc import Callable

import pytest
from django.test import Client

from eticket.accounts.changing_email import confirm_token, undo_token
from eticket.accounts.models import EmailChange, Session, User
from eticket.events.models import Event
from eticket.notifications.notices import Notice
from eticket.notifications.recipients import new_email, old_email
from tests.cast import PASSWORD

Enter = Callable[[User], Client]
URL = "/perfil/correo/"
DATA = {
    "email": "Ana.Ruiz@Nuevo.example",
    "confirm": "ana.ruiz@nuevo.example",
    "password": PASSWORD,
}


def test_ana_changes_her_address_and_signs_in_with_the_new_one(ana: User, enter: Enter) -> None:
    assert enter(ana).post(URL, DATA)["Location"] == "/perfil/"
    change = EmailChange.objects.get()
    event = Event.objects.get(kind="user.email_change_asked")
    assert [one.address for one in new_email(Notice(event))] == ["ana.ruiz@nuevo.example"]
    path = f"/cambiar-correo/{confirm_token(change)}/"
    reader = Client()
    assert "¿Quiere ingresar" in reader.get(path).content.decode()
    ana.refresh_from_db()
    assert ana.email == "ana@acme.example"
    assert reader.post(path)["Location"] == path
    assert "quedó cambiado" in reader.get(path).content.decode()
    event = Event.objects.get(kind="user.email_changed")
    assert [one.address for one in old_email(Notice(event))] == ["ana@acme.example"]
    for login, status in (("ana.ruiz@nuevo.example", 302), ("ana@acme.example", 422)):
        given = {"login": login, "password": PASSWORD}
        assert Client().post("/entrar/", given).status_code == status


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"password": "no-es-esa"}, "no es su contraseña actual"),
        ({"confirm": "otra@nuevo.example"}, "No coincide"),
        ({"email": "ana", "confirm": "ana"}, "Revise el correo"),
        ({"email": "ana@acme.example", "confirm": "ana@acme.example"}, "Ese ya es su correo"),
    ],
)
def test_a_wrong_change_is_said(ana: User, enter: Enter, wrong: dict[str, str], said: str) -> None:
    answer = enter(ana).post(URL, DATA | wrong)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not EmailChange.objects.exists()


def test_c093_an_address_of_somebody_else_is_answered_alike_and_gets_no_mail(
    ana: User, carla: User, enter: Enter
) -> None:
    given = DATA | {"email": carla.email, "confirm": carla.email}
    client = enter(ana)
    assert client.post(URL, given)["Location"] == "/perfil/"
    assert f"enlace a {carla.email}" in client.get("/perfil/").content.decode()
    assert new_email(Notice(Event.objects.get(kind="user.email_change_asked"))) == []
    path = f"/cambiar-correo/{confirm_token(EmailChange.objects.get())}/"
    assert Client().post(path).status_code == 404
    carla.refresh_from_db()
    assert carla.email == "carla@otra.example"


def test_the_old_address_undoes_it_and_shuts_everybody_out(ana: User, enter: Enter) -> None:
    thief = enter(ana)
    thief.post(URL, DATA)
    change = EmailChange.objects.get()
    Client().post(f"/cambiar-correo/{confirm_token(change)}/")
    path = f"/deshacer-correo/{undo_token(change)}/"
    assert Client().get(path).status_code == 200
    assert Session.objects.filter(user=ana).exists()
    assert Client().post(path)["Location"] == "/entrar/"
    assert thief.get("/perfil/").status_code == 302
    given = {"login": "ana@acme.example", "password": PASSWORD}
    assert Client().post("/entrar/", given).status_code == 422
    assert Client().get(path).status_code == 404


@pytest.mark.parametrize("path", ["/cambiar-correo/x/", "/deshacer-correo/x/", "/invitacion/x/"])
def test_an_invented_link_opens_nothing(db: None, path: str) -> None:
    for answer in (Client().get(path), Client().post(path)):
        assert answer.status_code == 404
        assert answer["Referrer-Policy"] == "strict-origin"
