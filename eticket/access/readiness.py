"""Whether this process can serve: database, disk, and mails that are not piling up (G10)."""

import os
import shutil
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone

from eticket.events.models import Event

FREE_BYTES = 100 * 1024 * 1024
OLDEST = timedelta(minutes=15)


def is_ready() -> bool:
    return _has_room() and _queue_moves()


def _has_room() -> bool:
    try:
        return (
            os.access(settings.DATA_DIR, os.W_OK)
            and shutil.disk_usage(settings.DATA_DIR).free > FREE_BYTES
        )
    except OSError:
        return False


def _queue_moves() -> bool:
    """No event waits too long for its mails; asking is the check of the database as well."""
    try:
        oldest = (
            Event.objects.pending().order_by("id").values_list("happened_at", flat=True).first()
        )
    except DatabaseError:
        return False
    return oldest is None or timezone.now() - oldest < OLDEST
