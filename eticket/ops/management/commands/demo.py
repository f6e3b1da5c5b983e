import json
import time
from argparse import ArgumentParser
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from eticket.ops.demo.filling import Filler
from eticket.ops.demo.loading import (
    SMALL,
    RealDataThere,
    Size,
    is_loaded,
    load,
    people_to_try,
    to_register,
)


class Command(BaseCommand):
    requires_system_checks: list[str] = []
    help = "Carga los datos de demostración en una base vacía y dice con quién entrar."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", type=Path, metavar="ARCHIVO", help="personas para probar")
        parser.add_argument(
            "--tickets",
            type=int,
            metavar="N",
            help="600 si no se dice; los que pasen de ahí sirven para medir",
        )
        parser.add_argument("--if-empty", action="store_true", help="si hay otros datos, nada")
        parser.add_argument("--small", action="store_true", help="poco de todo, en segundos")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.SECURE:
            raise CommandError(
                "La demostración tiene contraseñas conocidas; no se carga en un sitio con https."
            )
        try:
            there = is_loaded()
        except RealDataThere as refusal:
            if options["if_empty"]:
                self.stderr.write(str(refusal))
                return
            raise CommandError(str(refusal)) from None
        if there:
            self.stdout.write("La demostración ya está cargada.")
        else:
            self._load(SMALL if options["small"] else Size(), options["tickets"])
        people = people_to_try()
        if options["json"]:
            told = json.dumps(
                {"people": people, "to_register": to_register()}, ensure_ascii=False, indent=2
            )
            options["json"].write_text(told + "\n", "utf-8")
        for person in people:
            signs_in_with = person["rfc"] or person["email"]
            self.stdout.write(f"{person['role']:<32} {signs_in_with:<36} {person['password']}")

    def _load(self, size: Size, wanted: int | None) -> None:
        wanted = wanted or size.tickets
        load(replace(size, tickets=min(wanted, size.tickets)))
        if wanted > size.tickets:
            began = time.monotonic()

            def tell(done: int) -> None:
                seconds = time.monotonic() - began
                share = done * 100 // wanted
                self.stderr.write(f"{share:3} %  {done:,} de {wanted:,} tickets  {seconds:.0f} s")

            Filler(wanted).fill(tell)
