import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from eticket.accounts.models import StaffRole, User
from eticket.lib.emails import clean_email
from eticket.lib.errors import RuleBroken
from eticket.lib.folding import fold
from eticket.licensing.importing import jobs
from eticket.licensing.importing.claiming import claim
from eticket.licensing.importing.columns import KINDS
from eticket.licensing.importing.models import Import
from eticket.licensing.importing.serial_plans import CLAIMED, MOVED

CHUNK = 1 << 16
OUTCOMES = {
    "made": "nuevos",
    "changed": "cambian",
    "left": "sin cambio",
    "refused": "con error",
}


class Command(BaseCommand):
    help = "Revisa un archivo de clientes o licencias (CSV o .xlsx); con --apply, lo importa."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="ARCHIVO", type=Path)
        parser.add_argument(
            "--by", required=True, metavar="CORREO", help="el administrador que importa"
        )
        parser.add_argument(
            "--kind",
            default="",
            metavar="TIPO",
            help="cuentas, contactos, sistemas, series, pólizas o equipos; si no, por encabezados",
        )
        parser.add_argument("--apply", action="store_true", help="importa lo revisado")
        parser.add_argument("--skip-errors", action="store_true", help="salta renglones con error")
        parser.add_argument("--move", action="store_true", help="pasa series a otra cuenta")
        parser.add_argument(
            "--accept-prospects",
            action="store_true",
            help="entrega series a prospectos que se registraron solos",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        by = _administrator(options["by"])
        kind = _kind(options["kind"])
        try:
            with options["file"].open("rb") as file:
                chunks = iter(lambda: file.read(CHUNK), b"")
                job = jobs.start_import(chunks, name=options["file"].name, kind=kind, by=by)
            self._work(job)
            if options["apply"] and job.state == Import.State.CHECKED:
                ticks = {MOVED: options["move"], CLAIMED: options["accept_prospects"]}
                jobs.confirm_import(
                    job,
                    by=by,
                    skips_errors=options["skip_errors"],
                    accepted=[name for name, ticked in ticks.items() if ticked],
                )
                job.refresh_from_db()
                self._work(job)
        except OSError as fault:
            raise CommandError(f"No se pudo leer el archivo: {fault.strerror}") from None
        except RuleBroken as refusal:
            raise CommandError(str(refusal)) from None
        if job.failure:
            raise CommandError(job.failure)
        self.stdout.write(f"{job.get_state_display()} (importación {job.pk}).")

    def _work(self, job: Import) -> None:
        """Do the job here, or wait for the worker that took it first; then say what came out."""
        while job.is_at_work:
            if claimed := claim(job):
                for done in jobs.steps_of(claimed):
                    self.stderr.write(f"\r{done:,} de {claimed.rows_total:,}", ending="")
            else:
                time.sleep(0.5)
            job.refresh_from_db()
        self.stderr.write("")
        for number, column, why in job.problems:
            self.stdout.write(f"Renglón {number}, {column or 'todo'}: {why}")
        for number, column, before, after in job.changes:
            self.stdout.write(f"Renglón {number}, {column}: «{before}» → «{after}»")
        counts = [f"{word}: {job.counts.get(name, 0):,}" for name, word in OUTCOMES.items()]
        self.stdout.write(", ".join(counts))


def _administrator(email: str) -> User:
    people = User.objects.filter(staff_role=StaffRole.ADMINISTRATOR, is_active=True)
    found = people.filter(email=clean_email(email)).first()
    if found is None:
        raise CommandError(f"{email} no es de un administrador.")
    return found


def _kind(said: str) -> str:
    names = {fold(str(kind.label)): kind.name for kind in KINDS.values()} | {"": ""}
    try:
        return names[fold(said).strip()]
    except KeyError:
        raise CommandError(f"No existe el tipo «{said}».") from None
