"""Logs as one JSON object a line: line feeds in a message cannot forge a second one (C6, M4)."""

import json
import logging
import re
from datetime import UTC, datetime

# Addresses of mailed links hold their proof (M1).
_PAGES = (
    "contrasena",
    "calificar",
    "confirmar-correo",
    "invitacion",
    "cambiar-correo",
    "deshacer-correo",
    "derechos-arco/confirmar",
    "sin-novedades",
    "registro/cliente",
    "registro/celular/elegir",
    "registro/completar",
)
_PROOF = re.compile(rf"/({'|'.join(_PAGES)})/[^\s\"]+")


class JsonFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        entry = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": _PROOF.sub(r"/\1/…", record.getMessage()),
        }
        if record.exc_info:
            entry["trace"] = self.formatException(record.exc_info)
        return json.dumps(entry, ensure_ascii=False)
