"""The seven doors: what a stranger types is answered alike, known here or not (B2; C092, C093)."""

import re
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from eticket.accounts import registering
from eticket.accounts.models import Account, Contact, User
from eticket.portal.registration_forms import seal
from eticket.tickets.models import Area
from tests.cast import PASSWORD

Enter = Callable[[User], Client]
# What differs from one request to the next, whoever asks.
CHANGING = re.compile(
    r'name="(?:csrfmiddlewaretoken|form_key)" value="[^"]+"|SV_\d+_\d+|datetime="[^"]+"'
    # Numbers of rows, which go on after what was taken back.
    r'|(?<=/invitaciones/)\d+|(?<=id="m)\d+|(?<=desde=)\d+|(?<=reply:)\d+'
)


class Door(NamedTuple):
    """Where it is, what is sent in any case, and the field with its known and unknown value."""

    path: str
    sent: dict[str, Any]
    fields: tuple[str, ...]
    known: str
    unknown: str
    person: User | None = None


class Said(NamedTuple):
    status: int
    headers: dict[str, str]
    cookies: list[str]
    body: str
    hashes: int
    statements: int


@pytest.fixture
def doors(
    acme: Account, ana: User, carla: User, pablo: User, ventas: Area, enter: Enter
) -> dict[str, Door]:
    contact = Contact.objects.create(account=acme, name="Nora", email="nora@acme.example")
    keys = {email: key for key, email in registering.emails_of(acme).items()}
    prospect = {
        "name": "Nuevo, S.A. de C.V.", "rfc": "NUE010203AB5", "contact": "Luis Rey",
        "email": "luis@nuevo.example", "confirm_email": "luis@nuevo.example",
        "phone": "55 1234 5678", "confirm_phone": "55 1234 5678",
    }  # fmt: skip
    ticket = {
        "area": ventas.pk, "subject": "Cotización", "body": "¿Cuánto cuesta?",
        "phone": "55 1234 5678", "confirm_phone": "55 1234 5678",
    }  # fmt: skip
    emails = ("email", "confirm_email")
    stranger = "nadie@otra.example"
    return {
        "sign-in by RFC": Door(
            "/entrar/", {"password": "mala-clave"}, ("login",), acme.rfc, "NUE010203AB5"
        ),
        "sign-in by e-mail": Door(
            "/entrar/", {"password": "mala-clave"}, ("login",), carla.email, stranger
        ),
        "reset": Door("/contrasena/", {}, ("login",), carla.email, stranger),
        "look-up, choosing": Door(
            f"/registro/cliente/{seal(acme.rfc)}/", {}, ("email",), keys[ana.email],
            keys[contact.email],
        ),
        "prospect, e-mail": Door("/registro/prospecto/", prospect, emails, ana.email, stranger),
        "prospect, RFC": Door(
            "/registro/prospecto/", prospect, ("rfc",), "PAB800101AB3", "NUE010203AB6"
        ),
        "invitation": Door(
            "/usuarios/invitar/", {"name": "Luz", "role": "collaborator"}, ("email",),
            carla.email, stranger, ana,
        ),
        "e-mail change": Door(
            "/perfil/correo/", {"password": PASSWORD}, ("email", "confirm"), carla.email,
            stranger, ana,
        ),
        "address proof": Door(
            "/tickets/generar/servicio/", ticket, ("follow_up_email", "confirm_email"),
            carla.email, stranger, ana,
        ),
    }  # fmt: skip


NAMES = (
    "sign-in by RFC", "sign-in by e-mail", "reset", "look-up, choosing", "prospect, e-mail",
    "prospect, RFC", "invitation", "e-mail change", "address proof",
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_b2_c092_c093_a_door_answers_alike_for_known_and_unknown(
    name: str, doors: dict[str, Door], enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    door = doors[name]
    hashed: list[str] = []
    encode = MD5PasswordHasher.encode

    def counted(self: MD5PasswordHasher, password: str, salt: str) -> str:
        hashed.append(salt)
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    client = enter(door.person) if door.person else None
    known, unknown = (
        knock(door, value, client or Client(), hashed) for value in (door.known, door.unknown)
    )
    assert known._replace(statements=0) == unknown._replace(statements=0)
    # One class of cost: no more than the lines of a mail asked for stand between them.
    assert abs(known.statements - unknown.statements) <= 6


def knock(door: Door, value: str, client: Client, hashed: list[str]) -> Said:
    """Send the form and read on to where it leads; without the value that was typed."""
    sent = door.sent | dict.fromkeys(door.fields, value)
    hashed.clear()
    # What the first one left must not show to the second.
    with transaction.atomic():
        with CaptureQueriesContext(connection) as asked:
            answer: Any = client.post(door.path, sent)
        hashes, statements = len(hashed), len(asked)
        page = client.get(answer["Location"]) if answer.status_code == 302 else answer
        transaction.set_rollback(True)
    headers = {k: CHANGING.sub("", v) for k, v in answer.headers.items() if k != "Content-Length"}
    body = CHANGING.sub("", page.content.decode())
    for typed in (value, value.lower()):
        body = body.replace(typed, "…")
    return Said(answer.status_code, headers, sorted(answer.cookies), body, hashes, statements)
