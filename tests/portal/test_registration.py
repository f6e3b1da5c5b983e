"""The pages of registering by oneself (S15-S35), with their refusals (B2, B8, E6)."""

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from eticket.accounts import registering
from eticket.accounts.models import Account, Contact, Publisher, Registration, User
from eticket.accounts.throttling import sweep
from eticket.events.models import Event
from eticket.portal import registration_forms
from eticket.privacy.models import Consent
from eticket.privacy.noticing import publish_notice

PASSWORD = "otra-bien-larga-52"
PROSPECT = {
    "name": "Nuevo, S.A.",
    "rfc": "NUE010203AB5",
    "contact": "Luis Rey",
    "email": "luis@nuevo.example",
    "confirm_email": " Luis@Nuevo.example ",
    "phone": "55 1234 5678",
    "confirm_phone": "044 55-1234-5678",
}
# One RFC with the letters that only Mexico has, in the ways people and programs write it.
WRITINGS = [
    "ÑA&0502031A0", "ña&0502031a0", "Ña&0502031a0", "ÑA&-050203-1A0", "ÑA& 050203 1A0",
    " ÑA&0502031A0 ", "ÑA&0502031A0\t", "ÑA&amp;0502031A0", "ña&amp;0502031a0",
    "N\u0303A&0502031A0", "n\u0303a&0502031a0", "N\u0303A&amp;-050203-1A0", "ÑA＆0502031A0",
    "ÑA&0502031Ａ0", "ÑＡ&0502031A0", "ÑA&０５０２０３1A0", "ÑA&0502031A０",
    "ÑA&\u2010050203\u20101A0", "ÑA&\u2013050203\u20131A0", "ÑA&\u2014050203\u20141A0",
    "ÑA&\u2212050203\u22121A0", "ÑA&\u00a0050203\u00a01A0", "\u200bÑA&0502031A0",
    "ÑA&0502031A0\u200e", "\ufeffÑA&0502031A0", "ÑA&\u00ad0502031A0", "ÑA&.050203.1A0",
    "Ñ A & 0 5 0 2 0 3 1 A 0",
]  # fmt: skip


@pytest.fixture(autouse=True)
def _unhurried(publisher: Publisher, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registration_forms, "QUICKEST_SECONDS", 0)


@pytest.fixture
def nopal(db: None) -> Account:
    account = Account.objects.create(
        rfc="NOP010203AB4", name="Nopal, S.A.", customer_since=timezone.now()
    )
    Contact.objects.create(account=account, name="Nora Paz", email="nora@nopal.example")
    return account


def text(answer: Any) -> str:
    return answer.content.decode()


def look_up(client: Client, rfc: str, address: str = "192.0.2.1") -> Any:
    return client.post("/registro/cliente/", {"rfc": rfc}, REMOTE_ADDR=address)


def register(client: Client, **changed: str) -> Any:
    return client.post("/registro/prospecto/", PROSPECT | changed)


def link() -> str:
    token = registering.token_for(Registration.objects.latest("pk"))
    return f"/registro/completar/{token}/"


def test_a_customer_registers_from_rfc_to_inicio(client: Client, nopal: Account) -> None:
    chosen = look_up(client, " nop-010203-ab4 ")["Location"]
    page = text(client.get(chosen))
    assert "no•••••@no••••.example" in page
    assert "nora" not in page
    [key] = registering.emails_of(nopal)
    sent = client.post(chosen, {"email": key})
    assert "Revise su correo" in text(client.get(sent["Location"]))
    done = client.post(link(), {"password": PASSWORD, "confirm": PASSWORD})
    assert done["Location"] == "/"
    assert "Bienvenido" in text(client.get("/inicio/"))
    assert User.objects.get(email="nora@nopal.example").memberships.get().account == nopal


