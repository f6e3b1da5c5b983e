from typing import Any

from django.core.management.base import BaseCommand, CommandError

from eticket.ops.checking import check_all


class Command(BaseCommand):
    help = "Revisa que los datos y los archivos estén completos y sean coherentes."

    def handle(self, *args: Any, **options: Any) -> None:
        findings = 0
        for finding in check_all():
            findings += 1
            self.stdout.write(finding)
        if findings:
            raise CommandError(f"{findings} findings")
        self.stdout.write("clean")
