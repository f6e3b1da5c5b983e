import sys
from argparse import ArgumentParser
from getpass import getpass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from eticket.accounts.appointing import appoint_administrator
from eticket.accounts.models import User


class Command(BaseCommand):
    help = "Crea una persona de administración, o le da ese puesto y otra contraseña."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", metavar="CORREO")
        parser.add_argument("--name", default="", metavar="NOMBRE")

    def handle(self, *args: Any, **options: Any) -> None:
        email, name = options["email"], options["name"]
        try:
            validate_email(email)
            password = _ask_for_password()
            validate_password(password, User(email=email, name=name))
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from None
        user = appoint_administrator(email, password, name=name)
        self.stdout.write(f"{user.email} ya puede entrar como administrador.")


def _ask_for_password() -> str:
    # Never an argument: those are seen by everybody on the machine.
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    password = getpass("Contraseña: ")
    if password != getpass("Otra vez: "):
        raise CommandError("Las dos contraseñas no son iguales.")
    return password
