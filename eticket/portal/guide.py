"""The pictures of the Guía rápida: one list, taken by `bin/pictures --guide`, checked by a test."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

FOLDER = "ui/guide"
WIDTH, HEIGHT = 1280, 800
# Name of the file, what it shows.
PICTURES: dict[str, str | Promise] = {
    "entrada": _("Página de entrada con RFC o Correo Electrónico, Contraseña e INGRESAR"),
    "inicio": _("Inicio: lo que le toca a usted y, abajo, las cinco secciones"),
    "mis-tickets": _("Mis tickets con su seguimiento y la fecha en que se crearon"),
    "generar": _("Lista de pólizas para elegir el número de serie"),
    "formulario": _("Formulario del ticket con la póliza elegida arriba"),
    "seguimiento": _("Seguimiento: la conversación y, abajo, el cuadro para responder"),
    "calificar": _("Ticket cerrado con la solución y las cinco estrellas"),
    "series": _("Listado de números de serie con vigencia y estatus"),
    "serie": _("Equipos de una serie con lugares activos y disponibles"),
    "polizas": _("Mis Pólizas: registro y vigencia de cada renovación"),
}


def pictures() -> dict[str, dict[str, object]]:
    """For the page: path, size and words of each picture, by a name a template can write."""
    return {
        name.replace("-", "_"): {
            "path": f"{FOLDER}/{name}.webp",
            "width": WIDTH,
            "height": HEIGHT,
            "alt": alt,
        }
        for name, alt in PICTURES.items()
    }