@pytest.mark.parametrize("rfc", WRITINGS)
def test_c103_28_writings_of_a_rfc_reach_one_account(client: Client, rfc: str, db: None) -> None:
    account = Account.objects.create(rfc="ÑA&0502031A0", name="Ñ", customer_since=timezone.now())
    Contact.objects.create(account=account, name="Ñ", email="n@n.example")
    assert look_up(client, rfc).status_code == 302
    register(client, rfc=rfc)
    assert Registration.objects.get().rfc == account.rfc


def test_there_are_28_writings() -> None:
    assert len(set(WRITINGS)) == 28


@pytest.mark.parametrize(
    ("rfc", "why"),
    [
        ("", "Escriba el RFC"),
        ("QXW050203", "12 caracteres"),
        ("QXWZ850617", "12 caracteres"),
        ("QXW050203KZ", "12 caracteres"),
        ("QXWZ850617KZ99", "12 caracteres"),
        ("QXW051303KZ0", "La fecha"),
        ("QXW050231KZ0", "La fecha"),
    ],
)
def test_c104_what_is_no_rfc_is_refused_with_the_reason_and_costs_no_look_up(
    client: Client, rfc: str, why: str
) -> None:
    for answer in (look_up(client, rfc), register(client, rfc=rfc)):
        assert answer.status_code == 422
        assert why in text(answer)
    assert sweep() == 0
    assert not Registration.objects.exists()


@pytest.mark.parametrize("rfc", ["QXW050203KZ0", "XAXX010101000", "XEXX010101000", "PAB800101AB3"])
def test_an_unknown_rfc_is_said_and_leads_to_the_prospects_form(
    client: Client, pablo: User, rfc: str
) -> None:
    answer = look_up(client, rfc)
    assert answer.status_code == 422
    assert f"El RFC {rfc} no es de un cliente" in text(answer)
    [form] = re.findall(r'href="(/registro/prospecto/\?de=[^"]+)"', text(answer))
    assert f'value="{rfc}"' in text(client.get(form))


def test_c103_a_wrong_check_digit_is_only_hinted_at(client: Client, db: None) -> None:
    assert "último carácter" in text(look_up(client, "QXW050203KZ7"))
    assert "último carácter" not in text(look_up(client, "QXW050203KZ0"))
    assert register(client, rfc="QXW050203KZ7").status_code == 302


def test_b2_the_sixth_look_up_of_an_address_waits(client: Client, nopal: Account) -> None:
    for _ in range(5):
        assert look_up(client, nopal.rfc).status_code == 302
    answer = look_up(client, nopal.rfc)
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 3000
    assert f'value="{nopal.rfc}"' in text(answer)
    assert look_up(client, nopal.rfc, "192.0.2.2").status_code == 302


def test_s21_none_of_the_addresses_and_the_publisher_helps(
    client: Client, nopal: Account, publisher: Publisher
) -> None:
    chosen = look_up(client, nopal.rfc)["Location"]
    assert "?ninguno" in text(client.get(chosen))
    assert publisher.phone in text(client.get(f"{chosen}?ninguno"))
    nopal.contacts.all().delete()
    assert "Le ayudamos a registrarse" in text(client.get(chosen))


def test_the_page_of_addresses_opens_only_after_a_look_up(client: Client, nopal: Account) -> None:
    for made_up in (nopal.rfc, "x", registration_forms.seal("XAXX010101000")):
        answer = client.get(f"/registro/cliente/{made_up}/")
        assert (answer.status_code, answer["Location"]) == (302, "/registro/cliente/")


def test_an_address_that_is_not_on_file_cannot_be_chosen(
    client: Client, nopal: Account, acme: Account, ana: User
) -> None:
    chosen = look_up(client, nopal.rfc)["Location"]
    for key in ("", "malo@otro.example", *registering.emails_of(acme)):
        assert client.post(chosen, {"email": key}).status_code == 422
    assert not Registration.objects.exists()


