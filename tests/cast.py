"""The cast: always the same people, one serial each. A test that needs more builds more.

Acme: Ana (Titular), Adela (Administrador), Bruno (Colaborador), Beto (solo sus tickets).
Otra: Carla (Titular), the stranger. Pablo: a prospect.
Staff: Dario (agent of Soporte técnico), Diana (agent of Ventas), Sonia (supervisor of Soporte
técnico), Elena (administrator).
"""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyotp
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from eticket.accounts import publishing
from eticket.accounts.models import (
    Account,
    Authenticator,
    Membership,
    Publisher,
    Role,
    StaffRole,
    User,
)
from eticket.accounts.second_factor import PURPOSE
from eticket.lib import days
from eticket.lib.sealing import seal
from eticket.licensing.issuing import issue_serial
from eticket.licensing.models import Product, Serial, new_serial_number
from eticket.licensing.signing import make_keys
from eticket.privacy import noticing
from eticket.tickets import catalogue
from eticket.tickets.models import Area, Kind, Ticket
from eticket.tickets.opening import NewTicket, open_ticket

PASSWORD = "correcta-grapa-nopal-47"
Maker = Callable[..., Any]


@pytest.fixture(autouse=True)
def nothing_kept() -> Any:
    publishing.forget()
    catalogue.forget()
    noticing.forget()
    yield
    publishing.forget()
    catalogue.forget()
    noticing.forget()


def person(email: str, name: str, **fields: Any) -> User:
    return User.objects.create_user(
        email, PASSWORD, name=name, email_proved_at=timezone.now(), phone="+525512345678", **fields
    )


TOTP_SECRET = "ANAYDARIOANAYDARIOANAYDARIO23456"


def with_authenticator(user: User) -> User:
    """The person, with an application whose codes are all unused."""
    Authenticator.objects.update_or_create(
        user=user, defaults={"secret": seal(TOTP_SECRET, PURPOSE), "last_step": 0}
    )
    return user


def code_now(secret: str = TOTP_SECRET) -> str:
    """What that application shows."""
    return pyotp.TOTP(secret).at(timezone.now())


def member(account: Account, email: str, name: str, role: str) -> User:
    user = person(email, name)
    Membership.objects.create(account=account, user=user, role=role)
    return user


@pytest.fixture
def publisher(db: None) -> Publisher:
    return Publisher.objects.create(
        pk=1, phone="55 5677 3812", support_email="soporte@dsoft.example"
    )


@pytest.fixture
def soporte(db: None) -> Area:
    return Area.objects.create(name="Soporte técnico", position=1, hours="9:00 a 18:00")


@pytest.fixture
def ventas(db: None) -> Area:
    return Area.objects.create(name="Ventas", position=2, hours="9:00 a 18:00")


@pytest.fixture
def product(db: None) -> Product:
    return Product.objects.create(name="eComprobante", max_open_tickets=3)


@pytest.fixture
def acme(db: None) -> Account:
    return Account.objects.create(
        rfc="ACM010203AB1",
        name="Acme, S.A. de C.V.",
        additional_users=5,
        customer_since=timezone.now(),
    )


@pytest.fixture
def otra(db: None) -> Account:
    return Account.objects.create(
        rfc="OTR010203AB2", name="Otra, S.A. de C.V.", customer_since=timezone.now()
    )


@pytest.fixture
def ana(acme: Account) -> User:
    return member(acme, "ana@acme.example", "Ana Ruiz", Role.HOLDER)


@pytest.fixture
def adela(acme: Account) -> User:
    return member(acme, "adela@acme.example", "Adela Soto", Role.MANAGER)


@pytest.fixture
def bruno(acme: Account) -> User:
    return member(acme, "bruno@acme.example", "Bruno Peña", Role.COLLABORATOR)


@pytest.fixture
def beto(acme: Account) -> User:
    return member(acme, "beto@acme.example", "Beto Ríos", Role.OWN_TICKETS)


