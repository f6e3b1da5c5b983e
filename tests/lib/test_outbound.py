"""Outgoing calls reach public servers over https and nothing else (C12)."""

import socket
from typing import Any

import pytest

from eticket.lib import outbound
from eticket.lib.outbound import OutboundFailed, OutboundRefused, call

INSIDE = [
    "127.0.0.1", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "0", "0.0.0.0",
    "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254",
    "100.64.0.1", "192.0.0.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255",
    "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:a00:1]", "[fe80::1]", "[fc00::1]",
    "[fd12::1]", "[ff02::1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[2002:a00:1::]",
    "[::127.0.0.1]", "localhost", "LOCALHOST", "localhost.",
]  # fmt: skip


@pytest.fixture(autouse=True)
def _nothing_listens(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever would connect fails the test: refusals come before."""

    def connect(*args: Any, **options: Any) -> Any:
        raise AssertionError(f"connected to {args}")

    monkeypatch.setattr(socket, "create_connection", connect)


@pytest.mark.parametrize("host", INSIDE)
@pytest.mark.parametrize("port", ["", ":8443"])
def test_c12_no_writing_of_an_inside_address_is_connected_to(host: str, port: str) -> None:
    with pytest.raises((OutboundRefused, OutboundFailed)):
        call(f"https://{host}{port}/")


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/", "ftp://example.com/", "file:///etc/passwd", "gopher://example.com/",
        "https://user:pass@example.com/", "https://user@127.0.0.1/", "https:///path",
        "//example.com",
        "https://", "", "example.com", "https://example.com:0/", "https://example.com:99999/",
        "https://[::1/", "https://ex\u00e4mple.com/", "https://example.com/" + "a" * 2000,
        "javascript:alert(1)", "data:text/plain,x", "HTTP://example.com/",
    ],
)  # fmt: skip
def test_c12_other_schemes_credentials_and_broken_addresses_are_refused(url: str) -> None:
    with pytest.raises(OutboundRefused):
        call(url)


def test_c12_the_address_that_was_checked_is_connected_to(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def resolve(host: str, port: int, **options: Any) -> list[Any]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("8.8.8.8", port))]

    connected: list[Any] = []

    def connect(address: Any, *args: Any, **options: Any) -> Any:
        connected.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(OutboundFailed):
        call("https://rebinds.example/")
    assert (asked, connected) == (["rebinds.example"], [("8.8.8.8", 443)])


def test_http_and_inside_addresses_only_where_the_operator_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    connected: list[Any] = []

    def connect(address: Any, *args: Any, **options: Any) -> Any:
        connected.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(OutboundFailed):
        call("http://127.0.0.1:8080/", is_inside=True)
    assert connected == [("127.0.0.1", 8080)]
    assert outbound.SECONDS == 10
