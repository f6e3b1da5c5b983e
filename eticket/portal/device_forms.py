"""Why a computer is switched off."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from eticket.lib.fields import LineField

OTHER = "otro"
REASONS = [
    ("cambio", _("Cambio de equipo")),
    ("formateo", _("Formateo o reinstalación")),
    ("falla", _("El equipo ya no funciona")),
    ("robo", _("Equipo robado o perdido")),
    ("desuso", _("Ya no se usa aquí")),
    (OTHER, _("Otro motivo")),
]


class OfflineForm(forms.Form):
    """The request file of a computer without internet."""

    file = forms.FileField(
        label=_("Archivo de solicitud"),
        widget=forms.FileInput(attrs={"accept": ".json,application/json"}),
        allow_empty_file=True,
        error_messages={"required": _("Elija el archivo de solicitud.")},
    )


class DeactivateForm(forms.Form):
    """One of the usual reasons, in more words where somebody wants or "Otro motivo" needs them."""

    reason = forms.ChoiceField(
        label=_("Motivo"),
        choices=[("", _("Elija el motivo")), *REASONS],
        error_messages={
            "required": _("Elija el motivo."),
            "invalid_choice": _("Elija el motivo de la lista."),
        },
    )
    detail = LineField(
        label=_("En sus palabras"),
        max_length=150,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("reason") == OTHER and not data.get("detail"):
            self.add_error("detail", _("Escriba el motivo."))
        return data

    @property
    def said(self) -> str:
        """The reason in one line, as everybody will read it."""
        reason, detail = self.cleaned_data["reason"], self.cleaned_data["detail"]
        if reason == OTHER:
            return str(detail)
        word = str(dict(REASONS)[reason])
        return f"{word}: {detail}" if detail else word
