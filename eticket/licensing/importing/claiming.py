"""Who works on a job: whoever wrote ``worked_at`` last; every step is refused to anybody else."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from eticket.licensing.importing.models import Import

# A worker that said nothing for so long is gone.
LEASE = timedelta(seconds=60)


class Lost(Exception):
    """The job was cancelled, or another worker has it."""


def claim(job: Import | None = None) -> Import | None:
    """The oldest job that needs somebody and has nobody (or this one), now the caller's."""
    now = timezone.now()
    free = Q(worked_at=None) | Q(worked_at__lt=now - LEASE)
    waiting = Import.objects.filter(free, state__in=[Import.State.CHECKING, Import.State.APPLYING])
    waiting = waiting.filter(pk=job.pk) if job else waiting
    if not waiting.exists():
        return None
    with transaction.atomic():
        found = waiting.order_by("id").select_for_update(skip_locked=True).first()
        if found:
            found.worked_at = now
            found.save(update_fields=["worked_at"])
    return found


def hold(job: Import, **values: Any) -> None:
    """Say that the work goes on, and write ``values``; the row is held until the transaction ends.

    Raises Lost.
    """
    now = timezone.now()
    if not _mine(job).update(worked_at=now, **values):
        raise Lost
    job.worked_at = now


@contextmanager
def step(job: Import) -> Iterator[None]:
    """A transaction of the caller's job, which nobody else touches until it ends. Raises Lost."""
    before = job.worked_at
    try:
        with transaction.atomic():
            hold(job)
            yield
    except BaseException:
        # What was written is taken back, the proof of the claim too.
        job.worked_at = before
        raise


def end(job: Import, state: str, **values: Any) -> bool:
    """Leave the job in another state, if it is still the caller's."""
    return bool(_mine(job).update(state=state, **values))


def _mine(job: Import) -> Any:
    return Import.objects.filter(pk=job.pk, state=job.state, worked_at=job.worked_at)
