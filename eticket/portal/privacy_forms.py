from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from eticket.lib.fields import EmailField, LineField, TextField
from eticket.privacy.models import Right

TEXT_LIMIT = 5000


class RequestForm(forms.Form):
    """An ARCO request of who is signed in: the address is known, the person is asked to prove it.

    Only a deletion asks for the password.
    """

    right = forms.ChoiceField(
        label=_("Qué derecho quiere ejercer"),
        choices=Right.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Elija un derecho.")},
    )
    text = TextField(
        label=_("Qué solicita"),
        max_length=TEXT_LIMIT,
        help_text=_("Diga de qué datos se trata y, si es una corrección, cómo deben quedar."),
        error_messages={"required": _("Escriba qué solicita.")},
    )


class OwnRequestForm(RequestForm):
    password = forms.CharField(
        label=_("Su contraseña"),
        max_length=1000,
        strip=False,
        required=False,
        help_text=_("Solo para pedir que se eliminen sus datos."),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("right") == Right.CANCELLATION and not cleaned.get("password"):
            self.add_error("password", _("Escriba su contraseña para pedir la eliminación."))
        return cleaned


class PublicRequestForm(RequestForm):
    """The same of somebody who needs no account; the mailed link proves the address."""

    name = LineField(
        label=_("Nombre completo"),
        max_length=120,
        error_messages={"required": _("Escriba su nombre completo.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = EmailField(
        label=_("Correo electrónico"),
        error_messages={
            "required": _("Escriba su correo."),
            "invalid": _("Escriba un correo completo, como nombre@empresa.com."),
        },
        help_text=_("Ahí le llega un enlace para confirmar la solicitud, y después la respuesta."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    field_order = ["name", "email", "right", "text"]
