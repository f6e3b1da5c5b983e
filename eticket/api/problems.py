"""Refusals for programs: RFC 9457, a stable code each, and the Spanish sentence for its user."""

from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from eticket.lib.errors import RuleBroken

TYPE = "application/problem+json"
JSON = {"ensure_ascii": False}

# Code: status, and the sentence where no rule of the product says a better one.
CODES: dict[str, tuple[int, str | Promise]] = {
    "not_json": (400, _("El cuerpo no es un objeto JSON válido.")),
    "key_missing": (400, _("Falta el encabezado Idempotency-Key: de 8 a 64 letras y números.")),
    "credential_unknown": (401, _("Este equipo no está activado. Actívelo de nuevo.")),
    "no_tls": (403, _("La conexión no es segura. Use https.")),
    "expired": (403, _("La vigencia de la serie terminó.")),
    "blocked": (403, _("La serie está bloqueada.")),
    "device_off": (403, _("Este equipo está desactivado.")),
    "unknown": (404, _("No encontramos esa serie para este programa. Revise que esté completa.")),
    "no_such_address": (404, _("Esa dirección no existe.")),
    "wrong_method": (405, _("Esa dirección se usa de otra manera.")),
    "full": (409, _("No queda lugar en la licencia.")),
    "too_many_moves": (409, _("Ya se hicieron todos los cambios de este plazo.")),
    "too_large": (413, _("El cuerpo pesa más de 16 KB.")),
    "not_the_type": (415, _("El cuerpo debe ser application/json.")),
    "invalid": (422, _("Hay datos que no se entienden.")),
    "key_reused": (422, _("Esa clave ya se usó para otra solicitud.")),
    "too_many_requests": (429, _("Demasiadas solicitudes. Intente de nuevo más tarde.")),
    "fault": (500, _("Algo falló de nuestro lado y ya quedó registrado.")),
    "busy": (503, _("El servicio está ocupado. Intente de nuevo en unos segundos.")),
    "not_ready": (503, _("El servicio todavía no puede firmar respuestas.")),
}
# Rules of the product, as programs know them.
RULES = {
    "serial_expired": "expired",
    "serial_blocked": "blocked",
    "seats_full": "full",
    "too_many_changes": "too_many_moves",
    "device_off": "device_off",
    "key_reused": "key_reused",
    "not_json": "not_json",
    "invalid": "invalid",
}


@dataclass
class Problem(Exception):
    """One refusal; ``errors`` by field, ``headers`` for the client's machinery."""

    code: str
    detail: str = ""
    errors: list[dict[str, str]] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, refusal: RuleBroken) -> "Problem":
        errors: Any = refusal.params.get("errors", [])
        return cls(RULES[refusal.code], str(refusal), errors)

    def response(self) -> HttpResponse:
        status, sentence = CODES[self.code]
        said: dict[str, Any] = {
            "type": f"urn:eticket:problem:{self.code}",
            "title": str(sentence),
            "status": status,
            "detail": self.detail or str(sentence),
            "code": self.code,
        }
        if self.errors:
            said["errors"] = self.errors
        return JsonResponse(
            said, status=status, content_type=TYPE, headers=self.headers, json_dumps_params=JSON
        )


def later(seconds: int) -> Problem:
    """Too much was asked: again in so many seconds."""
    detail = _now("Demasiadas solicitudes. Intente de nuevo en %(n)d segundos.") % {"n": seconds}
    return Problem("too_many_requests", detail, headers={"Retry-After": str(seconds)})
