"""A mail server that takes mails from the product, or misbehaves as told."""

import asyncio
import socket
from collections.abc import Callable, Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as modern
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from eticket.notifications import dispatching
from eticket.notifications.sending import Sender


class Sink:
    """What arrived, with the sender and receiver on the envelope; and how it answers next time."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.envelopes: list[tuple[str | None, list[str]]] = []
        self.on_receiver: dict[str, str] = {}
        self.on_data = "250 OK"
        self.silent_seconds = 0.0
        self.hangs_up = False

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        refusal = self.on_receiver.get(address) or self.on_receiver.get("*")
        if refusal:
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        await asyncio.sleep(self.silent_seconds)
        if self.hangs_up:
            assert server.transport
            server.transport.close()
            return "421 gone"
        if self.on_data.startswith("250"):
            assert isinstance(envelope.content, bytes)
            self.mails.append(message_from_bytes(envelope.content, policy=modern))
            self.envelopes.append((envelope.mail_from, envelope.rcpt_tos))
        return self.on_data

    def to(self, address: str) -> list[EmailMessage]:
        return [mail for mail in self.mails if mail["To"] == address]


def text_of(mail: EmailMessage) -> str:
    return _part(mail, "plain")


def html_of(mail: EmailMessage) -> str:
    return _part(mail, "html")


def _part(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    assert part
    content = part.get_content()
    assert isinstance(content, str)
    return content.replace("\r\n", "\n")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def sink(settings: Any) -> Iterator[Sink]:
    """A mail server of this test, and the product set to use it."""
    made = Sink()
    port = free_port()
    controller = Controller(made, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "eticket.notifications.smtp.SmtpBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_TIMEOUT = 10
    yield made
    controller.stop()


@pytest.fixture(autouse=True)
def _nothing_set_aside() -> Iterator[None]:
    yield
    dispatching._set_aside.clear()


@pytest.fixture
def deliver() -> Callable[[], None]:
    """Does what the worker does, until nothing is left to do."""

    def work() -> None:
        senders = (Sender(channel="sms"), Sender())
        while dispatching.dispatch_events():
            pass
        for sender in senders:
            while sender.send_due():
                pass

    return work
