"""Previews of attached pictures: drawn anew in a child process, or none at all (C027, C028)."""

import os
import subprocess
import sys
from pathlib import Path

from eticket.tickets.attaching import path_on_disk
from eticket.tickets.models import Attachment, StoredFile

CHILD = Path(__file__).with_name("thumbnail.py")
PATIENCE = 15


def make_previews(limit: int = 10) -> int:
    """Draw the previews that are due, oldest first; how many files were looked at."""
    due = list(
        Attachment.objects.filter(preview=StoredFile.Preview.PENDING)
        .order_by("id")
        .values_list("pk", "path")[:limit]
    )
    for pk, path in due:
        drawn = _draw(path_on_disk(path), preview_path(path))
        Attachment.objects.filter(pk=pk).update(
            preview=StoredFile.Preview.READY if drawn else StoredFile.Preview.NONE
        )
    return len(due)


def preview_path(path: str) -> Path:
    return path_on_disk(f"{path}.webp")


def _draw(source: Path, target: Path) -> bool:
    # Two workers may draw the same one; each writes its own file and the last rename wins.
    part = target.with_name(f"{target.name}.{os.getpid()}.part")
    try:
        # Isolated and without environment: no key, no address of a database in its reach.
        done = subprocess.run(
            [sys.executable, "-I", str(CHILD), str(source), str(part)],
            env={},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=PATIENCE,
            check=False,
        )
        if done.returncode == 0 and part.exists():
            part.replace(target)
            return True
    except (OSError, subprocess.TimeoutExpired):
        pass
    part.unlink(missing_ok=True)
    return False
