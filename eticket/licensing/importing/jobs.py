"""Imports as people and the worker drive them: taken in, checked, confirmed, applied, forgotten.

A job is worked on in small steps by whoever claimed it; ``worked_at`` is the proof of the claim,
and every step is refused to a worker that lost it.
"""

import logging
import secrets
import time
from collections.abc import Iterable, Iterator
from datetime import timedelta

from django.db import DatabaseError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eticket.accounts.models import User
from eticket.events.recording import record
from eticket.lib.errors import RuleBroken
from eticket.lib.filenames import clean_filename
from eticket.licensing.importing import files
from eticket.licensing.importing.applying import FactsChanged, apply
from eticket.licensing.importing.checking import check
from eticket.licensing.importing.claiming import Lost, claim, end, hold, step
from eticket.licensing.importing.columns import KINDS
from eticket.licensing.importing.models import Import
from eticket.licensing.importing.reading import FileRefused
from eticket.licensing.importing.serial_plans import CLAIMED, MOVED

log = logging.getLogger(__name__)

LARGEST = 25 * 1024 * 1024
SLICE_SECONDS = 1.0
BEAT_SECONDS = 0.5
LIFE = timedelta(days=7)
ORPHAN_SECONDS = 3600
State = Import.State


class ImportNotReady(RuleBroken):
    code = "import_not_ready"
    message = gettext_lazy("Esta importación ya no espera una confirmación.")


class ErrorsLeft(RuleBroken):
    code = "errors_left"
    message = gettext_lazy("Hay renglones con error. Corríjalos, o marque que se salten.")


class ImportOver(RuleBroken):
    code = "import_over"
    message = gettext_lazy("Ya no se puede cancelar.")


def start_import(chunks: Iterable[bytes], *, name: str, kind: str = "", by: User) -> Import:
    """Take a file in, to be checked by the worker. Raises FileRefused."""
    token = secrets.token_hex(16)
    try:
        digest, size = files.keep(token, _limited(chunks))
        if not size:
            raise FileRefused(_("El archivo está vacío (0 bytes)."))
        with transaction.atomic():
            job = Import.objects.create(
                token=token,
                kind=kind,
                file_name=clean_filename(name),
                size=size,
                sha256=digest,
                uploaded_by=by,
            )
            record("import.uploaded", job, by=by, file=job.file_name, sha256=digest)
    except OSError:
        files.forget(token)
        raise FileRefused(_("No pudimos guardar el archivo; intente de nuevo.")) from None
    except Exception:
        files.forget(token)
        raise
    return job


@transaction.atomic
def map_columns(job: Import, *, kind: str, mapping: dict[str, int]) -> None:
    """Check again with other columns, as a person chose them. Raises ImportNotReady."""
    job = _waiting(job)
    job.kind = kind if kind in KINDS else job.kind
    job.mapping = mapping
    job.state, job.worked_at, job.rows_done = State.CHECKING, None, 0
    job.save()


@transaction.atomic
def confirm_import(job: Import, *, by: User, skips_errors: bool, accepted: Iterable[str]) -> None:
    """Let the worker apply what was checked: all of it, or all but the rows with errors.

    Raises ImportNotReady, ErrorsLeft.
    """
    job = _waiting(job)
    accepted = sorted({MOVED, CLAIMED} & set(accepted))
    conflicts = job.counts.get("conflicts", {})
    unticked = sum(number for name, number in conflicts.items() if name not in accepted)
    if job.failure or not job.counts:
        raise ImportNotReady
    if (job.refused or unticked) and not skips_errors:
        raise ErrorsLeft
    job.skips_errors, job.accepted, job.applied_by = skips_errors, accepted, by
    job.state, job.worked_at, job.rows_done = State.APPLYING, None, 0
    job.save()


@transaction.atomic
def cancel_import(job: Import, *, by: User) -> Import:
    """Stop it; rows that are in stay in. Raises ImportOver, also while all is being written."""
    held = Import.objects.select_for_update(skip_locked=True).filter(pk=job.pk).first()
    if held is None or not held.can_be_cancelled:
        raise ImportOver
    held.state, held.finished_at = State.CANCELLED, timezone.now()
    held.save(update_fields=["state", "finished_at"])
    record("import.cancelled", held, by=by, file=held.file_name, rows=held.rows_done)
    files.forget_source(held.token)
    return held


def rows_done(job: Import) -> int:
    """How far the work is, for a page that shows it."""
    if job.state == State.APPLYING and not job.skips_errors:
        return files.progress(job.token)
    return job.rows_done


def sweep() -> None:
    """Give up what nobody confirmed for a week, and forget what people's files said."""
    now = timezone.now()
    over = Import.objects.filter(uploaded_at__lt=now - LIFE).exclude(state=State.APPLYING)
    over.filter(state__in=[State.CHECKING, State.CHECKED]).update(
        state=State.CANCELLED, finished_at=now
    )
    over.exclude(problems=[], changes=[]).update(problems=[], changes=[])
    live = Import.objects.filter(Q(uploaded_at__gte=now - LIFE) | Q(state=State.APPLYING))
    kept = set(live.values_list("token", flat=True))
    for folder in files.folder_of("").glob("*"):
        # A file is on disk before its row.
        if folder.name not in kept and time.time() - folder.stat().st_mtime > ORPHAN_SECONDS:
            files.forget(folder.name)


class Importing:
    """The worker's side: one job at a time, a second at a time, so that mails go on."""

    def __init__(self) -> None:
        self.steps: Iterator[int] | None = None

    def work(self) -> int:
        """Go on for about a second; 0 when there was nothing to do."""
        if self.steps is None:
            job = claim()
            if job is None:
                return 0
            self.steps = steps_of(job)
        until = time.monotonic() + SLICE_SECONDS
        try:
            for _done in self.steps:
                if time.monotonic() > until:
                    return 1
        except BaseException:
            self.steps = None
            raise
        self.steps = None
        return 1


def steps_of(job: Import) -> Iterator[int]:
    """Do a claimed job, yielding after each step the rows done; whatever happens is written."""
    try:
        if job.state == State.CHECKING:
            yield from _checked(job)
        else:
            yield from apply(job)
    except Lost:
        return
    except FactsChanged:
        # What the person confirmed is no longer what would happen: they look again.
        end(job, State.CHECKING, worked_at=None, rows_done=0)
    except FileRefused as refusal:
        end(job, State.FAILED, failure=str(refusal)[:400], finished_at=timezone.now())
        files.forget_source(job.token)
    except DatabaseError:
        # The job is taken up again, from where it is safe.
        raise
    except Exception:
        log.exception("an import failed")
        said = _("Algo falló de nuestro lado; no se importó nada más.")
        end(job, State.FAILED, failure=said, finished_at=timezone.now())


def _checked(job: Import) -> Iterator[int]:
    beaten = time.monotonic()
    for done in check(job):
        if done == 0 or time.monotonic() - beaten > BEAT_SECONDS:
            beaten = time.monotonic()
            hold(job, rows_done=done, rows_total=job.rows_total)
        yield done
    with step(job):
        job.state, job.rows_done = State.CHECKED, job.rows_total
        job.save()


def _waiting(job: Import) -> Import:
    job = Import.objects.select_for_update(no_key=True).get(pk=job.pk)
    if job.state != State.CHECKED:
        raise ImportNotReady
    return job


def _limited(chunks: Iterable[bytes]) -> Iterator[bytes]:
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > LARGEST:
            raise FileRefused(
                _("El archivo pesa más de %(limit)d MB. Divídalo.") % {"limit": LARGEST >> 20}
            )
        yield chunk
