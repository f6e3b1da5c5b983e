from typing import Any

from django.core.management.base import BaseCommand

from eticket.tickets.searching import rebuild_index


class Command(BaseCommand):
    help = "Rehace el índice de búsqueda: con los nombres de hoy y sin rastro de lo borrado."

    def handle(self, *args: Any, **options: Any) -> None:
        rebuild_index()
        self.stdout.write("El índice de búsqueda está al día.")
