"""Usuarios (S88, S97): who has a place, who is offered one, and what the Titular does about it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from eticket.accounts.models import Account, Invitation, Membership, Role, Session, User
from eticket.events.models import Event
from eticket.notifications.notices import Notice
from eticket.notifications.recipients import holders, watchers
from eticket.tickets.models import Ticket
from eticket.tickets.replying import reply_as_staff
from tests.cast import PASSWORD

Enter = Callable[[User], Client]
INVITE = "/usuarios/invitar/"
DATA = {"name": "Luz Mar", "email": "luz@acme.example", "role": Role.COLLABORATOR}


def url(user: User, act: str = "") -> str:
    return f"/usuarios/{Membership.objects.get(user=user).pk}/{act}"


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
    assert "Todavía no entra" in page


def test_the_section_does_not_exist_where_the_option_was_not_bought(
    ana: User, acme: Account, bruno: User, enter: Enter
) -> None:
    Account.objects.filter(pk=acme.pk).update(additional_users=None)
    client = enter(ana)
    for path in ("/usuarios/", INVITE, url(bruno), url(bruno, "titular/")):
        assert client.get(path).status_code == 404
    assert client.post(INVITE, DATA).status_code == 404
    assert client.post(url(bruno, "quitar/")).status_code == 404
    assert "Usuarios" not in client.get("/perfil/").content.decode()


def test_an_invitation_is_sent_listed_sent_again_and_withdrawn(ana: User, enter: Enter) -> None:
    client = enter(ana)
    assert client.post(INVITE, DATA | {"email": " LUZ@acme.example"})["Location"] == "/usuarios/"
    page = client.get("/usuarios/").content.decode()
    assert "Luz Mar" in page
    assert "1 de 5 usuarios adicionales" in page
    first = Invitation.objects.get()
    client.post(f"/usuarios/invitaciones/{first.pk}/reenviar/")
    second = Invitation.objects.pending().get()
    assert second.pk != first.pk
    client.post(f"/usuarios/invitaciones/{second.pk}/retirar/")
    assert not Invitation.objects.pending().exists()
    assert client.post(f"/usuarios/invitaciones/{second.pk}/retirar/").status_code == 404


def test_c093_the_answer_does_not_tell_whose_an_address_is(
    ana: User, carla: User, dario: User, enter: Enter
) -> None:
    client = enter(ana)
    pages = []
    for email in ("libre1@otra.example", carla.email, dario.email):
        answer = client.post(INVITE, DATA | {"email": email})
        assert (answer.status_code, answer["Location"]) == (302, "/usuarios/")
        pages.append(client.get("/usuarios/").content.decode().count(f"enviada a {email}"))
    assert pages == [1, 1, 1]
    assert carla.memberships.count() == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"email": "luz"}, "Revise el correo"),
        ({"name": "\u200b"}, "Escriba el nombre"),
        ({"role": "holder"}, "Seleccione una opción"),
        ({"role": ""}, "Elija un rol"),
        ({"email": "bruno@acme.example"}, "ya tiene acceso"),
    ],
)
def test_a_wrong_invitation_is_refused_and_keeps_what_was_typed(
    ana: User, bruno: User, enter: Enter, wrong: dict[str, str], said: str
) -> None:
    answer = enter(ana).post(INVITE, DATA | {"name": "Luz del Mar"} | wrong)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert "Luz del Mar" in page or "name" in wrong
    assert not Invitation.objects.exists()


def test_without_room_the_page_says_so_and_invites_nobody(
    ana: User, acme: Account, bruno: User, enter: Enter
) -> None:
    Account.objects.filter(pk=acme.pk).update(additional_users=1)
    client = enter(ana)
    page = client.get("/usuarios/").content.decode()
    assert "Ya no queda lugar" in page
    assert INVITE not in page
    answer = client.post(INVITE, DATA)
    assert answer.status_code == 422
    assert "Ya no queda lugar" in answer.content.decode()


def test_ana_changes_a_role_and_bruno_sees_less_at_his_next_request(
    ana: User, bruno: User, enter: Enter, ticket: Ticket
) -> None:
    brunos = enter(bruno)
    assert brunos.get(f"/tickets/{ticket.number}/").status_code == 200
    assert enter(ana).post(url(bruno), {"role": Role.OWN_TICKETS}).status_code == 302
    assert brunos.get(f"/tickets/{ticket.number}/").status_code == 404


def test_c101_the_next_request_of_who_lost_access_is_refused(
    ana: User, bruno: User, enter: Enter
) -> None:
    brunos = enter(bruno)
    assert brunos.get("/inicio/").status_code == 200
    assert enter(ana).post(url(bruno, "quitar/")).status_code == 302
    answer = brunos.get("/inicio/")
    assert (answer.status_code, answer["Location"][:8]) == (302, "/entrar/")
    refused = Client().post("/entrar/", {"login": bruno.email, "password": PASSWORD})
    assert refused.status_code == 422


def test_who_lost_one_of_two_accounts_keeps_the_other(
    ana: User, bruno: User, otra: Account, enter: Enter
) -> None:
    brunos = enter(bruno)
    brunos.get("/inicio/")
    Membership.objects.create(account=otra, user=bruno, role=Role.COLLABORATOR)
    place = Membership.objects.get(
        user=bruno, role=Role.COLLABORATOR, account__name__startswith="A"
    )
    enter(ana).post(f"/usuarios/{place.pk}/quitar/")
    assert brunos.get("/inicio/").status_code == 302
    again = Client()
    again.post("/entrar/", {"login": bruno.email, "password": PASSWORD})
    page = again.get("/perfil/").content.decode()
    assert "Otra, S.A. de C.V." in page
    assert "Acme" not in page


def test_c102_c123_who_lost_access_gets_no_mail_and_their_tickets_stay(
    ana: User, bruno: User, dario: User, opened: Callable[..., Ticket], enter: Enter
) -> None:
    ticket = opened(by=bruno, follow_up_email=bruno.email)
    client = enter(ana)
    client.post(url(bruno, "quitar/"))
    reply_as_staff(ticket, by=dario, body="¿Qué versión tiene?")
    event = Event.objects.filter(kind="ticket.replied").latest("id")
    assert watchers(Notice(event)) == []
    assert "Bruno Peña" in client.get(f"/tickets/{ticket.number}/").content.decode()
    assert ticket.number in client.get("/tickets/").content.decode().replace("<wbr>", "")


def test_access_is_given_back(ana: User, bruno: User, enter: Enter) -> None:
    client = enter(ana)
    client.post(url(bruno, "quitar/"))
    assert "Devolver acceso" in client.get(url(bruno)).content.decode()
    client.post(url(bruno, "devolver/"))
    assert enter(bruno).get("/inicio/").status_code == 200


@pytest.mark.parametrize("act", ["quitar/", "devolver/"])
def test_the_titular_stays(act: str, ana: User, adela: User, enter: Enter) -> None:
    answer = enter(adela).post(url(ana, act))
    assert answer.status_code == 422
    assert "siempre tiene Titular" in answer.content.decode()


def test_the_account_passes_on_and_both_are_told(ana: User, bruno: User, enter: Enter) -> None:
    client = enter(ana)
    wrong = client.post(url(bruno, "titular/"), {"password": "no-es-esa"})
    assert wrong.status_code == 422
    assert "no-es-esa" not in wrong.content.decode()
    assert client.post(url(bruno, "titular/"), {"password": PASSWORD}).status_code == 302
    told = holders(Notice(Event.objects.get(kind="account.holder_changed")))
    assert {one.address for one in told} == {ana.email, bruno.email}
    assert client.get(url(bruno, "titular/")).status_code == 404
    signed = Client()
    signed.post("/entrar/", {"login": "ACM010203AB1", "password": PASSWORD})
    assert Session.objects.filter(user=bruno).exists()


def test_a6_only_the_role_of_the_form_changes(ana: User, bruno: User, enter: Enter) -> None:
    fields = [f.name for f in Membership._meta.fields if f.name != "role"]
    before: Any = Membership.objects.filter(user=bruno).values(*fields).get()
    extra = dict.fromkeys([*fields, "is_staff", "staff_role", "email"], "1")
    enter(ana).post(url(bruno), extra | {"role": Role.MANAGER})
    assert Membership.objects.filter(user=bruno).values(*fields).get() == before
    bruno.refresh_from_db()
    assert (bruno.email, bruno.staff_role) == ("bruno@acme.example", "")
