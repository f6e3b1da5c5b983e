"""The publisher's programs ask below /api/ with a credential; cookies mean nothing there."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

PREFIX = "/api/"


class ProgramMiddleware:
    """Takes the cookies off such a request, and with them what a forged form could use."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info.startswith(PREFIX):
            request.META.pop("HTTP_COOKIE", None)
            # Without a cookie nobody can be made to send something in another's name.
            request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]
        return self.get_response(request)


def credential_of(request: HttpRequest) -> str:
    """What the program shows: "Authorization: Bearer …"; nothing when it shows nothing."""
    kind, _blank, shown = request.headers.get("Authorization", "").partition(" ")
    return shown.strip() if kind.lower() == "bearer" else ""
