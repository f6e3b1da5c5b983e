"""The texts that an answer to a request begins with; the privacy role completes them."""

from django.utils.translation import gettext_lazy as _

from eticket.privacy.models import Right

# By the right, whether it is granted.
TEXTS = {
    (Right.ACCESS, True): _(
        "Sí tratamos datos personales suyos. Puede descargar una copia completa en Perfil, "
        "Privacidad; si no tiene cuenta, la copia acompaña a esta respuesta por el medio que "
        "usted indicó. Los usamos para las finalidades de nuestro aviso de privacidad."
    ),
    (Right.RECTIFICATION, True): _(
        "Corregimos los datos que nos señaló. Los correos y expedientes que se generen desde hoy "
        "llevan ya los datos correctos."
    ),
    (Right.CANCELLATION, True): _(
        "Su solicitud procede. Sus datos se bloquean primero y después se eliminan; los tickets "
        "de la empresa se conservan sin su nombre, porque documentan el servicio prestado."
    ),
    (Right.OPPOSITION, True): _(
        "Dejamos de usar sus datos para la finalidad que nos señaló. El servicio sigue igual."
    ),
    (Right.ACCESS, False): _(
        "Buscamos en nuestros registros y no encontramos datos personales asociados al correo y "
        "al nombre con los que hizo su solicitud."
    ),
    (Right.RECTIFICATION, False): _(
        "No podemos hacer la corrección porque falta el documento que la acredite. Envíelo en una "
        "nueva solicitud y la atendemos."
    ),
    (Right.CANCELLATION, False): _(
        "Todavía no podemos eliminar sus datos: son necesarios para cumplir el contrato vigente o "
        "una obligación legal. Los conservamos solo para eso."
    ),
    (Right.OPPOSITION, False): _(
        "El uso al que se opone es necesario para prestarle el servicio que tiene contratado, por "
        "lo que no es posible suspenderlo mientras el contrato siga vigente."
    ),
}


def answer_text(right: str, *, granted: bool) -> str:
    """What an answer about this right begins with."""
    return str(TEXTS[Right(right), granted])
