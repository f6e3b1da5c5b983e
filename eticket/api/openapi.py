"""The API described for machines: OpenAPI 3.1, made of the same shapes that check the bodies."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.conf import settings
from django.urls import reverse

from eticket.api.problems import CODES, TYPE
from eticket.licensing.asking import ACTIVATION, CHECK_IN, DEACTIVATION, Field, Number

ANYWHERE = ("no_tls", "wrong_method", "fault", "busy")
ASKED = ("not_json", "too_large", "not_the_type", "invalid", "too_many_requests", "not_ready")
USABLE = ("expired", "blocked")


@cache
def description() -> dict[str, Any]:
    """The whole document."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "eTicket: activación de programas",
            "version": "1",
            "description": "Cómo se verifica una respuesta: docs/api.md.",
            "license": {"name": "AGPL-3.0-or-later", "identifier": "AGPL-3.0-or-later"},
        },
        "servers": [{"url": settings.SITE_URL}],
        "paths": {
            reverse("api:activations"): {"post": _activation()},
            reverse("api:activations.check_in"): {"post": _check_in()},
            reverse("api:activations.deactivate"): {"post": _deactivation()},
            reverse("api:keys"): {"get": _keys()},
            reverse("api:openapi"): {"get": _openapi()},
        },
        "components": {
            "securitySchemes": {"credential": {"type": "http", "scheme": "bearer"}},
            "schemas": {
                "Activation": _schema(ACTIVATION),
                "CheckIn": _schema(CHECK_IN),
                "Deactivation": _schema(DEACTIVATION),
                "Answer": _answer(),
                "ActivationAnswer": _activation_answer(),
                "Keys": _keys_schema(),
                "Problem": _problem_schema(),
            },
        },
    }


def _activation() -> dict[str, Any]:
    key = {
        "name": "Idempotency-Key",
        "in": "header",
        "required": True,
        "description": "La misma clave y el mismo cuerpo reciben la misma respuesta.",
        "schema": {"type": "string", "pattern": "^[A-Za-z0-9_.-]{8,64}$"},
    }
    codes = (*ASKED, *USABLE, "key_missing", "unknown", "full", "too_many_moves", "key_reused")
    return {
        **_operation("activate", "Tomar un lugar", "Activation", "ActivationAnswer", codes),
        "parameters": [key],
    }


def _check_in() -> dict[str, Any]:
    codes = (*ASKED, *USABLE, "credential_unknown", "device_off")
    return {
        **_operation("checkIn", "Renovar la respuesta firmada", "CheckIn", "Answer", codes),
        "security": [{"credential": []}],
    }


def _deactivation() -> dict[str, Any]:
    codes = (*ASKED, "credential_unknown", "too_many_moves")
    return {
        **_operation("deactivate", "Dejar el lugar", "Deactivation", "Answer", codes),
        "security": [{"credential": []}],
    }


def _keys() -> dict[str, Any]:
    return _operation("keys", "Llaves públicas", "", "Keys", ("not_ready",))


def _openapi() -> dict[str, Any]:
    answers = {"200": {"description": "Este documento", "content": _json({"type": "object"})}}
    return {
        "operationId": "openapi",
        "summary": "Este documento",
        "responses": answers | _refusals(()),
    }


def _operation(
    name: str, summary: str, asks: str, gives: str, codes: Sequence[str]
) -> dict[str, Any]:
    told: dict[str, Any] = {"operationId": name, "summary": summary}
    if asks:
        told["requestBody"] = {"required": True, "content": _json(_ref(asks))}
    success = {"200": {"description": "Hecho", "content": _json(_ref(gives))}}
    return {**told, "responses": success | _refusals(codes)}


def _refusals(codes: Sequence[str]) -> dict[str, Any]:
    by_status: dict[str, list[str]] = {}
    for code in (*codes, *ANYWHERE):
        by_status.setdefault(str(CODES[code][0]), []).append(code)
    schema = _ref("Problem")
    return {
        status: {
            "description": "; ".join(f"{code}: {CODES[code][1]}" for code in together),
            "content": {TYPE: {"schema": schema}},
        }
        for status, together in sorted(by_status.items())
    }


def _schema(fields: Sequence[Field]) -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [field.name for field in fields if field.required],
        "properties": {field.name: _property(field) for field in fields},
    }


def _property(field: Field) -> dict[str, Any]:
    told: dict[str, Any] = {"description": field.about, "examples": [field.example]}
    if isinstance(field, Number):
        return {"type": "integer", "minimum": 1, "maximum": 2**31 - 1, **told}
    pattern = {"pattern": f"^{field.pattern}$"} if field.pattern else {}
    return {"type": "string", "maxLength": field.limit, **pattern, **told}


def _answer() -> dict[str, Any]:
    texts = {
        "signed": "JSON canónico; los bytes UTF-8 de este texto son los que se firmaron",
        "signature": "Ed25519, 64 bytes en base64url sin relleno",
        "key_id": "con qué llave",
    }
    return _texts(texts)


def _activation_answer() -> dict[str, Any]:
    whole = _answer()
    whole["properties"]["credential"] = {
        "type": "string",
        "description": "lo que este equipo muestra desde ahora; la anterior deja de valer",
    }
    whole["required"].append("credential")
    return whole


def _keys_schema() -> dict[str, Any]:
    texts = {
        "key_id": "los primeros 16 caracteres hexadecimales del SHA-256 de la llave",
        "algorithm": "siempre Ed25519",
        "public_key": "32 bytes en base64url sin relleno",
        "use": "current: firma hoy; next: firmará después",
    }
    return {
        "type": "object",
        "required": ["keys"],
        "properties": {"keys": {"type": "array", "items": _texts(texts)}},
    }


def _problem_schema() -> dict[str, Any]:
    texts = {
        "type": "urn:eticket:problem:…",
        "title": "la clase de negativa, en español",
        "detail": "esta negativa, en español, para quien usa el programa",
    }
    whole = _texts(texts)
    whole["properties"] |= {
        "status": {"type": "integer"},
        "code": {"type": "string", "enum": sorted(CODES)},
        "errors": {"type": "array", "items": _texts({"field": "campo", "detail": "motivo"})},
    }
    whole["required"] += ["status", "code"]
    return whole


def _texts(texts: dict[str, str]) -> dict[str, Any]:
    return {
        "type": "object",
        "required": list(texts),
        "properties": {
            name: {"type": "string", "description": about} for name, about in texts.items()
        },
    }


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}
