"""A computer without internet: its program writes a request, somebody of the account brings it.

The same deed and the same signature as for all others; only the way is another one.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eticket.accounts.models import User
from eticket.lib.errors import RuleBroken
from eticket.licensing.asking import BODY_LIMIT, OFFLINE, clean, read_object
from eticket.licensing.leasing import Answer, Computer, activate_computer
from eticket.licensing.models import Activation, Serial

PURPOSE = "offline"
KEY = "offline:"
LIFE = timedelta(days=7)
# How far before ours the clock of a computer without internet may go.
AHEAD = timedelta(days=1)


class NoRequest(RuleBroken):
    code = "no_request"
    message = _(
        "Ese archivo no es una solicitud de activación. Búsquelo donde lo dejó el programa."
    )


class OtherSerial(RuleBroken):
    code = "other_serial"
    message = _("La solicitud es de otra serie. Súbala en la página de esa serie.")


class RequestOld(RuleBroken):
    code = "request_old"
    message = _("La solicitud tiene más de 7 días. Haga otra en el programa.")


class ClockWrong(RuleBroken):
    code = "clock_wrong"
    message = _("La solicitud tiene fecha de mañana o después. Revise el reloj de ese equipo.")


@dataclass(frozen=True)
class Request:
    """What a request file says."""

    serial: str
    nonce: str
    created: datetime
    computer: Computer
    product_id: int | None = None


def read_request(content: bytes) -> Request:
    """The request in a file. Raises NoRequest."""
    try:
        if len(content) > BODY_LIMIT:
            raise NoRequest
        # Windows programs like to begin a text with a mark.
        said = clean(read_object(content.removeprefix(b"\xef\xbb\xbf")), OFFLINE)
        created = datetime.fromisoformat(said["created"].replace("Z", "+00:00"))
    except (RuleBroken, ValueError):
        raise NoRequest from None
    return Request(
        said["serial"], said["nonce"], created, Computer.of(said), said.get("product_id")
    )


def activate_offline(serial: Serial, content: bytes, *, by: User) -> Answer:
    """Give the file's computer a seat of this serial, once (C076).

    Raises NoRequest, OtherSerial, RequestOld, ClockWrong, RequestUsed, and what
    activate_computer() raises.
    """
    asked = read_request(content)
    if asked.serial != serial.number or asked.product_id not in (None, serial.product_id):
        raise OtherSerial
    age = timezone.now() - asked.created
    if age > LIFE:
        raise RequestOld
    if age < -AHEAD:
        raise ClockWrong
    return activate_computer(
        serial, asked.computer, key=KEY + asked.nonce, nonce=asked.nonce, purpose=PURPOSE, by=by
    )


def answer_file(made: Activation) -> bytes:
    """What the program reads; the credential is not in it, for files are copied about."""
    said = {"signed": made.signed, "signature": made.signature, "key_id": made.key_id}
    return (json.dumps(said, ensure_ascii=False, indent=2) + "\n").encode()
