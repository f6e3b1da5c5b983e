from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from eticket.licensing.signing import NoSigningKey, make_keys, published_keys, rotate_keys


class Command(BaseCommand):
    help = "Muestra las llaves con que se firman las activaciones, las hace o las releva."

    def add_arguments(self, parser: ArgumentParser) -> None:
        act = parser.add_mutually_exclusive_group()
        act.add_argument("--make", action="store_true", help="hace las que falten")
        act.add_argument(
            "--rotate", action="store_true", help="empieza a firmar con la siguiente y hace otra"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["make"]:
                make_keys()
            elif options["rotate"]:
                rotate_keys()
            for key in published_keys():
                self.stdout.write(f"{key['use']:<8} {key['key_id']}  {key['public_key']}")
        except NoSigningKey as missing:
            raise CommandError(
                f"Falta la llave «{missing}». La hace: manage.py signing_key --make"
            ) from None