@pytest.fixture
def carla(otra: Account) -> User:
    return member(otra, "carla@otra.example", "Carla Gil", Role.HOLDER)


@pytest.fixture
def pablo(db: None) -> User:
    account = Account.objects.create(rfc="PAB800101AB3", name="Pablo Luna")
    return member(account, "pablo@prospecto.example", "Pablo Luna", Role.HOLDER)


@pytest.fixture
def dario(soporte: Area) -> User:
    agent = person("dario@dsoft.example", "Dario Vega", staff_role=StaffRole.AGENT)
    soporte.agents.add(agent)
    return agent


@pytest.fixture
def diana(ventas: Area) -> User:
    agent = person("diana@dsoft.example", "Diana Cruz", staff_role=StaffRole.AGENT)
    ventas.agents.add(agent)
    return agent


@pytest.fixture
def sonia(soporte: Area) -> User:
    agent = person("sonia@dsoft.example", "Sonia Lara", staff_role=StaffRole.SUPERVISOR)
    soporte.agents.add(agent)
    return agent


@pytest.fixture
def elena(db: None) -> User:
    return person("elena@dsoft.example", "Elena Mora", staff_role=StaffRole.ADMINISTRATOR)


def issue(account: Account, product: Product, days_valid: int = 200, **limits: Any) -> Serial:
    """A new serial of ``account`` that is valid for so many more days (negative: expired)."""
    number = new_serial_number()
    today = days.today()
    return issue_serial(
        account,
        product,
        by=None,
        number=number,
        policy_number=f"P-{number[:8]}",
        description=f"{product.name} META Licencia Anual",
        registered_on=today - timedelta(days=300),
        valid_until=today + timedelta(days=days_valid),
        **limits,
    )


@pytest.fixture
def serial(acme: Account, product: Product) -> Serial:
    """Acme's serial of eComprobante."""
    return issue(acme, product)


@pytest.fixture
def signing_keys(settings: Any, tmp_path: Path) -> None:
    """The pairs that sign what programs are answered."""
    settings.SIGNING_KEYS = tmp_path / "keys"
    make_keys()


@pytest.fixture
def carlas_serial(otra: Account, product: Product) -> Serial:
    return issue(otra, product)


@pytest.fixture
def new_ticket(soporte: Area, serial: Serial) -> Maker:
    """Makes what a form says: new_ticket(subject=…, serial=…)."""

    def make(**fields: Any) -> NewTicket:
        said: dict[str, Any] = {
            "kind": Kind.SUPPORT,
            "area": soporte,
            "serial": serial,
            "subject": "Error al timbrar la nómina",
            "body": "Marca CFDI40147 en 12 recibos.",
            "follow_up_email": "ana@acme.example",
            "phone": "+525512345678",
        }
        said.update(fields)
        if said["kind"] == Kind.SERVICE:
            said["serial"] = fields.get("serial")
        return NewTicket(**said)

    return make


@pytest.fixture
def opened(acme: Account, ana: User, new_ticket: Maker) -> Callable[..., Ticket]:
    """Opens a ticket, Ana's on Acme's serial unless told otherwise; each with its own e-mail."""
    made = 0

    def make(by: User = ana, account: Account = acme, **fields: Any) -> Ticket:
        nonlocal made
        made += 1
        fields.setdefault("follow_up_email", f"seguimiento{made}@acme.example")
        return open_ticket(account, new_ticket(**fields), by=by)

    return make


@pytest.fixture
def ticket(acme: Account, ana: User, new_ticket: Maker) -> Ticket:
    """Ana's open ticket on Acme's serial, in Soporte técnico."""
    return open_ticket(acme, new_ticket(), by=ana)


@pytest.fixture
def enter() -> Callable[[User], Client]:
    """A browser in which this person is signed in."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="eticket.accounts.signing_in.Backend")
        return client

    return sign_in


def a_file(name: str = "captura.png", content: bytes = b"\x89PNG\r\n\x1a\n una captura") -> Any:
    return SimpleUploadedFile(name, content)
