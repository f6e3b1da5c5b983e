from django import forms
from django.utils.translation import gettext_lazy as _


class SampleForm(forms.Form):
    """The fields that the page of parts shows."""

    subject = forms.CharField(label=_("Asunto"))
    confirm = forms.EmailField(label=_("Confirma Correo"), required=False)
    reason = forms.ChoiceField(
        label=_("Motivo"),
        choices=[("changed", _("Cambio de equipo")), ("format", _("Formateo"))],
        required=False,
    )
    password = forms.CharField(label=_("Contraseña"), widget=forms.PasswordInput, required=False)

    def clean_confirm(self) -> str:
        raise forms.ValidationError(_("No coincide con el correo seguimiento"))
