"""The test mailbox: without a mail server, each mail is one .eml file in the data folder."""

import os
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage as ParsedMail
from email.policy import default as modern
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

NAME = re.compile(r"\d{8}T\d{12}-[0-9a-f]{8}")


class FolderBackend(BaseEmailBackend):
    """Writes the bytes a mail server would have got."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            content = bytes_of(message)
            name = f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}-{secrets.token_hex(4)}"
            _folder().mkdir(parents=True, exist_ok=True, mode=0o700)
            unfinished = _folder() / f"{name}.part"
            unfinished.write_bytes(content)
            # A reader sees a whole mail or none.
            os.replace(unfinished, _path(name))
        return len(email_messages)


def bytes_of(message: EmailMessage) -> bytes:
    """A mail as it goes over the wire."""
    # Django's own classes of mail take the argument, which their types hide.
    return message.message().as_bytes(linesep="\r\n")  # type: ignore[call-arg]


@dataclass(frozen=True)
class TestMail:
    """One mail of the test mailbox."""

    __test__ = False

    name: str
    written_at: datetime
    mail: ParsedMail

    @property
    def subject(self) -> str:
        return str(self.mail["Subject"] or "").strip()

    @property
    def address(self) -> str:
        return str(self.mail["To"] or "")

    @property
    def sender(self) -> str:
        return str(self.mail["From"] or "")

    @property
    def text(self) -> str:
        return self._part("plain")

    @property
    def gist(self) -> str:
        """What it says first."""
        return self.text.partition("\n")[0]

    @property
    def html(self) -> str:
        return self._part("html")

    def _part(self, kind: str) -> str:
        part = self.mail.get_body(preferencelist=(kind,))
        return part.get_content().replace("\r\n", "\n") if part else ""


def mail_names() -> list[str]:
    """The names of all mails, newest first."""
    return sorted((path.stem for path in _folder().glob("*.eml")), reverse=True)


def read_mail(name: str) -> TestMail | None:
    """The mail of that name; None if there is none."""
    if not NAME.fullmatch(name) or not _path(name).is_file():
        return None
    mail = message_from_bytes(_path(name).read_bytes(), policy=modern)
    written_at = datetime.strptime(name.partition("-")[0], "%Y%m%dT%H%M%S%f").replace(tzinfo=UTC)
    return TestMail(name, written_at, mail)


def _folder() -> Path:
    return Path(settings.EMAIL_FILE_PATH)


def _path(name: str) -> Path:
    return _folder() / f"{name}.eml"
