"""What comes in is read as UTF-8, and an address holds no NUL (C7, C9)."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import BadRequest
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.http import parse_header_parameters


class Utf8Request(WSGIRequest):
    """A request whose text is read as UTF-8: no codec of the sender's choice is tried on it."""

    def _set_content_type_params(self, meta: dict[str, Any]) -> None:
        self.content_type, self.content_params = parse_header_parameters(
            meta.get("CONTENT_TYPE", "")
        )


class Utf8Handler(WSGIHandler):
    request_class = Utf8Request


class NoNulMiddleware:
    """Keeps NUL, which no page of ours writes and PostgreSQL cannot compare, out of addresses.

    A path with one is no page; of a query it is left out, like all that makes no sense there.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if "\0" in request.path_info:
            raise BadRequest("NUL in the path")
        while "%00" in request.META.get("QUERY_STRING", ""):
            # Again, for what is left of "%0%000" is one.
            request.META["QUERY_STRING"] = request.META["QUERY_STRING"].replace("%00", "")
        return self.get_response(request)