def test_b2_choosing_answers_alike_for_who_already_signs_in(
    client: Client, acme: Account, ana: User
) -> None:
    Contact.objects.create(account=acme, name="Nora", email="nora@acme.example")
    chosen = look_up(client, acme.rfc)["Location"]
    answers = [client.post(chosen, {"email": key}) for key in registering.emails_of(acme)]
    assert len(answers) == 2
    assert answers[0].headers == answers[1].headers


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"rfc": "ACM010203AB1"},
        {"rfc": "PAB800101AB3"},
        {"rfc": "XAXX010101000"},
        {"email": "ana@acme.example", "confirm_email": "ana@acme.example"},
        {"url": "https://spam.example"},
    ],
)
def test_b2_c092_a_prospect_reads_the_same_whatever_is_known(
    client: Client, ana: User, pablo: User, changed: dict[str, str]
) -> None:
    answer = register(client, **changed)
    assert (answer.status_code, answer["Location"]) == (302, "/registro/prospecto/?enviado")
    assert not answer.cookies
    page = text(client.get(answer["Location"]))
    assert "Revise su correo" in page
    assert "/registro/cliente/" in page
    assert Registration.objects.count() == (0 if "url" in changed else 1)


def test_what_was_typed_stays_when_something_is_wrong(client: Client, db: None) -> None:
    answer = register(client, confirm_email="otro@nuevo.example", confirm_phone="55 0000 0000")
    assert answer.status_code == 422
    page = text(answer)
    assert "No coincide con el correo." in page
    assert "No coincide con el teléfono." in page
    for value in ("Nuevo, S.A.", "Luis Rey", "otro@nuevo.example", "55 1234 5678", "55 0000 0000"):
        assert f'value="{value}"' in page


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("name", "Escriba el nombre o razón social."),
        ("rfc", "Escriba el RFC."),
        ("email", "Escriba su correo."),
        ("confirm_email", "Escriba otra vez el correo."),
        ("phone", "Escriba su teléfono."),
        ("confirm_phone", "Escriba otra vez el teléfono."),
    ],
)
def test_each_field_that_is_missing_is_asked_for(client: Client, field: str, said: str) -> None:
    assert said in text(register(client, **{field: ""}))


def test_s26_s33_the_form_has_the_labels_of_the_guide(client: Client) -> None:
    page = text(client.get("/registro/prospecto/"))
    for label in (
        "Registro de prospecto", "Nombre o razón social", "RFC", "Ingresar RFC", "Contacto",
        "Nombre de otro contacto", "Correo", "Correo electrónico", "Confirma Correo", "Teléfono",
        "Ingresar Número telefónico", "Confirma Teléfono", "Registrarme",
    ):  # fmt: skip
        assert f">{label}<" in page or f'"{label}"' in page or f">{label} <" in page, label


def test_a_form_filled_faster_than_people_type_is_asked_again(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registration_forms, "QUICKEST_SECONDS", 30)
    started = registration_forms.started_now()
    answer = register(client, started=started)
    assert answer.status_code == 422
    assert "regístrese otra vez" in text(answer)
    assert started in text(answer)
    assert not Registration.objects.exists()
    monkeypatch.setattr(registration_forms, "QUICKEST_SECONDS", 0)
    assert register(client, started=started).status_code == 302


def test_prospects_of_one_network_address_are_slowed(client: Client, db: None) -> None:
    answers = [
        register(client, email=f"{n}@x.example", confirm_email=f"{n}@x.example").status_code
        for n in range(11)
    ]
    assert answers == [302] * 10 + [429]


def test_b8_looking_at_the_link_spends_nothing_and_the_post_does(
    client: Client, nopal: Account
) -> None:
    registering.ask_as_customer(nopal, "nora@nopal.example")
    path = link()
    for _ in range(3):
        assert client.get(path).status_code == 200
        assert client.head(path).status_code == 200
    answer = client.post(path, {"password": PASSWORD, "confirm": PASSWORD})
    assert answer.status_code == 302
    again = client.post(path, {"password": PASSWORD, "confirm": PASSWORD})
    assert again.status_code == 410
    assert "ya se usó o venció" in text(client.get(path))


