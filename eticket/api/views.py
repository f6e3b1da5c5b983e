import re
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse

from eticket.api.endpoints import ProgramRequest, endpoint, unknown
from eticket.api.openapi import description
from eticket.api.problems import Problem
from eticket.licensing import leasing
from eticket.licensing.asking import ACTIVATION, CHECK_IN, DEACTIVATION
from eticket.licensing.leasing import Answer, Computer
from eticket.licensing.models import Device
from eticket.licensing.signing import published_keys

KEY = re.compile(r"[A-Za-z0-9_.-]{8,64}")


@endpoint("POST", ACTIVATION)
def activate(request: ProgramRequest, said: dict[str, Any]) -> dict[str, Any]:
    """Take a seat, or the one this computer has; the credential is new each time."""
    key = request.headers.get("Idempotency-Key", "")
    if not KEY.fullmatch(key):
        raise Problem("key_missing")
    serial = request.viewer.serial(said["serial"], said.get("product_id"))
    if serial is None:
        raise unknown(request, "unknown")
    answer = leasing.activate_computer(serial, Computer.of(said), key=key, nonce=said["nonce"])
    return {**_signed(answer), "credential": answer.credential}


@endpoint("POST", CHECK_IN)
def check_in(request: ProgramRequest, said: dict[str, Any]) -> dict[str, Any]:
    """A new lease for a computer that has its seat."""
    return _signed(leasing.check_in(_device(request, said), Computer.of(said), nonce=said["nonce"]))


@endpoint("POST", DEACTIVATION)
def deactivate(request: ProgramRequest, said: dict[str, Any]) -> dict[str, Any]:
    """Give the seat back, before the program is removed or the computer changed."""
    return _signed(leasing.deactivate_computer(_device(request, said), nonce=said["nonce"]))


@endpoint("GET")
def keys(request: ProgramRequest, said: dict[str, Any]) -> dict[str, Any]:
    """The public keys, the signing one first."""
    return {"keys": published_keys()}


@endpoint("GET")
def openapi(request: ProgramRequest, said: dict[str, Any]) -> dict[str, Any]:
    """All this, for machines."""
    return description()


@login_not_required
def missing(request: ProgramRequest, rest: str) -> HttpResponse:
    """Whatever else is asked for."""
    return Problem("no_such_address").response()


def _device(request: ProgramRequest, said: dict[str, Any]) -> Device:
    device = request.viewer.device(said["serial"], said["fingerprint"])
    if device is None:
        raise unknown(request, "credential_unknown")
    return device


def _signed(answer: Answer) -> dict[str, Any]:
    return {"signed": answer.signed, "signature": answer.signature, "key_id": answer.key_id}
