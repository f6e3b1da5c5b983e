"""Where a request comes from: its network address, and whether one of our own pages sent it."""

from collections.abc import Callable
from ipaddress import ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from eticket.events.asking import asked_by


class HostMiddleware:
    """Refuses every request that names another host than ours, whatever it asks for (B7).

    What the others cause to be recorded knows where it came from.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.get_host()
        with asked_by(client_address(request), request.headers.get("User-Agent", "")):
            return self.get_response(request)


def client_address(request: HttpRequest) -> str:
    """The address to slow down: the connection's own, or what the one trusted proxy wrote (C098).

    Of an IPv6 address the network of 64 bits, since its owner has all the others as well.
    """
    address = request.META.get("REMOTE_ADDR", "")
    if settings.BEHIND_PROXY:
        # The proxy appends what it saw; everything before that is the client's own claim.
        address = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
    try:
        parsed = ip_address(address)
    except ValueError:
        return ""
    return str(parsed if parsed.version == 4 else ip_network((parsed, 64), strict=False))


def sent_from_here(request: HttpRequest) -> bool:
    """Whether the browser says that a page of ours sent this form."""
    origin = parts_of(request.headers.get("Origin", ""))
    return origin.netloc == request.get_host() and origin.scheme == request.scheme


def parts_of(address: str) -> SplitResult:
    """The parts of an address that a browser named; no parts of what is none."""
    try:
        return urlsplit(address)
    except ValueError:
        return urlsplit("")
