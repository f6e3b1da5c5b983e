import signal
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from eticket.ops.working import Worker


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
            worker.run()
        while options["once"] and not worker.stopped and worker.work():
            pass