def test_b8_the_page_tells_its_address_to_nobody(client: Client, nopal: Account) -> None:
    registering.ask_as_customer(nopal, "nora@nopal.example")
    for answer in (client.get(link()), client.get("/registro/completar/x/")):
        assert answer["Referrer-Policy"] == "strict-origin"
        assert not re.search(r'(?:src|href)="(?:https?:)?//', text(answer))


def test_the_notice_must_be_accepted_and_its_hash_is_kept(
    client: Client, nopal: Account, publisher: Publisher
) -> None:
    notice = publish_notice(full="Responsable: dSoft.", simplified="dSoft", by=None)
    registering.ask_as_customer(nopal, "nora@nopal.example")
    given = {"password": PASSWORD, "confirm": PASSWORD, "version": notice.version}
    refused = client.post(link(), given)
    assert refused.status_code == 422
    assert "hace falta aceptar el aviso" in text(refused)
    assert client.post(link(), given | {"accepted": "on"}).status_code == 302
    assert len(Event.objects.get(kind="user.registered").data["notice"]) == 64
    consent = Consent.objects.get(user__email="nora@nopal.example")
    assert (consent.notice, consent.secondary) == (notice, False)


def test_a_notice_published_meanwhile_is_shown_before_it_is_accepted(
    client: Client, nopal: Account, publisher: Publisher
) -> None:
    publish_notice(full="Responsable: dSoft.", simplified="dSoft", by=None)
    registering.ask_as_customer(nopal, "nora@nopal.example")
    given = {"password": PASSWORD, "confirm": PASSWORD, "version": 1, "accepted": "on"}
    publish_notice(full="Responsable: otra.", simplified="dSoft", by=None)
    refused = client.post(link(), given)
    assert (refused.status_code, Consent.objects.count()) == (422, 0)
    assert "El aviso cambió mientras lo leía" in text(refused)
    assert 'name="version" value="2"' in text(refused)
    client.post(link(), given | {"version": 2, "secondary": "on"})
    assert (Consent.objects.get().notice.version, Consent.objects.get().secondary) == (2, True)


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("corta", "10 como mínimo"),
        ("mi NOP010203AB4", "no lo use en la contraseña"),
        ("nora@nopal.example", "similar"),
    ],
)
def test_a_weak_password_is_refused(
    client: Client, nopal: Account, password: str, why: str
) -> None:
    registering.ask_as_customer(nopal, "nora@nopal.example")
    answer = client.post(link(), {"password": password, "confirm": password})
    assert answer.status_code == 422
    assert why in text(answer)
    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("rfc", "email", "said"),
    [
        ("ACM010203AB1", "luis@nuevo.example", "Ese RFC ya tiene una cuenta"),
        ("NUE010203AB5", "ana@acme.example", "Ya tiene acceso a eTicket"),
    ],
)
def test_what_stands_in_the_way_is_told_behind_the_link_only(
    client: Client, ana: User, rfc: str, email: str, said: str
) -> None:
    register(client, rfc=rfc, email=email, confirm_email=email)
    for answer in (
        client.get(link()),
        client.post(link(), {"password": PASSWORD, "confirm": PASSWORD}),
    ):
        assert answer.status_code == 410
        assert said in text(answer)
    assert User.objects.filter(email=email).count() == (email == ana.email)


def test_c096_an_address_in_capitals_is_the_same_person(client: Client, db: None) -> None:
    register(client, email="Ana.Ruiz@Example.MX", confirm_email="ANA.RUIZ@example.mx")
    client.post(link(), {"password": PASSWORD, "confirm": PASSWORD})
    client.post("/salir/")
    given = {"login": "ana.ruiz@example.mx", "password": PASSWORD}
    assert client.post("/entrar/", given).status_code == 302


def test_c091_a_foreign_host_is_refused(client: Client, nopal: Account) -> None:
    forged = {"Host": "malo.example"}
    assert client.post("/registro/prospecto/", PROSPECT, headers=forged).status_code == 400
    assert client.post("/registro/cliente/", {"rfc": "x"}, headers=forged).status_code == 400
