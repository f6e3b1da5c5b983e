"""Disk and database agree: files nobody sent, files without a row, files that changed (D5)."""

import hashlib
import time
from collections.abc import Iterator
from datetime import timedelta
from itertools import chain, islice
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from eticket.tickets.attaching import path_on_disk
from eticket.tickets.models import Attachment, Upload

# A file is written before its row: younger ones may still get it.
ORPHAN_AGE = timedelta(hours=24)
BATCH = 500


def sweep_files() -> int:
    """Remove uploads past their life and old files that no row names; how many files went."""
    expired = Upload.objects.filter(created_at__lte=timezone.now() - Upload.LIFE)
    gone = 0
    # Row by row and row first: one that a form claims at this moment keeps its bytes.
    for pk, path in expired.values_list("pk", "path"):
        if Upload.objects.filter(pk=pk).delete()[0] and not _named([path]):
            path_on_disk(path).unlink(missing_ok=True)
            gone += 1
    old = _old_files(time.time() - ORPHAN_AGE.total_seconds())
    while batch := list(islice(old, BATCH)):
        named = _named([_row_path(file) for file in batch])
        for file in batch:
            if _row_path(file) not in named:
                file.unlink(missing_ok=True)
                gone += 1
    return gone


def check_files() -> Iterator[str]:
    """Read every stored file; a sentence for each that is missing or not what was sent."""
    rows = chain(
        Attachment.objects.values_list("path", "sha256").iterator(),
        Upload.objects.values_list("path", "sha256").iterator(),
    )
    for path, digest in rows:
        try:
            with path_on_disk(path).open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError:
            yield f"{path}: missing"
            continue
        if found != digest:
            yield f"{path}: changed on disk"


def _old_files(before: float) -> Iterator[Path]:
    for folder in Path(settings.MEDIA_ROOT).glob("??"):
        for file in folder.iterdir():
            try:
                if file.is_file() and file.stat().st_mtime < before:
                    yield file
            except FileNotFoundError:
                continue


def _row_path(file: Path) -> str:
    """What a row would call it; a preview goes with its picture."""
    return f"{file.parent.name}/{file.name.partition('.')[0]}"


def _named(paths: list[str]) -> set[str]:
    return {
        path
        for model in (Attachment, Upload)
        for path in model.objects.filter(path__in=paths).values_list("path", flat=True)
    }
