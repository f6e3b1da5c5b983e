"""A closed loop of kept-alive connections in one thread: each asks again once it is answered."""

import selectors
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field

# Makes the bytes of the n-th request.
Request = Callable[[int], bytes]
PATIENCE = 60.0


class Unexpected(Exception):
    """An answer that the page does not give when all is well."""


@dataclass
class Result:
    """What a run saw: milliseconds of each answer, its size, and how long all took."""

    times: list[float] = field(default_factory=list)
    size: int = 0
    seconds: float = 0.0
    client_cpu: float = 0.0

    @property
    def rate(self) -> float:
        return len(self.times) / self.seconds

    def percentile(self, share: float) -> float:
        ordered = sorted(self.times)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


class Connection:
    """One connection and the answer it is waiting for."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.socket = self._open()
        self.asked = b""
        self.began = 0.0
        self.got = bytearray()
        self.wanted = 0

    def ask(self, request: bytes) -> None:
        self.got.clear()
        self.wanted = 0
        self.asked = request
        self.began = time.perf_counter()
        self.socket.sendall(request)

    def read(self) -> bool:
        """Whether the answer is complete."""
        try:
            data = self.socket.recv(262_144)
        except ConnectionError:
            data = b""
        if not data:
            if self.got:
                raise Unexpected(f"closed after {bytes(self.got[:300])!r}")
            # A connection that was idle for too long: as browsers do, ask on another one.
            self.socket.close()
            self.socket = self._open()
            self.socket.sendall(self.asked)
            return False
        self.got += data
        if not self.wanted:
            end = self.got.find(b"\r\n\r\n")
            if end < 0:
                return False
            self.wanted = end + 4 + _length(bytes(self.got[:end]))
        return len(self.got) >= self.wanted

    def _open(self) -> socket.socket:
        opened = socket.create_connection(("127.0.0.1", self.port), PATIENCE)
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return opened


def connect(port: int, connections: int, request: Request, status: int) -> list[Connection]:
    """So many connections, on each of which the page was asked for before."""
    made = [Connection(port) for _ in range(connections)]
    for number, connection in enumerate(made * 3, 1):
        connection.ask(request(number))
        while not connection.read():
            pass
        _check(connection, status)
    return made


def run(made: list[Connection], seconds: float, request: Request, status: int) -> Result:
    """Ask for ``seconds``. Raises Unexpected when an answer has another status."""
    number = len(made) * 3
    result = Result()
    cpu, began = time.process_time(), time.perf_counter()
    with selectors.DefaultSelector() as selector:
        for connection in made:
            selector.register(connection.socket, selectors.EVENT_READ, connection)
            number += 1
            connection.ask(request(number))
        _loop(selector, result, began + seconds, request, number, status)
    result.seconds = time.perf_counter() - began
    result.client_cpu = time.process_time() - cpu
    for connection in made:
        connection.socket.close()
    return result


def _loop(
    selector: selectors.BaseSelector,
    result: Result,
    deadline: float,
    request: Request,
    number: int,
    status: int,
) -> None:
    while selector.get_map():
        ready = selector.select(PATIENCE)
        if not ready:
            raise Unexpected(f"no answer within {PATIENCE:.0f} s")
        for key, _events in ready:
            connection: Connection = key.data
            if not connection.read():
                if key.fileobj is not connection.socket:
                    selector.unregister(key.fileobj)
                    selector.register(connection.socket, selectors.EVENT_READ, connection)
                continue
            now = time.perf_counter()
            _check(connection, status)
            result.times.append((now - connection.began) * 1000)
            result.size = len(connection.got)
            if now < deadline:
                number += 1
                connection.ask(request(number))
            else:
                selector.unregister(connection.socket)


def _check(connection: Connection, status: int) -> None:
    if int(connection.got[9:12]) != status:
        raise Unexpected(bytes(connection.got[:600]).decode("utf-8", "replace"))


def _length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line[15:])
    raise Unexpected(f"no length: {head!r}")
