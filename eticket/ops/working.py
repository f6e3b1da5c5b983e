"""The worker's loop: what was recorded is told, what is due is sent, what is old is swept."""

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from eticket.accounts import registering, throttling
from eticket.accounts.sessions import SessionStore
from eticket.events.redacting import forget_old_records
from eticket.licensing.importing import jobs as imports
from eticket.licensing.leasing import forget_old_activations
from eticket.notifications.dispatching import dispatch_events
from eticket.notifications.sending import Sender
from eticket.ops.models import PeriodicRun
from eticket.privacy.erasing import erase_due
from eticket.privacy.exporting import make_exports
from eticket.privacy.requesting import remind
from eticket.privacy.retaining import purge
from eticket.tickets.drafting import forget_old_drafts
from eticket.tickets.measuring import measure_waits
from eticket.tickets.previewing import make_previews
from eticket.tickets.sweeping import sweep_files

log = logging.getLogger(__name__)

IDLE_SECONDS = 0.5
TROUBLE_SECONDS = 2.0
PREVIEWS_AT_ONCE = 1
RUNS_KEPT = timedelta(days=7)

HOURLY: dict[str, Callable[[], object]] = {
    "files": sweep_files,
    "sessions": SessionStore.clear_expired,
    "drafts": forget_old_drafts,
    "waits": measure_waits,
    "throttles": throttling.sweep,
    "registrations": registering.sweep,
    "imports": imports.sweep,
    "activations": forget_old_activations,
    "records": forget_old_records,
    "arco": remind,
    "erasures": erase_due,
    "retention": purge,
    "runs": lambda: forget_old_runs(),
}


class Worker:
    """One loop; any number of them may run beside each other."""

    def __init__(self) -> None:
        self.stopped = False
        self.sender = Sender(stopping=lambda: self.stopped)
        # With a pause of its own: people wait for these, whatever the mail server does.
        self.texter = Sender(stopping=lambda: self.stopped, channel="sms")
        self.importing = imports.Importing()
        self.hour_done: datetime | None = None

    def stop(self) -> None:
        """End after what is in hand."""
        self.stopped = True

    def run(self) -> None:
        """Work until stopped; idle, it looks about twice a second."""
        log.info("worker started")
        while not self.stopped:
            if not self.work():
                time.sleep(IDLE_SECONDS)
        log.info("worker stopped")

    def work(self) -> int:
        """Do a portion of everything; 0 when there was nothing to do."""
        return sum(
            self._guarded(part)
            for part in (
                dispatch_events,
                self.texter.send_due,
                self.sender.send_due,
                lambda: make_previews(PREVIEWS_AT_ONCE),
                self.importing.work,
                make_exports,
                self._periodic,
            )
            if not self.stopped
        )

    def _guarded(self, part: Callable[[], int]) -> int:
        """A part's trouble ends neither the worker nor the other parts."""
        try:
            return part()
        except DatabaseError as fault:
            log.warning("the database does not answer: %s", str(fault).strip()[:200])
            connection.close()
        except Exception:
            log.exception("a part of the worker failed")
        time.sleep(TROUBLE_SECONDS)
        return 0

    def _periodic(self) -> int:
        hour = timezone.now().replace(minute=0, second=0, microsecond=0)
        if self.hour_done == hour:
            return 0
        for name, task in HOURLY.items():
            if claim(name, hour):
                task()
        self.hour_done = hour
        return 0


def claim(name: str, minute: datetime) -> bool:
    """Whether this worker is the one to do the task now: whoever writes the row."""
    try:
        with transaction.atomic():
            PeriodicRun.objects.create(name=name, minute=minute)
    except IntegrityError:
        return False
    return True


def forget_old_runs() -> None:
    PeriodicRun.objects.filter(minute__lt=timezone.now() - RUNS_KEPT).delete()
