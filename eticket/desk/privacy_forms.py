from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from eticket.lib.fields import LineField, TextField


class AnswerForm(forms.Form):
    granted = forms.ChoiceField(
        label=_("Qué se le responde"),
        choices=[("1", _("Procede")), ("0", _("No procede"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Elija si procede.")},
    )
    text = TextField(
        label=_("Respuesta"),
        help_text=_("La persona la recibe por correo, tal como está aquí."),
        error_messages={"required": _("Escriba la respuesta.")},
    )


class ExtensionForm(forms.Form):
    reason = LineField(
        label=_("Motivo para ampliar el plazo"),
        max_length=500,
        help_text=_("La persona lo recibe por correo."),
        error_messages={"required": _("Escriba el motivo: la ley pide decirlo.")},
    )


class NoticeForm(forms.Form):
    """Both texts of a new version."""

    full = TextField(
        label=_("Aviso integral"),
        max_length=100_000,
        help_text=_("Texto simple. Un renglón que empieza con «# » es un título."),
        error_messages={"required": _("Escriba el aviso integral.")},
    )
    simplified = TextField(
        label=_("Aviso simplificado"),
        max_length=5000,
        help_text=_(
            "Aparece en cada formulario: quién es responsable, qué datos, para qué, qué se puede "
            "rechazar y cómo."
        ),
        error_messages={"required": _("Escriba el aviso simplificado.")},
    )


class RestDayForm(forms.Form):
    day = forms.DateField(
        label=_("Día"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        error_messages={
            "required": _("Elija el día."),
            "invalid": _("Escriba el día como 24/12/2026."),
        },
    )
    name = LineField(
        label=_("Motivo"),
        max_length=80,
        error_messages={"required": _("Escriba el motivo.")},
    )

    def clean_day(self) -> Any:
        day = self.cleaned_data["day"]
        if not 2000 <= day.year <= 2100:
            raise ValidationError(_("Elija un día entre 2000 y 2100."))
        return day
