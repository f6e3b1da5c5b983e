"""/mesa/clientes/: agents read, supervisors and the administrator enter."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from eticket.accounts.models import Account, Contact, Membership, Role, User
from eticket.events.models import Event
from eticket.licensing.models import Product, Serial
from eticket.tickets.models import Ticket
from tests.cast import issue

Enter = Callable[[User], Client]
URL = "/mesa/clientes/"


def test_customers_are_listed_and_found(
    acme: Account, otra: Account, ana: User, carla: User, dario: User, enter: Enter
) -> None:
    client = enter(dario)
    assert [row["name"] for row in client.get(URL).context["rows"]] == [acme.name, otra.name]
    for asked in ("otra", "OTR010203AB2", "carla@otra.example", "Gil"):
        rows = client.get(URL, {"cliente": asked}).context["rows"]
        assert [row["name"] for row in rows] == [otra.name]
    assert "Ningún cliente coincide" in client.get(URL, {"cliente": "zzz"}).content.decode()


def test_the_page_of_a_customer_tells_people_serials_and_tickets(
    acme: Account, ana: User, serial: Serial, ticket: Ticket, dario: User, enter: Enter
) -> None:
    page = enter(dario).get(f"{URL}{acme.pk}/")
    assert [one.user.name for one in page.context["people"]] == ["Ana Ruiz"]
    assert [row["serial"] for row in page.context["serials"]] == [serial]
    assert [row["subject"] for row in page.context["tickets"]] == [ticket.subject]
    # Nothing to press that this agent may not do.
    assert "Entregar una serie" not in page.content.decode()


def test_tickets_of_other_areas_are_not_on_it(
    acme: Account, ticket: Ticket, diana: User, enter: Enter
) -> None:
    assert enter(diana).get(f"{URL}{acme.pk}/").context["tickets"] == []


def test_thousands_of_serials_are_paged(
    acme: Account, product: Product, dario: User, enter: Enter, django_assert_max_num_queries: Any
) -> None:
    for _ in range(30):
        issue(acme, product)
    client = enter(dario)
    first = client.get(f"{URL}{acme.pk}/").context
    assert (len(first["serials"]), first["said"]) == (25, "1 a 25 de 30")
    assert len(client.get(first["next"]).context["serials"]) == 5
    with django_assert_max_num_queries(10):
        client.get(f"{URL}{acme.pk}/")


def test_a_supervisor_enters_a_customer(sonia: User, enter: Enter) -> None:
    answer = enter(sonia).post(
        f"{URL}alta/", {"name": "Nueva, S.C.", "rfc": "nue-010203 ab1", "phone": "55 1234 5678"}
    )
    account = Account.objects.get(rfc="NUE010203AB1")
    assert answer["Location"] == f"{URL}{account.pk}/"
    assert (account.phone, account.is_customer) == ("+525512345678", False)
    assert Event.objects.about(account).get().kind == "account.entered"


def test_a_wrong_check_digit_only_warns(sonia: User, enter: Enter) -> None:
    answer = enter(sonia).post(f"{URL}alta/", {"name": "Nueva", "rfc": "NUE010203AB1"}, follow=True)
    assert "no cuadra" in answer.content.decode()


@pytest.mark.parametrize(
    ("rfc", "said"),
    [
        ("NUE019903AB1", "La fecha dentro del RFC no existe"),
        ("XAXX010101000", "El RFC genérico no identifica"),
        ("ACM010203AB1", "ya es de Acme"),
    ],
)
def test_a_wrong_rfc_is_refused_and_the_rest_kept(
    acme: Account, sonia: User, enter: Enter, rfc: str, said: str
) -> None:
    answer = enter(sonia).post(f"{URL}alta/", {"name": "Nueva, S.C.", "rfc": rfc})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert "Nueva, S.C." in answer.content.decode()
    assert not Account.objects.filter(name="Nueva, S.C.").exists()


def test_a_customer_is_corrected_and_what_it_was_is_recorded(
    acme: Account, sonia: User, enter: Enter
) -> None:
    enter(sonia).post(f"{URL}{acme.pk}/editar/", {"name": "Acme Nueva", "rfc": acme.rfc})
    acme.refresh_from_db()
    assert acme.name == "Acme Nueva"
    before = Event.objects.about(acme).get().data["before"]
    assert before == {"name": "Acme, S.A. de C.V.", "additional_users": 5}


def test_a_contact_is_added_once(acme: Account, sonia: User, enter: Enter) -> None:
    client, url = enter(sonia), f"{URL}{acme.pk}/contactos/"
    client.post(url, {"name": "Luz Mar", "email": " LUZ@acme.example "})
    assert Contact.objects.get().email == "luz@acme.example"
    again = client.post(url, {"name": "Luz Mar", "email": "luz@acme.example"})
    assert again.status_code == 422


def test_a_person_gets_access_and_chooses_their_own_password(
    acme: Account, ana: User, sonia: User, enter: Enter
) -> None:
    answer = enter(sonia).post(
        f"{URL}{acme.pk}/usuarios/",
        {"name": "Luz Mar", "email": "luz@acme.example", "role": Role.COLLABORATOR},
    )
    assert answer.status_code == 302
    membership = Membership.objects.get(user__email="luz@acme.example")
    assert (membership.account, membership.role) == (acme, Role.COLLABORATOR)
    assert not membership.user.has_usable_password()
    event = Event.objects.about(membership.user).get()
    assert (event.kind, event.data["is_new"]) == ("user.invited", True)


@pytest.mark.parametrize(
    ("email", "role", "said"),
    [
        ("ana@acme.example", Role.COLLABORATOR, "ya tiene acceso"),
        ("nuevo@acme.example", Role.HOLDER, "ya tiene Titular: Ana Ruiz"),
        ("dario@dsoft.example", Role.COLLABORATOR, "es del equipo"),
    ],
)
def test_an_access_that_cannot_be_is_refused(
    acme: Account,
    ana: User,
    dario: User,
    sonia: User,
    enter: Enter,
    email: str,
    role: str,
    said: str,
) -> None:
    answer = enter(sonia).post(
        f"{URL}{acme.pk}/usuarios/", {"name": "X", "email": email, "role": role}
    )
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert Membership.objects.count() == 1


def test_agents_and_customers_enter_nothing(
    acme: Account, ana: User, dario: User, enter: Enter
) -> None:
    for act in (
        "alta/",
        *(f"{acme.pk}/{a}/" for a in ("editar", "contactos", "usuarios", "series")),
    ):
        assert enter(dario).get(URL + act).status_code == 404
        assert enter(dario).post(URL + act, {"name": "X"}).status_code == 404
    for act in ("", f"{acme.pk}/"):
        assert enter(ana).get(URL + act).status_code == 404
    assert Account.objects.count() == 1


def test_s21_an_agent_finishes_a_registration_by_phone(
    otra: Account, dario: User, enter: Enter
) -> None:
    client = enter(dario)
    assert "Terminar registro por teléfono" in client.get(f"{URL}{otra.pk}/").content.decode()
    given = {"name": "Carla Gil", "email": "Carla@Nueva.example", "phone": ""}
    page = client.post(f"{URL}{otra.pk}/registro/", given)
    assert page.status_code == 422
    assert "Falta el motivo." in page.content.decode()
    answer = client.post(f"{URL}{otra.pk}/registro/", given | {"reason": "Cambió de proveedor"})
    assert answer["Location"] == f"{URL}{otra.pk}/"
    event = Event.objects.get(kind="registration.vouched")
    assert (event.actor, event.data["email"]) == (dario, "carla@nueva.example")


def test_s21_an_address_that_signs_in_is_told_to_the_staff(
    otra: Account, ana: User, dario: User, enter: Enter
) -> None:
    page = enter(dario).post(
        f"{URL}{otra.pk}/registro/", {"name": "A", "email": ana.email, "reason": "Llama"}
    )
    assert page.status_code == 422
    assert "ya entra a eTicket" in page.content.decode()
