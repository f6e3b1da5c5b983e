"""What a file of each kind holds: its columns, how people head them, what they take."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from eticket.lib import days
from eticket.lib.folding import fold
from eticket.licensing.importing import cells


@dataclass(frozen=True)
class Column:
    """A column that a kind of file has; ``words`` are other headings people give it."""

    name: str
    label: str | Promise
    clean: cells.Cleaner
    words: str = ""
    is_required: bool = False


@dataclass(frozen=True)
class Kind:
    """A kind of file; no two rows of one may share the values of one of ``keys``."""

    name: str
    label: str | Promise
    columns: tuple[Column, ...]
    keys: tuple[tuple[str, ...], ...]

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)


RFC = Column("rfc", _("RFC"), cells.tax_id, "rfc del cliente, rfc cliente, registro federal", True)
SERIAL = Column(
    "serial", _("Número de serie"), cells.serial,
    "serie, no. de serie, núm. de serie, número serie, licencia, serial", True,
)  # fmt: skip
PRODUCT = Column("product", _("Sistema"), cells.line(60), "producto, programa, nombre", True)
PHONE = Column("phone", _("Teléfono"), cells.phone, "tel, tel., telefono 1, celular, móvil")
OPEN_TICKETS = Column(
    "max_open_tickets", _("Tickets abiertos"), cells.count(10_000), "tickets, límite de tickets"
)
POLICY = (
    Column(
        "policy", _("Póliza"), cells.line(40),
        "número de póliza, no. de póliza, núm. de póliza, poliza no.", True,
    ),
    Column("description", _("Descripción"), cells.line(120), "producto, concepto, detalle", True),
    Column(
        "registered_on", _("Registro"), cells.day,
        "fecha de registro, fecha registro, alta, compra, fecha de compra", True,
    ),
    Column(
        "valid_until", _("Vigencia"), cells.day,
        "vence, vencimiento, fecha de vencimiento, vigente hasta, válida hasta, fecha vigencia",
        True,
    ),
)  # fmt: skip

KINDS = {
    kind.name: kind
    for kind in (
        Kind(
            "accounts",
            _("Cuentas"),
            (
                RFC,
                Column(
                    "name", _("Nombre o razón social"), cells.line(200),
                    "nombre, razón social, cliente, empresa", True,
                ),
                PHONE,
                Column(
                    "additional_users", _("Usuarios adicionales"), cells.count(10_000),
                    "usuarios, usuarios contratados",
                ),
            ),
            (("rfc",),),
        ),
        Kind(
            "contacts",
            _("Contactos"),
            (
                RFC,
                Column("name", _("Nombre"), cells.line(120), "contacto, persona", True),
                Column(
                    "email", _("Correo"), cells.email,
                    "e-mail, email, mail, correo electrónico", True,
                ),
                PHONE,
            ),
            (("rfc", "email"),),
        ),
        Kind(
            "products",
            _("Sistemas"),
            (
                PRODUCT,
                OPEN_TICKETS,
                Column(
                    "one_open_per_email", _("Un ticket por correo"), cells.yes_or_no,
                    "un solo ticket abierto por correo",
                ),
                Column(
                    "changes_per_seat", _("Cambios por lugar"), cells.at_least_one,
                    "cambios de equipo, cambios de equipo por lugar",
                ),
                Column(
                    "changes_days", _("Plazo de los cambios"), cells.at_least_one,
                    "plazo, días, plazo de los cambios en días",
                ),
                Column("is_active", _("A la venta"), cells.yes_or_no, "activo, vigente"),
            ),
            (("product",),),
        ),
        Kind(
            "serials",
            _("Series"),
            (
                RFC,
                PRODUCT,
                SERIAL,
                *POLICY,
                Column("edition", _("Edición"), cells.line(20), "versión, edicion del sistema"),
                Column(
                    "devices", _("Equipos"), cells.limit,
                    "límite de equipos, equipos contratados, equipos permitidos",
                ),
                Column(
                    "rfcs", _("RFC permitidos"), cells.limit,
                    "rfcs, límite de rfc, rfc contratados, empresas",
                ),
                Column(
                    "users", _("Usuarios"), cells.limit,
                    "límite de usuarios, usuarios contratados, usuarios permitidos",
                ),
                OPEN_TICKETS,
            ),
            (("serial",), ("policy",)),
        ),
        Kind("policies", _("Pólizas"), (SERIAL, *POLICY), (("policy",),)),
        Kind(
            "devices",
            _("Equipos"),
            (
                SERIAL,
                Column(
                    "name", _("Nombre del equipo"), cells.line(120),
                    "nombre, equipo, nombre equipo", True,
                ),
                Column("fingerprint", _("Huella"), cells.fingerprint, "id, fingerprint", True),
                Column("product_version", _("Versión"), cells.line(40), "versión del sistema"),
                Column("system", _("Sistema operativo"), cells.line(80), "so, s.o., windows"),
                Column("user_name", _("Usuario"), cells.line(80), "usuario del equipo"),
                Column("addresses", _("Direcciones"), cells.line(200), "ip, dirección ip, mac"),
                Column(
                    "activated_at", _("Activación"), cells.past_moment,
                    "fecha de activación, activado, alta",
                ),
                Column(
                    "last_seen_at", _("Visto"), cells.past_moment,
                    "último uso, última conexión, último contacto",
                ),
                Column(
                    "deactivated_at", _("Desactivación"), cells.past_moment,
                    "baja, desactivado, fecha de desactivación, fecha de baja",
                ),
                Column("deactivation_reason", _("Motivo"), cells.line(200), "motivo de la baja"),
            ),
            (("serial", "fingerprint"),),
        ),
    )
}  # fmt: skip


def map_headers(kind: Kind, headers: Sequence[str]) -> dict[str, int]:
    """Column → place of the heading that means it; an exact label before any other word."""
    keys = [_key(header) for header in headers]
    mapping: dict[str, int] = {}
    for exact in (True, False):
        for column in kind.columns:
            words = [str(column.label)] if exact else column.words.split(", ")
            if column.name in mapping:
                continue
            for word in map(_key, words):
                if word in keys and keys.index(word) not in mapping.values():
                    mapping[column.name] = keys.index(word)
                    break
    return mapping


def missing(kind: Kind, mapping: dict[str, int]) -> list[Column]:
    return [one for one in kind.columns if one.is_required and one.name not in mapping]


def guess_kind(headers: Sequence[str]) -> Kind | None:
    """The kind whose required columns are all there, the one with most columns found."""
    fitting = [
        (len(found), -len(kind.columns), kind)
        for kind in KINDS.values()
        if not missing(kind, found := map_headers(kind, headers))
    ]
    return max(fitting, key=lambda one: one[:2])[2] if fitting else None


def shown(value: Any) -> str:
    """A value as a person would have written it into a cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "sí" if value else "no"
    if isinstance(value, datetime):
        return f"{value.astimezone(days.MEXICO):%d/%m/%Y %H:%M}"
    if isinstance(value, date):
        return f"{value.day:02}/{value.month:02}/{value.year}"
    return str(value)


def _key(heading: str) -> str:
    return re.sub(r"[^a-z0-9]", "", fold(heading))
