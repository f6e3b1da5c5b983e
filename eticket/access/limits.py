"""What is far too big is refused by its announced length, before it is read (C026, D3)."""

from collections.abc import Callable

from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from eticket.tickets.attaching import FILE_LIMIT, FILES_LIMIT, MB

# All files of a message at their limit, and the form around them.
BODY_LIMIT = FILES_LIMIT * FILE_LIMIT + 5 * MB


class BodyLimitMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not (length.isascii() and length.isdigit()) or int(length) <= BODY_LIMIT:
            return self.get_response(request)
        limits = {"file": FILE_LIMIT // MB, "files": FILES_LIMIT}
        if "json" in request.headers.get("Accept", ""):
            error = _("El archivo pesa más de %(file)d MB, el límite por archivo.") % limits
            return JsonResponse({"error": error}, status=413)
        return render(request, "access/too_big.html", limits, status=413)
