"""The one way to call another server over HTTP (C12).

https only, public addresses only, no redirects, ten seconds in all, a capped answer. The address
that was checked is the one that is connected to, so a name that changes its mind gains nothing.
"""

import ipaddress
import socket
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from ssl import SSLContext
from typing import Any
from urllib.parse import urlsplit

import httpcore

SECONDS = 10.0
LONGEST_ANSWER = 64 * 1024
LONGEST_URL = 2000


class OutboundRefused(Exception):
    """This address is none that we call."""


class OutboundFailed(Exception):
    """The server did not answer properly in time."""


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes


def call(
    url: str,
    *,
    method: str = "POST",
    headers: Mapping[str, str] | None = None,
    body: bytes = b"",
    is_inside: bool = False,
) -> Answer:
    """Ask a server once. ``is_inside``: the operator lets us call http and private addresses.

    Raises OutboundRefused, OutboundFailed.
    """
    _check(url, is_inside)
    backend = _Backend(is_inside, time.monotonic() + SECONDS)
    try:
        with (
            httpcore.ConnectionPool(network_backend=backend) as pool,
            pool.stream(
                method,
                url,
                headers=[("Connection", "close"), *(headers or {}).items()],
                content=body,
                extensions={"timeout": dict.fromkeys(("connect", "read", "write"), SECONDS)},
            ) as response,
        ):
            return Answer(response.status, _read(response))
    except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError) as fault:
        raise OutboundFailed(type(fault).__name__) from fault


def _check(url: str, is_inside: bool) -> None:
    try:
        parts = urlsplit(url)
        port_is_fine = parts.port is None or parts.port > 0
    except ValueError:
        raise OutboundRefused("not an address") from None
    schemes = ("https", "http") if is_inside else ("https",)
    if parts.scheme not in schemes or not parts.hostname or not port_is_fine:
        raise OutboundRefused("not an address that we call")
    if parts.username is not None or len(url) > LONGEST_URL or not url.isascii():
        raise OutboundRefused("not an address that we call")


def _read(response: httpcore.Response) -> bytes:
    body = b""
    for part in response.iter_stream():
        body += part
        if len(body) > LONGEST_ANSWER:
            raise OutboundFailed("too long an answer")
    return body


class _Backend(httpcore.SyncBackend):
    """Connects to the address that it checked, and lets nothing last beyond ``until``."""

    def __init__(self, is_inside: bool, until: float) -> None:
        self.is_inside = is_inside
        self.until = until

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            raise httpcore.ConnectError("the name is not known") from None
        address = str(found[0][4][0])
        if not self.is_inside and not _is_public(address):
            raise OutboundRefused("a private address")
        stream = super().connect_tcp(address, port, _left(self.until), None, socket_options)
        return _Stream(stream, self.until)


class _Stream(httpcore.NetworkStream):
    """A stream whose every wait ends with the whole call's time."""

    def __init__(self, stream: httpcore.NetworkStream, until: float) -> None:
        self.stream = stream
        self.until = until

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self.stream.read(max_bytes, _left(self.until))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.stream.write(buffer, _left(self.until))

    def close(self) -> None:
        self.stream.close()

    def start_tls(
        self,
        ssl_context: SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        secure = self.stream.start_tls(ssl_context, server_hostname, _left(self.until))
        return _Stream(secure, self.until)

    def get_extra_info(self, info: str) -> Any:
        return self.stream.get_extra_info(info)


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("ten seconds are over")
    return left


def _is_public(address: str) -> bool:
    ip = ipaddress.ip_address(address.partition("%")[0])
    inner = getattr(ip, "ipv4_mapped", None) or getattr(ip, "sixtofour", None)
    if isinstance(ip, ipaddress.IPv6Address) and ip in ipaddress.ip_network("64:ff9b::/96"):
        inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return all(
        one.is_global and not one.is_multicast and not one.is_reserved for one in (ip, inner) if one
    )
