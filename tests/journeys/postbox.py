"""What the worker would do, and the mails that it sent."""

import base64
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.core import mail
from django.core.management import call_command

from eticket.notifications.mailbox import mail_names, read_mail

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


@dataclass(frozen=True)
class Mail:
    to: str
    subject: str
    text: str

    @property
    def links(self) -> list[str]:
        return re.findall(r"https?://[^\s<>\"]+", self.text)


def work() -> None:
    """Do all that is due once, as the worker does every moment."""
    call_command("worker", "--once")


def newest_to(address: str) -> Mail:
    """The latest mail to an address; pytest-django keeps what was sent in memory."""
    for message in reversed(mail.outbox):
        if address in message.to:
            return Mail(address, str(message.subject), str(message.body))
    raise AssertionError(f"no mail to {address}, only to {[m.to for m in mail.outbox]}")


def newest_sms_to(phone: str) -> str:
    """The text of the latest message to a mobile, from where the provider of tests puts them."""
    for message in filter(None, map(read_mail, mail_names())):
        if message.address == phone:
            return message.text
    raise AssertionError(f"no text message to {phone}")


def path(link: str) -> str:
    """A mailed link on the server of the test, whose port is another."""
    parts = urlsplit(link)
    return parts.path + (f"?{parts.query}" if parts.query else "")
