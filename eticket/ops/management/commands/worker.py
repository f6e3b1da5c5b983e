import os
import signal
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection

from eticket.ops.working import Worker

NICENESS = 5


class Command(BaseCommand):
    help = "Envía los avisos y hace el trabajo periódico, hasta que se le detenga."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--once", action="store_true", help="hace lo que está pendiente y termina"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        worker = Worker()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: worker.stop())
        if not options["once"]:
            _let_pages_go_first()
            worker.run()
        while options["once"] and not worker.stopped and worker.work():
            pass


def _let_pages_go_first() -> None:
    os.nice(NICENESS)
    if connection.vendor == "sqlite":
        # What a power cut takes back of this process's work is done again; so the web's writers
        # need not wait until our commits are on the disk.
        connection.settings_dict["OPTIONS"]["init_command"] += "PRAGMA synchronous=NORMAL;"
        connection.close()
