"""Files of tickets: taken, kept through a failed form, attached (product.md, Tickets 8)."""

import hashlib
import os
import re
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from eticket.accounts.models import User
from eticket.lib.errors import RuleBroken
from eticket.lib.filenames import clean_filename
from eticket.lib.filetypes import PREVIEWABLE, sniff
from eticket.tickets.models import Attachment, Message, Note, StoredFile, Ticket, Upload

MB = 1024 * 1024
FILE_LIMIT = 25 * MB
FILES_LIMIT = 10
TICKET_LIMIT = 100 * MB
# What one person's files without a message may take on disk before they add another.
STAGED_LIMIT = 3 * TICKET_LIMIT
TOKEN = re.compile(r"ar_[\w-]{32}", re.ASCII)


class FilesRefused(RuleBroken):
    """A file or their number was refused; ``reason`` is the sentence for the file field."""

    code = "files_refused"

    def __init__(self, reason: str) -> None:
        super().__init__()
        self.reason = reason

    def __str__(self) -> str:
        return self.reason


@dataclass(frozen=True)
class NewFile:
    """A file whose bytes are on disk and which no message has yet; ``token`` if it is staged."""

    name: str
    size: int
    content_type: str
    sha256: str
    path: str
    preview: str
    token: str = ""


def store(file: "UploadedFile[Any]") -> NewFile:
    """Write an uploaded file to disk, durably, under a random name. Raises FilesRefused."""
    name = clean_filename(_typed(file.name or ""))
    if not file.size:
        raise FilesRefused(_("%(name)s está vacío (0 bytes).") % {"name": name})
    if file.size > FILE_LIMIT:
        raise FilesRefused(too_big(name))
    path = f"{secrets.token_hex(1)}/{secrets.token_hex(16)}"
    try:
        digest, head = _write(file, path_on_disk(path))
    except OSError:
        raise FilesRefused(not_saved(name)) from None
    kind = sniff(head, name)
    preview = StoredFile.Preview.PENDING if kind in PREVIEWABLE else StoredFile.Preview.NONE
    return NewFile(name, file.size, kind, digest, path, preview)


def too_big(name: str) -> str:
    return _("%(name)s pesa más de %(limit)d MB, el límite por archivo.") % {
        "name": name,
        "limit": FILE_LIMIT // MB,
    }


def too_many(number: int) -> str:
    return _("Son %(n)d archivos; el límite es %(limit)d por mensaje.") % {
        "n": number,
        "limit": FILES_LIMIT,
    }


def not_saved(name: str) -> str:
    return _("No pudimos guardar %(name)s; intente de nuevo en unos minutos.") % {"name": name}


@dataclass
class Chosen:
    """The files of one form: kept from before or sent with it, and why others were not taken."""

    files: list[NewFile]
    problems: list[str] = field(default_factory=list)

    def keep(self, by: User) -> list[NewFile]:
        """Stage what came with a form that was not accepted; all come back with their tokens."""
        new = iter(stage([f for f in self.files if not f.token], by))
        self.files = [f if f.token else replace(f, token=next(new).token) for f in self.files]
        return self.files


def choose(
    uploaded: "Iterable[UploadedFile[Any]]",
    tokens: Sequence[str],
    by: User,
    refused: Iterable[str] = (),
) -> Chosen:
    """Take what a form brought: tokens of staged files, new files, and refusals of the way here."""
    chosen = Chosen(claim(tokens, by), list(refused))
    if len(chosen.files) < len(set(tokens)):
        chosen.problems.append(_("Un archivo ya no estaba guardado; adjúntelo otra vez."))
    uploaded = list(uploaded)
    if uploaded and not may_stage(by):
        chosen.problems.append(too_many_unsent())
        return chosen
    room = FILES_LIMIT - len(chosen.files)
    if len(uploaded) > room:
        chosen.problems.append(too_many(len(chosen.files) + len(uploaded)))
    for file in uploaded[:room]:
        try:
            chosen.files.append(store(file))
        except FilesRefused as refusal:
            chosen.problems.append(str(refusal))
    return chosen


def may_stage(by: User) -> bool:
    """Whether one person may add to their files without a message."""
    held = Upload.objects.filter(user=by).aggregate(total=Sum("size"))["total"] or 0
    return held <= STAGED_LIMIT


