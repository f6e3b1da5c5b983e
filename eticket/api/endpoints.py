"""The door of the API: one method an address, a small JSON body, a problem for each refusal."""

import logging
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse

from eticket.access import pacing
from eticket.access.origins import client_address
from eticket.access.viewers import ProgramViewer
from eticket.accounts.throttling import Pace, TooManyTries, take_try, wait_of
from eticket.api.problems import JSON, Problem, later
from eticket.lib.errors import RuleBroken
from eticket.licensing.asking import BODY_LIMIT, Field, clean, read_object
from eticket.licensing.signing import NoSigningKey

log = logging.getLogger(__name__)

# Serials and credentials that do not exist, by one address: a typing error or a search.
PROBING = Pace(free=20, waits=(2, 5, 15, 60, 300, 900), memory=3600)


class ProgramRequest(HttpRequest):
    """A request of a program, once the middleware is through with it."""

    viewer: ProgramViewer


View = Callable[[ProgramRequest, dict[str, Any]], dict[str, Any]]


def endpoint(method: str, fields: Sequence[Field] = ()) -> Callable[[View], Any]:
    """Make a view of a function that takes the cleaned body and gives the JSON of the answer."""

    def wrap(view: View) -> Callable[..., HttpResponse]:
        @wraps(view)
        def answer(request: ProgramRequest, **given: Any) -> HttpResponse:
            try:
                _check_door(request, method)
                said = _read(request, fields) if fields else {}
                return JsonResponse(view(request, said), json_dumps_params=JSON)
            except Exception as fault:
                return _problem(fault).response()

        wrapped: Callable[..., HttpResponse] = login_not_required(answer)
        return wrapped

    return wrap


def unknown(request: HttpRequest, code: str) -> Problem:
    """The refusal of what does not exist or is another's, alike; counted against the address."""
    try:
        take_try([(_probing(request), PROBING)])
    except TooManyTries as refusal:
        return later(refusal.seconds)
    headers = {"WWW-Authenticate": "Bearer"} if code == "credential_unknown" else {}
    return Problem(code, headers=headers)


def _check_door(request: ProgramRequest, method: str) -> None:
    if settings.SECURE and not request.is_secure():
        raise Problem("no_tls")
    allowed = {"GET", "HEAD"} if method == "GET" else {method}
    if request.method not in allowed:
        raise Problem("wrong_method", headers={"Allow": ", ".join(sorted(allowed))})


def _read(request: ProgramRequest, fields: Sequence[Field]) -> dict[str, Any]:
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not (length.isascii() and length.isdigit()):
        raise Problem("not_json")
    if int(length) > BODY_LIMIT:
        raise Problem("too_large")
    if request.content_type != "application/json":
        raise Problem("not_the_type")
    # One more than may be: whoever sends without a length is caught as well.
    body = request.read(BODY_LIMIT + 1)
    if len(body) > BODY_LIMIT:
        raise Problem("too_large")
    said = clean(read_object(body), fields)
    if seconds := wait_of(_probing(request)):
        raise later(seconds)
    # A stranger's flood must not stop the computers of others.
    if seconds := pacing.wait(f"{client_address(request)} {said['serial']}"):
        raise later(seconds)
    return said


def _probing(request: HttpRequest) -> str:
    return f"api:{client_address(request)}"


def _problem(fault: Exception) -> Problem:
    if isinstance(fault, Problem):
        return fault
    if isinstance(fault, RuleBroken):
        return Problem.of(fault)
    if isinstance(fault, NoSigningKey):
        log.error("no signing key: manage.py signing_key --make")
        return Problem("not_ready")
    if isinstance(fault, OperationalError):
        log.warning("the database does not answer: %s", str(fault).strip()[:200])
        return Problem("busy", headers={"Retry-After": "2"})
    log.error("an answer to a program failed", exc_info=fault)
    return Problem("fault")
