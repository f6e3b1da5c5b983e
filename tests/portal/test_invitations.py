"""The page behind the invitation's mail: for somebody new, and for who has a password (B8)."""

from collections.abc import Callable
from hashlib import sha256

from django.test import Client

from eticket.accounts.models import Account, Invitation, Membership, Publisher, Role, User
from eticket.accounts.offering import invite, token_for
from eticket.events.models import Event
from eticket.privacy.noticing import publish_notice
from tests.cast import PASSWORD

Enter = Callable[[User], Client]
NEW = "otra-bien-larga-52"
DATA = {"name": "Luz Mar", "password": NEW, "confirm": NEW}


def link(account: Account, by: User, email: str = "luz@acme.example") -> str:
    offer = invite(account, email=email, name="Luz", role=Role.OWN_TICKETS, by=by)
    return f"/invitacion/{token_for(offer)}/"


def test_somebody_new_chooses_a_password_and_is_in(acme: Account, ana: User) -> None:
    path, client = link(acme, ana), Client()
    page = client.get(path)
    assert (page.status_code, page["Referrer-Policy"]) == (200, "strict-origin")
    assert "Acme, S.A. de C.V." in page.content.decode()
    assert Invitation.objects.pending().count() == 1
    answer = client.post(path, DATA)
    assert (answer.status_code, answer["Location"]) == (302, "/inicio/")
    assert "Luz Mar" in client.get("/perfil/").content.decode()
    assert Client().get(path).status_code == 404
    assert Client().post(path, DATA).status_code == 404


def test_the_privacy_notice_is_accepted_where_there_is_one(
    acme: Account, ana: User, publisher: Publisher
) -> None:
    publish_notice(full="Sus datos son suyos.", simplified="dSoft", by=None)
    path = link(acme, ana)
    assert "Para registrarse hace falta aceptar" in Client().post(path, DATA).content.decode()
    assert Client().post(path, DATA | {"accepted": "on", "version": 1}).status_code == 302
    accepted = Event.objects.get(kind="invitation.accepted").data["notice"]
    assert accepted == sha256(b"Sus datos son suyos.").hexdigest()


def test_the_accounts_rfc_is_no_password(acme: Account, ana: User) -> None:
    weak = "acm010203ab1-2026"
    answer = Client().post(link(acme, ana), DATA | {"password": weak, "confirm": weak})
    assert answer.status_code == 422
    assert "El RFC está en cada factura" in answer.content.decode()


def test_a_weak_password_is_refused_and_spends_nothing(acme: Account, ana: User) -> None:
    path = link(acme, ana)
    answer = Client().post(path, DATA | {"password": "corta", "confirm": "corta"})
    assert answer.status_code == 422
    assert "Luz Mar" in answer.content.decode()
    assert "corta" not in answer.content.decode()
    assert Client().post(path, DATA).status_code == 302


def test_who_has_a_password_signs_in_first_and_then_accepts(
    acme: Account, ana: User, carla: User
) -> None:
    path, client = link(acme, ana, carla.email), Client()
    page = client.get(path).content.decode()
    assert f"/entrar/?next={path}" in page
    assert client.post(path, DATA).status_code == 422
    assert carla.memberships.count() == 1
    given = {"login": carla.email, "password": PASSWORD}
    assert client.post(f"/entrar/?next={path}", given)["Location"] == path
    assert client.post(path)["Location"] == "/inicio/"
    # In the account just joined, with the other one to switch to.
    page = client.get("/inicio/").content.decode()
    assert "Acme, S.A. de C.V." in page
    assert "Ver Otra, S.A. de C.V." in page


def test_in_the_browser_of_somebody_else_nothing_is_accepted(
    acme: Account, ana: User, carla: User, enter: Enter
) -> None:
    path, client = link(acme, ana, carla.email), enter(ana)
    assert "otra sesión" in client.get(path).content.decode()
    assert client.post(path).status_code == 422
    assert carla.memberships.count() == 1


def test_the_staff_and_who_was_shut_out_have_no_invitation(
    acme: Account, ana: User, carla: User, dario: User, enter: Enter
) -> None:
    of_staff, of_carla = link(acme, ana, dario.email), link(acme, ana, carla.email)
    User.objects.filter(pk=carla.pk).update(is_active=False)
    assert enter(dario).get(of_staff).status_code == 404
    assert enter(dario).post(of_staff).status_code == 404
    assert Client().get(of_carla).status_code == 404
    assert not Membership.objects.filter(user=dario).exists()


def test_a_number_lowered_meanwhile_is_said(acme: Account, ana: User) -> None:
    path = link(acme, ana)
    Account.objects.filter(pk=acme.pk).update(additional_users=0)
    answer = Client().post(path, DATA)
    assert answer.status_code == 422
    assert "Ya no queda lugar" in answer.content.decode()


def test_who_has_one_account_has_nothing_to_switch(ana: User, enter: Enter) -> None:
    client = enter(ana)
    assert "/perfil/cuenta/" not in client.get("/inicio/").content.decode()
    assert "/perfil/cuenta/" not in client.get("/menu/").content.decode()


def test_who_has_two_switches_from_every_page_and_the_menu(
    ana: User, otra: Account, enter: Enter
) -> None:
    Membership.objects.create(account=otra, user=ana, role=Role.COLLABORATOR)
    client = enter(ana)
    client.get("/inicio/")
    for path in ("/inicio/", "/tickets/", "/menu/"):
        assert "Ver Otra, S.A. de C.V." in client.get(path).content.decode()
    client.post("/perfil/cuenta/", {"account": otra.pk})
    assert "Ver Acme, S.A. de C.V." in client.get("/inicio/").content.decode()
