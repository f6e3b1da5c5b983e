"""The whole vocabulary of events: dotted, past tense, with the sentence of the time line.

A kind is for staff only unless ``public=True``. Sentences may name ``%(actor)s`` and the keys
of the event's data.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Kind:
    """How one kind of event is told; ``own`` is the sentence for the person who did it."""

    sentence: str | Promise
    own: str | Promise = ""
    public: bool = False
    in_thread: bool = True
    # Somebody came in, looked or was turned away, and nothing changed: removed after a time.
    is_access: bool = False


KINDS: dict[str, Kind] = {
    "ticket.opened": Kind(_("%(actor)s levantó el ticket"), public=True, in_thread=False),
    "ticket.replied": Kind(_("%(actor)s respondió"), public=True, in_thread=False),
    "ticket.progressed": Kind(
        _("%(actor)s respondió: En proceso"), _("Usted respondió: En proceso"), public=True
    ),
    "ticket.waited": Kind(_("En espera de su respuesta"), public=True),
    "ticket.taken": Kind(
        _("%(actor)s tomó el ticket: En proceso"),
        _("Usted tomó el ticket: En proceso"),
        public=True,
    ),
    "ticket.assigned": Kind(_("%(actor)s asignó el ticket a %(agent)s"), public=True),
    "ticket.released": Kind(_("%(actor)s dejó el ticket sin asignar")),
    "ticket.transferred": Kind(_("El ticket pasó de %(from_area)s a %(to_area)s"), public=True),
    "ticket.closed": Kind(_("Cerrado por %(actor)s"), _("Usted cerró el ticket"), public=True),
    "ticket.cancelled": Kind(
        _("Cancelado por %(actor)s: %(reason)s"), _("Usted lo canceló: %(reason)s"), public=True
    ),
    "ticket.reopened": Kind(
        _("%(actor)s reabrió el ticket"), _("Usted reabrió el ticket"), public=True
    ),
    "ticket.noted": Kind(_("%(actor)s escribió una nota interna"), in_thread=False),
    "ticket.rated": Kind(
        _("%(actor)s calificó el ticket con %(stars)s de 5"),
        _("Usted calificó el ticket con %(stars)s de 5"),
        public=True,
    ),
    "account.became_customer": Kind(_("%(name)s ya es cliente")),
    "account.entered": Kind(_("%(actor)s dio de alta la cuenta %(name)s"), in_thread=False),
    "account.changed": Kind(_("%(actor)s corrigió los datos de la cuenta"), in_thread=False),
    "account.contact_added": Kind(_("%(actor)s agregó el contacto %(email)s"), in_thread=False),
    "address.proof_requested": Kind(_("Se pidió confirmar el correo %(email)s"), in_thread=False),
    "address.proved": Kind(_("El correo %(email)s quedó confirmado"), in_thread=False),
    "registration.requested": Kind(_("Se pidió el registro con un correo"), in_thread=False),
    "registration.codes_asked": Kind(_("Se pidieron códigos de registro"), in_thread=False),
    "registration.codes_refused": Kind(
        _("Se rechazaron códigos de registro"), is_access=True, in_thread=False
    ),
    "registration.vouched": Kind(
        _("%(actor)s inició por teléfono el registro de %(name)s, %(email)s: %(reason)s"),
        in_thread=False,
    ),
    "serial.blocked": Kind(_("%(actor)s bloqueó la serie %(number)s: %(reason)s")),
    "serial.unblocked": Kind(_("%(actor)s desbloqueó la serie %(number)s: %(reason)s")),
    "serial.moved": Kind(_("%(actor)s pasó la serie de %(from_name)s a %(name)s: %(reason)s")),
    "certificate.issued": Kind(_("%(actor)s pidió la constancia %(code)s"), in_thread=False),
    "certificate.revoked": Kind(
        _("%(actor)s anuló la constancia %(code)s: %(reason)s"), in_thread=False
    ),
    "device.installed": Kind(_("El programa activó el equipo %(name)s")),
    "serial.issued": Kind(_("Se entregó la serie %(number)s")),
    "serial.renewed": Kind(_("La serie %(number)s se renovó hasta %(valid_until)s")),
    "device.activated": Kind(_("%(actor)s activó el equipo %(name)s")),
    "device.deactivated": Kind(_("%(actor)s desactivó el equipo %(name)s: %(reason)s")),
    "device.change_undone": Kind(_("%(actor)s deshizo su cambio del equipo %(name)s")),
    "import.uploaded": Kind(_("%(actor)s subió %(file)s para importarlo"), in_thread=False),
    "import.applied": Kind(
        _("%(actor)s importó %(file)s: nuevos %(made)s, cambiados %(changed)s"), in_thread=False
    ),
    "import.cancelled": Kind(_("%(actor)s canceló la importación de %(file)s"), in_thread=False),
    "user.appointed": Kind(_("Quedó como administrador")),
    "user.invited": Kind(_("%(actor)s dio acceso como %(role)s"), in_thread=False),
    "user.registered": Kind(_("%(actor)s se registró como %(role)s"), in_thread=False),
    "user.signed_in": Kind(_("%(actor)s inició sesión"), is_access=True),
    "user.signed_out": Kind(_("%(actor)s cerró su sesión"), is_access=True),
    "user.sign_in_refused": Kind(
        _("Se rechazó un inicio de sesión como %(name)s"), is_access=True, in_thread=False
    ),
    "user.password_reset_requested": Kind(_("Se pidió restablecer la contraseña")),
    "user.profile_changed": Kind(_("%(actor)s cambió sus datos")),
    "user.sessions_ended": Kind(_("%(actor)s cerró sus demás sesiones")),
    "user.password_changed": Kind(_("%(actor)s cambió su contraseña")),
    "user.second_factor_added": Kind(_("%(actor)s activó su segundo paso")),
    "user.second_factor_removed": Kind(_("%(actor)s quitó su segundo paso")),
    "user.second_factor_reset": Kind(
        _("Se restableció el segundo paso de %(name)s: %(reason)s"), in_thread=False
    ),
    "user.recovery_codes_made": Kind(_("%(actor)s pidió códigos de recuperación nuevos")),
    "user.recovery_code_used": Kind(_("%(actor)s entró con un código de recuperación")),
    "user.email_change_asked": Kind(_("%(actor)s pidió cambiar su correo a %(email)s")),
    "user.email_changed": Kind(_("%(actor)s cambió su correo de %(before)s a %(email)s")),
    "user.email_change_undone": Kind(_("Se deshizo el cambio de correo: vuelve %(email)s")),
    "account.holder_changed": Kind(_("%(actor)s pasó la titularidad a %(name)s")),
    "invitation.sent": Kind(_("%(actor)s invitó a %(email)s como %(role)s")),
    "invitation.withdrawn": Kind(_("%(actor)s retiró la invitación de %(email)s")),
    "invitation.accepted": Kind(_("%(actor)s aceptó la invitación como %(role)s")),
    "member.role_changed": Kind(_("%(actor)s cambió el rol de %(name)s a %(role)s")),
    "member.disabled": Kind(_("%(actor)s quitó el acceso a %(name)s")),
    "member.enabled": Kind(_("%(actor)s devolvió el acceso a %(name)s")),
    "account.opened": Kind(
        _("%(actor)s abrió la ficha de %(name)s"), is_access=True, in_thread=False
    ),
    "attachment.opened": Kind(
        _("%(actor)s descargó «%(name)s» del ticket %(number)s"), is_access=True, in_thread=False
    ),
    "export.downloaded": Kind(_("%(actor)s descargó %(what)s"), is_access=True, in_thread=False),
    "catalogue.changed": Kind(
        _("%(actor)s cambió %(what)s «%(name)s»: %(fields)s"), in_thread=False
    ),
    "throttle.lifted": Kind(_("%(actor)s quitó el freno a %(who)s: %(reason)s"), in_thread=False),
    "security.alarm": Kind(_("Alarma: %(what)s"), in_thread=False),
    "notice.published": Kind(
        _("%(actor)s publicó la versión %(version)s del aviso de privacidad"), in_thread=False
    ),
    "notice.accepted": Kind(
        _("%(actor)s aceptó la versión %(version)s del aviso de privacidad"), in_thread=False
    ),
    "notice.choice_changed": Kind(
        _("%(actor)s cambió su elección sobre novedades y encuestas"), in_thread=False
    ),
    "arco.asked": Kind(_("Se pidió ejercer un derecho ARCO con un correo"), in_thread=False),
    "arco.received": Kind(_("Se recibió la solicitud %(folio)s"), in_thread=False),
    "arco.withdrawn": Kind(_("%(actor)s retiró la solicitud %(folio)s"), in_thread=False),
    "arco.answered": Kind(_("%(actor)s respondió la solicitud %(folio)s"), in_thread=False),
    "arco.extended": Kind(
        _("%(actor)s amplió el plazo de la solicitud %(folio)s al %(due)s"), in_thread=False
    ),
    "arco.completed": Kind(_("%(actor)s cumplió la solicitud %(folio)s"), in_thread=False),
    "arco.due": Kind(
        _("A la solicitud %(folio)s le quedaban %(left)s días hábiles"), in_thread=False
    ),
    "data_export.asked": Kind(_("%(actor)s pidió una copia de sus datos"), in_thread=False),
    "data_export.ready": Kind(_("La copia de sus datos quedó lista"), in_thread=False),
    "user.blocked": Kind(
        _("%(actor)s bloqueó a esta persona; se elimina el %(erase_on)s"), in_thread=False
    ),
    "user.erased": Kind(_("Los datos de esta persona se eliminaron"), in_thread=False),
    "rest_days.changed": Kind(_("%(actor)s cambió los días inhábiles: %(what)s"), in_thread=False),
    "demo.loaded": Kind(_("Se cargaron los datos de demostración"), in_thread=False),
}

ACCESS = tuple(name for name, kind in KINDS.items() if kind.is_access)


def is_audited(kind: str) -> bool:
    """Whether the administrator's audit lists this kind: all but what a ticket's page tells."""
    return not kind.startswith(("ticket.", "demo."))


def told(kind: str, data: Mapping[str, object], actor: str) -> str:
    """What happened, in a sentence; also of kinds and data that an older version wrote."""
    known = KINDS.get(kind)
    return str(known.sentence) % _Words(data, actor=actor) if known else kind


class _Words(dict[str, object]):
    def __missing__(self, name: str) -> str:
        return "–"