def too_many_unsent() -> str:
    return _("Tiene demasiados archivos sin enviar; envíe su mensaje o quite algunos.")


def stage(files: Iterable[NewFile], by: User) -> list[Upload]:
    """Keep files for a form that was not accepted, or that is still being written."""
    uploads = [
        Upload(
            token="ar_" + secrets.token_urlsafe(24),
            user=by,
            name=f.name,
            size=f.size,
            content_type=f.content_type,
            sha256=f.sha256,
            path=f.path,
            preview=f.preview,
        )
        for f in files
    ]
    return Upload.objects.bulk_create(uploads)


def claim(tokens: Sequence[str], by: User) -> list[NewFile]:
    """One's own staged files behind these tokens, in their order; unknown ones are left out."""
    if not tokens:
        return []
    fresh = timezone.now() - Upload.LIFE
    found = {
        u.token: u
        for u in Upload.objects.filter(
            user=by, token__in=filter(TOKEN.fullmatch, tokens[:50]), created_at__gt=fresh
        )
    }
    return [
        NewFile(u.name, u.size, u.content_type, u.sha256, u.path, u.preview, u.token)
        for token in dict.fromkeys(tokens)
        if (u := found.get(token))
    ]


def unstage(token: str, by: User) -> None:
    """Forget a file that was taken out of a form again."""
    if not TOKEN.fullmatch(token):
        return
    for pk, path in Upload.objects.filter(user=by, token=token).values_list("pk", "path"):
        # Whoever deletes the row owns the bytes: a message that took it meanwhile keeps them.
        if Upload.objects.filter(pk=pk).delete()[0]:
            path_on_disk(path).unlink(missing_ok=True)


def check_room(ticket: Ticket | None, files: Sequence[NewFile], *, of_notes: bool = False) -> None:
    """Refuse more files than a message, or more bytes than a (locked) ticket, may have.

    Files of notes count among themselves: a refusal must not tell customers of them (A9).
    """
    if len(files) > FILES_LIMIT:
        raise FilesRefused(too_many(len(files)))
    held = 0
    if ticket and files:
        alike = ticket.attachments.filter(note__isnull=not of_notes)
        held = alike.aggregate(total=Sum("size"))["total"] or 0
    if held + sum(f.size for f in files) > TICKET_LIMIT:
        raise FilesRefused(
            _(
                "Los archivos de un ticket suman %(limit)d MB como máximo; "
                "este ya tiene %(held)d MB."
            )
            % {"limit": TICKET_LIMIT // MB, "held": held // MB}
        )


def attach(
    files: Sequence[NewFile],
    ticket: Ticket,
    *,
    message: Message | None = None,
    note: Note | None = None,
) -> None:
    """Make stored files attachments of a message or a note, inside the caller's transaction."""
    if not files:
        return
    tokens = [f.token for f in files if f.token]
    if tokens and Upload.objects.filter(token__in=tokens).delete()[0] != len(tokens):
        # Another form, sent at the same moment, took them.
        raise FilesRefused(_("Los archivos elegidos ya se enviaron en otro formulario."))
    Attachment.objects.bulk_create(
        Attachment(
            public_id=secrets.token_hex(16),
            ticket=ticket,
            message=message,
            note=note,
            name=f.name,
            size=f.size,
            content_type=f.content_type,
            sha256=f.sha256,
            path=f.path,
            preview=f.preview,
        )
        for f in files
    )


def path_on_disk(path: str) -> Path:
    return Path(settings.MEDIA_ROOT) / path


def _typed(name: str) -> str:
    # Browsers write these three signs of a name as %XX in a form; nothing else is encoded.
    return name.replace("%22", '"').replace("%0D", " ").replace("%0A", " ")


def _write(file: "UploadedFile[Any]", target: Path) -> tuple[str, bytes]:
    """Bytes to disk, flushed with their folder before anybody is told (checklist 32)."""
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    digest, head = hashlib.sha256(), b""
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as out:
            for chunk in file.chunks():
                head = head or chunk[:512]
                digest.update(chunk)
                out.write(chunk)
            out.flush()
            os.fsync(out.fileno())
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError:
        target.unlink(missing_ok=True)
        raise
    return digest.hexdigest(), head
