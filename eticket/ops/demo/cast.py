"""Who may be tried: the named people of the demo, and the publisher's team."""

from dataclasses import dataclass

from django.conf import settings

from eticket.accounts.models import Role, StaffRole

# Known to everybody; the demo does not load on a site with https.
PASSWORD = "nopal-demo-2147"  # noqa: S105

SOPORTE, VENTAS, ATENCION = "Soporte técnico", "Ventas", "Atención a clientes"


@dataclass(frozen=True)
class Colleague:
    """One of the publisher's people."""

    name: str
    email: str
    areas: tuple[str, ...]
    staff_role: str = StaffRole.AGENT


TEAM = (
    Colleague("Rodrigo Salas", "rodrigo.salas@dsoft.example", (SOPORTE,)),
    Colleague("Lucía Ferrer", "lucia.ferrer@dsoft.example", (SOPORTE,)),
    Colleague("Ximena Trejo", "ximena.trejo@dsoft.example", (SOPORTE,)),
    Colleague("D. Arriaga", "d.arriaga@dsoft.example", (SOPORTE,)),
    Colleague("Daniel Ocampo", "daniel.ocampo@dsoft.example", (VENTAS,)),
    Colleague("Fernanda Cuevas", "fernanda.cuevas@dsoft.example", (VENTAS,)),
    Colleague("Paola Rentería", "paola.renteria@dsoft.example", (ATENCION,)),
    Colleague("Iván Mejía", "ivan.mejia@dsoft.example", (ATENCION,)),
    Colleague(
        "Beatriz Montaño",
        "beatriz.montano@dsoft.example",
        (SOPORTE, ATENCION),
        StaffRole.SUPERVISOR,
    ),
    Colleague("Arturo Dávila", "arturo.davila@dsoft.example", (), StaffRole.ADMINISTRATOR),
)


@dataclass(frozen=True)
class Person:
    """One of Contadores Asociados del Bajío; ``number`` stands in the tickets' numbers."""

    name: str
    email: str
    role: str
    number: int


HOLDER = Person("Mariana Ibarra", "mariana.ibarra@cabajio.example", Role.HOLDER, 28)
PEOPLE = (
    HOLDER,
    Person("Héctor Luna", "hector.luna@cabajio.example", Role.MANAGER, 29),
    Person("Patricia Méndez", "patricia.mendez@cabajio.example", Role.COLLABORATOR, 14),
    Person("Omar Zavala", "omar.zavala@cabajio.example", Role.OWN_TICKETS, 11),
    Person("Gabriela Nieto", "gabriela.nieto@cabajio.example", Role.COLLABORATOR, 15),
    Person("Julián Rocha", "julian.rocha@cabajio.example", Role.OWN_TICKETS, 16),
)
PROSPECT = ("Norma", "Villalobos", "Paz", "norma.villalobos@papeleriapaz.example")


# A customer whom nobody runs yet: name, domain, dialling code, RFC without its check digit.
UNCLAIMED = ("Nopal Digital, S.A. de C.V.", "nopaldigital.example", "55", "NDI150312Q8")
# Who is on file there, and may register.
ON_FILE = (
    ("Nora Paz", "nora.paz@nopaldigital.example"),
    ("Facturación", "facturacion@nopaldigital.example"),
)


def to_try(rfcs: dict[str, str]) -> list[dict[str, str]]:
    """One person of each kind, the Titular first; ``rfcs`` by e-mail for those who have one."""
    prospect = " ".join(PROSPECT[:3])
    shown = [
        *((Role(p.role).label, p.name, p.email) for p in PEOPLE[:4]),
        ("Prospecto", prospect, PROSPECT[3]),
        *((f"Agente · {area}", *_agent_of(area)) for area in (SOPORTE, VENTAS, ATENCION)),
        ("Supervisor", TEAM[8].name, TEAM[8].email),
        ("Administrador de la plataforma", TEAM[9].name, TEAM[9].email),
    ]
    staff = {colleague.email for colleague in TEAM}
    return [
        {
            "role": str(role),
            "name": name,
            "email": email,
            "rfc": rfcs.get(email, ""),
            "password": PASSWORD,
            **({"totp_secret": settings.DEMO_TOTP_SECRET} if email in staff else {}),
        }
        for role, name, email in shown
    ]


def _agent_of(area: str) -> tuple[str, str]:
    agent = next(c for c in TEAM if area in c.areas)
    return agent.name, agent.email
