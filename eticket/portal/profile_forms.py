from django import forms
from django.utils.translation import gettext_lazy as _

from eticket.lib.fields import LineField, PhoneField


class ProfileForm(forms.Form):
    name = LineField(
        label=_("Nombre"),
        max_length=120,
        error_messages={"required": _("Escriba su nombre.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    phone = PhoneField(
        label=_("Teléfono"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    contact_hours = LineField(
        label=_("Horario a contactar"),
        max_length=120,
        required=False,
        help_text=_("Cuándo podemos llamarle, por ejemplo de 9 a 14 h."),
    )
