from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from eticket.lib.folding import clean_line
from eticket.lib.phones import PhoneRefused, clean_phone


class ProfileForm(forms.Form):
    name = forms.CharField(
        label=_("Nombre"),
        max_length=120,
        error_messages={"required": _("Escriba su nombre.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    phone = forms.CharField(
        label=_("Teléfono"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    contact_hours = forms.CharField(
        label=_("Horario a contactar"),
        max_length=120,
        required=False,
        help_text=_("Cuándo podemos llamarle, por ejemplo de 9 a 14 h."),
    )

    def clean_name(self) -> str:
        name = clean_line(self.cleaned_data["name"])
        if not name:
            raise ValidationError(self.fields["name"].error_messages["required"])
        return name

    def clean_phone(self) -> str:
        typed = self.cleaned_data["phone"]
        try:
            return clean_phone(typed) if typed else ""
        except PhoneRefused as refusal:
            raise ValidationError(str(refusal)) from None

    def clean_contact_hours(self) -> str:
        return clean_line(self.cleaned_data["contact_hours"])
