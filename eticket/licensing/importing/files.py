"""The files of an import: in a folder of their own, for as long as the job lasts."""

import hashlib
import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

SOURCE = "source"
ROWS = "rows.jsonl"
REPORT = "report.csv"
ERRORS = "errors.csv"
PROGRESS = "progress"


def folder_of(token: str) -> Path:
    return Path(settings.DATA_DIR) / "imports" / token


def keep(token: str, chunks: Iterable[bytes]) -> tuple[str, int]:
    """Write the file as it came, durably; its SHA-256 and size."""
    folder = folder_of(token)
    folder.mkdir(parents=True, mode=0o700)
    digest, size = hashlib.sha256(), 0
    descriptor = os.open(folder / SOURCE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        for chunk in chunks:
            digest.update(chunk)
            size += len(chunk)
            out.write(chunk)
        out.flush()
        os.fsync(out.fileno())
    return digest.hexdigest(), size


def forget_source(token: str) -> None:
    """Remove all but the reports: the file itself is not needed any more."""
    for name in (SOURCE, ROWS, PROGRESS, "book.csv"):
        (folder_of(token) / name).unlink(missing_ok=True)


def forget(token: str) -> None:
    shutil.rmtree(folder_of(token), ignore_errors=True)


def say_progress(token: str, done: int) -> None:
    """Tell pages how far one long transaction is, which shows nothing until it ends."""
    (folder_of(token) / PROGRESS).write_text(str(done))


def progress(token: str) -> int:
    try:
        return int((folder_of(token) / PROGRESS).read_text())
    except (OSError, ValueError):
        return 0
