"""/mesa/catalogos/: the administrator's, and only what a catalogue may change."""

from collections.abc import Callable

import pytest
from django.contrib import admin
from django.test import Client

from eticket.accounts.models import Account, Contact, User
from eticket.accounts.second_factor import is_enrolled
from eticket.events.models import Event
from eticket.licensing.models import Serial
from eticket.tickets.models import Area
from tests.cast import with_authenticator

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
        *("Publisher", "Area", "Product", "Serial", "Policy", "Device", "Letterhead"),
        *("Account", "Contact", "User", "Membership", "Certificate"),
    }


def test_a_colleague_is_put_on_file_and_invited(elena: User, soporte: Area, enter: Enter) -> None:
    enter(elena).post(
        f"{URL}accounts/user/add/",
        {"name": "Lucía Ferrer", "email": "lucia@dsoft.example", "staff_role": "agent",
         "is_active": "on"},
    )  # fmt: skip
    lucia = User.objects.get(email="lucia@dsoft.example")
    assert not lucia.has_usable_password()
    kinds = Event.objects.about(lucia).order_by("id").values_list("kind", flat=True)
    assert list(kinds) == ["user.invited", "catalogue.changed"]


@pytest.mark.parametrize("model", ["licensing/serial", "licensing/policy", "licensing/device"])
def test_what_deeds_write_cannot_be_added_here(elena: User, enter: Enter, model: str) -> None:
    assert enter(elena).get(f"{URL}{model}/add/").status_code == 403


def test_nothing_with_history_is_deleted(elena: User, acme: Account, enter: Enter) -> None:
    page = enter(elena).post(f"{URL}accounts/account/{acme.pk}/delete/", {"post": "yes"})
    assert page.status_code == 403
    assert Account.objects.filter(pk=acme.pk).exists()


def change(client: Client, model: str, pk: int, **changed: str) -> int:
    """Send the change form of a row as it stands, but for ``changed``; 200: it came back."""
    path = f"{URL}accounts/{model}/{pk}/change/"
    form = client.get(path).context["adminform"].form
    held = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    sent = {name: "" if value is None else value for name, value in held.items()} | changed
    return client.post(path, sent).status_code


def test_a_second_holder_is_refused_with_words(
    elena: User, ana: User, bruno: User, enter: Enter
) -> None:
    membership = bruno.memberships.get()
    assert change(enter(elena), "membership", membership.pk, role="holder") == 200
    membership.refresh_from_db()
    assert membership.role == "collaborator"
    assert change(enter(elena), "membership", membership.pk, role="manager") == 302


def test_an_rfc_is_kept_in_its_one_form(
    elena: User, acme: Account, otra: Account, enter: Enter
) -> None:
    client = enter(elena)
    assert change(client, "account", acme.pk, rfc="acm010203-ab9") == 302
    acme.refresh_from_db()
    assert acme.rfc == "ACM010203AB9"
    assert change(client, "account", acme.pk, rfc="ACM019903AB9") == 200
    assert change(client, "account", acme.pk, rfc=otra.rfc.lower()) == 200


def test_a_changed_address_is_kept_in_its_one_form_and_proved_anew(
    elena: User, ana: User, bruno: User, enter: Enter
) -> None:
    client = enter(elena)
    assert change(client, "user", ana.pk, name="Ana R.", is_active="on") == 302
    ana.refresh_from_db()
    assert ana.email_proved_at
    assert change(client, "user", ana.pk, email="Ana.Ruiz@ACME.example", is_active="on") == 302
    ana.refresh_from_db()
    assert ana.email == "ana.ruiz@acme.example"
    assert ana.email_proved_at is None
    assert change(client, "user", ana.pk, email="BRUNO@acme.example", is_active="on") == 200


def test_a_contact_is_on_file_once(elena: User, acme: Account, enter: Enter) -> None:
    rita, other = (
        Contact.objects.create(account=acme, name=name, email=f"{name}@acme.example")
        for name in ("rita", "raul")
    )
    assert change(enter(elena), "contact", other.pk, email="Rita@acme.example") == 200
    assert change(enter(elena), "contact", rita.pk, email="RITA2@acme.example") == 302
    rita.refresh_from_db()
    assert rita.email == "rita2@acme.example"
    assert enter(elena).get(f"{URL}accounts/contact/add/").status_code == 403


def test_m2_what_is_changed_here_is_recorded_with_what_it_was(
    elena: User, bruno: User, enter: Enter
) -> None:
    assert change(enter(elena), "user", bruno.pk, email="b2@acme.example", is_active="on") == 302
    event = Event.objects.about(bruno).get()
    assert (event.kind, event.actor, event.audited) == ("catalogue.changed", elena, True)
    assert event.data["changes"] == {"email": ["bruno@acme.example", "b2@acme.example"]}
    assert event.origin.address == "127.0.0.1"


def test_a_form_sent_back_as_it_was_records_nothing(
    elena: User, acme: Account, enter: Enter
) -> None:
    assert change(enter(elena), "account", acme.pk) == 302
    assert not Event.objects.about(acme).exists()


def test_an_administrator_resets_the_second_step_of_who_lost_all(
    elena: User, dario: User, enter: Callable[[User], Client]
) -> None:
    with_authenticator(dario)
    page = f"/mesa/catalogos/accounts/user/{dario.pk}/change/"
    fields = {
        "name": dario.name,
        "email": dario.email,
        "phone": dario.phone,
        "staff_role": dario.staff_role,
        "is_active": "on",
        "reset_reason": "Perdió su teléfono",
    }
    assert enter(elena).post(page, fields).status_code == 302
    assert not is_enrolled(dario)
    assert Event.objects.get(kind="user.second_factor_reset").data["reason"] == "Perdió su teléfono"
    own = enter(elena).get(f"/mesa/catalogos/accounts/user/{elena.pk}/change/")
    assert "reset_reason" not in own.text
