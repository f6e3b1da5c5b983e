"""What a program may say, said once: bodies and request files are checked by this.

The API's description is made of the same (api/openapi.py).
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from eticket.lib.errors import RuleBroken
from eticket.lib.fingerprints import clean_fingerprint
from eticket.lib.folding import CONTROL, INVISIBLE, clean_line
from eticket.lib.serials import clean_serial

BODY_LIMIT = 16 * 1024
LINE_BREAKS = re.compile(r"[\t\n\r\u2028\u2029]")


class NotAnObject(RuleBroken):
    code = "not_json"
    message = _("El contenido no es un objeto JSON válido.")


class NotUnderstood(RuleBroken):
    """``params["errors"]``: each with its field and the reason."""

    code = "invalid"
    message = _("Hay datos que no se entienden.")


@dataclass(frozen=True)
class Text:
    """One line of text; ``pattern`` binds the whole of it."""

    name: str
    limit: int
    about: str
    example: str
    pattern: str = ""
    required: bool = True

    def clean(self, value: Any) -> str:
        """The value as it is kept. Raises ValueError with the Spanish reason."""
        if not isinstance(value, str):
            raise ValueError(_now("Debe ser texto."))
        if CONTROL.search(value) or INVISIBLE.search(value) or LINE_BREAKS.search(value):
            raise ValueError(_now("Tiene caracteres que no se ven o de control."))
        text = clean_line(value)
        if self.required and not text:
            raise ValueError(_now("Falta."))
        if len(text) > self.limit:
            raise ValueError(_now("Pasa de %(n)d caracteres.") % {"n": self.limit})
        if text and self.pattern and not re.fullmatch(self.pattern, text):
            raise ValueError(_now("No tiene la forma esperada."))
        return text


@dataclass(frozen=True)
class Number:
    name: str
    about: str
    example: int
    required: bool = False

    def clean(self, value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not 0 < value < 2**31:
            raise ValueError(_now("Debe ser un número entero mayor que cero."))
        return value


Field = Text | Number
IDENTITY: tuple[Field, ...] = (
    Text("serial", 64, "número de serie", "7B0F5C1E-3D6A-4C52-9E0B-2F4A6C8E0D13"),
    Text("fingerprint", 128, "huella del equipo; no distingue mayúsculas",
         "9f86d081884c7d659a2feaa0c55ad015", r"[A-Za-z0-9._:+/=-]{8,128}"),
    Text("nonce", 64, "al azar, uno por solicitud; vuelve firmado",
         "q3Zb8N1xT0mVw5sYc7Kd2A", r"[A-Za-z0-9_-]{16,64}"),
)  # fmt: skip
ABOUT: tuple[Field, ...] = (
    Text("version", 40, "versión del programa", "12.4.1", required=False),
    Text("system", 80, "sistema operativo", "Windows 11 Pro", required=False),
    Text("user", 80, "usuario del sistema operativo", "contabilidad", required=False),
    Text("addresses", 200, "direcciones de red del equipo", "192.168.1.20", required=False),
)
NAME = Text("name", 120, "nombre del equipo", "CONTA-01")
OPTIONAL_NAME = Text("name", 120, "nombre del equipo", "CONTA-01", required=False)
PRODUCT = Number("product_id", "número del sistema; la serie de otro es desconocida", 1)

ACTIVATION: tuple[Field, ...] = (*IDENTITY, NAME, PRODUCT, *ABOUT)
CHECK_IN: tuple[Field, ...] = (*IDENTITY, OPTIONAL_NAME, *ABOUT)
DEACTIVATION: tuple[Field, ...] = IDENTITY
OFFLINE: tuple[Field, ...] = (
    *ACTIVATION,
    Text("purpose", 20, "siempre offline", "offline", "offline"),
    Number("v", "siempre 1", 1, required=True),
    Text("created", 20, "cuándo se hizo, UTC", "2026-11-25T17:30:00Z",
         r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"),
)  # fmt: skip


def read_object(body: bytes) -> dict[str, Any]:
    """The JSON object of a body. Raises NotAnObject: also a name twice, or endless nesting."""
    try:
        said = json.loads(body.decode(), object_pairs_hook=_once, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise NotAnObject from None
    if not isinstance(said, dict):
        raise NotAnObject
    return said


def clean(said: dict[str, Any], fields: Sequence[Field]) -> dict[str, Any]:
    """What the fields hold, cleaned; all that is wrong at once. Raises NotUnderstood."""
    known = {field.name: field for field in fields}
    errors = [
        _error(name[:40], _now("No se conoce.")) for name in sorted(said) if name not in known
    ]
    cleaned: dict[str, Any] = {}
    for name, field in known.items():
        if name not in said:
            if field.required:
                errors.append(_error(name, _now("Falta.")))
            continue
        try:
            cleaned[name] = field.clean(said[name])
        except ValueError as reason:
            errors.append(_error(name, str(reason)))
    if "serial" in cleaned and not (number := clean_serial(cleaned["serial"])):
        errors.append(_error("serial", _now("No tiene la forma esperada.")))
    elif "serial" in cleaned:
        cleaned["serial"] = number
    if errors:
        raise NotUnderstood(errors=errors)
    cleaned["fingerprint"] = clean_fingerprint(cleaned["fingerprint"])
    return cleaned


def _error(name: str, reason: str) -> dict[str, str]:
    return {"field": CONTROL.sub("", name), "detail": reason}


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    said = dict(pairs)
    if len(said) != len(pairs):
        raise ValueError("a name twice")
    return said


def _refuse(constant: str) -> None:
    raise ValueError(constant)
