"""The pictures of the Guía rápida: one list, taken by `bin/pictures --guide`, checked by a test."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

FOLDER = "ui/guide"
# Width of the window in the name of the file, and its size.
WIDE, NARROW = ("1280", 1280, 800), ("390", 390, 844)
# Name of the screen, what it shows.
PICTURES: dict[str, str | Promise] = {
    "entrada": _("Página de entrada con RFC o Correo Electrónico, Contraseña e INGRESAR"),
    "inicio": _("Inicio: lo que le toca a usted y, abajo, las cinco secciones"),
    "mis-tickets": _("Mis tickets con su seguimiento y la fecha en que se crearon"),
    "generar-1": _("Lista de pólizas para elegir el número de serie"),
    "generar-2": _("Formulario del ticket con la póliza elegida arriba"),
    "seguimiento": _("Seguimiento: la conversación y, abajo, el cuadro para responder"),
    "seguimiento-cerrado": _("Ticket cerrado con la solución y las cinco estrellas"),
    "series": _("Listado de números de serie con vigencia y estatus"),
    "serie": _("Equipos de una serie con lugares activos y disponibles"),
    "polizas": _("Pólizas con descripción, vigencia y cuántas ha tenido cada serie"),
    "perfil": _("Perfil con los datos propios y los de la cuenta"),
}


def pictures() -> dict[str, dict[str, object]]:
    """For the page: both files and the words of each picture, by a name a template can write."""
    return {
        name.replace("-", "_"): {
            "wide": f"{FOLDER}/{name}-{WIDE[0]}.webp",
            "narrow": f"{FOLDER}/{name}-{NARROW[0]}.webp",
            "alt": alt,
        }
        for name, alt in PICTURES.items()
    }
