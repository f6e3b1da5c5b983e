"""Forms of Usuarios, of an invitation and of the change of e-mail."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from eticket.accounts.managing import GIVEN_ROLES
from eticket.accounts.models import Invitation, User
from eticket.lib.fields import EmailField, LineField
from eticket.portal.sign_in_forms import FirstPasswordForm

ROLES = [(role.value, role.label) for role in GIVEN_ROLES]
EMAIL_ATTRS = {"autocomplete": "off", "inputmode": "email", "autocapitalize": "none"}


class RoleForm(forms.Form):
    role = forms.ChoiceField(
        label=_("Rol"), choices=ROLES, error_messages={"required": _("Elija un rol.")}
    )


class InviteForm(RoleForm):
    name = LineField(
        label=_("Nombre"),
        max_length=120,
        error_messages={"required": _("Escriba el nombre.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    email = EmailField(
        label=_("Correo"),
        error_messages={
            "required": _("Escriba el correo."),
            "invalid": _("Revise el correo: le falta algo."),
        },
        widget=forms.EmailInput(attrs=EMAIL_ATTRS),
    )
    field_order = ["name", "email", "role"]


class PasswordForm(forms.Form):
    password = forms.CharField(
        label=_("Su contraseña"),
        max_length=1000,
        strip=False,
        error_messages={"required": _("Escriba su contraseña.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class ChangeEmailForm(PasswordForm):
    email = EmailField(
        label=_("Correo nuevo"),
        error_messages={
            "required": _("Escriba el correo nuevo."),
            "invalid": _("Revise el correo: le falta algo."),
        },
        widget=forms.EmailInput(attrs=EMAIL_ATTRS),
    )
    confirm = EmailField(
        label=_("Confirma Correo"),
        error_messages={
            "required": _("Escriba otra vez el correo nuevo."),
            "invalid": _("Revise el correo: le falta algo."),
        },
        widget=forms.EmailInput(attrs=EMAIL_ATTRS),
    )
    field_order = ["email", "confirm", "password"]

    def clean_confirm(self) -> str:
        confirm: str = self.cleaned_data["confirm"]
        if "email" in self.cleaned_data and confirm != self.cleaned_data["email"]:
            raise ValidationError(_("No coincide con el correo nuevo."))
        return confirm


class JoinForm(FirstPasswordForm):
    """Name and password of somebody who comes in for the first time."""

    name = LineField(
        label=_("Nombre"),
        max_length=120,
        error_messages={"required": _("Escriba su nombre.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    field_order = ["name", "password", "confirm", "accepted"]

    def __init__(self, invitation: Invitation, data: Any) -> None:
        initial = {"name": invitation.name}
        rfc = invitation.account.rfc
        super().__init__(User(email=invitation.email), data, initial=initial, rfc=rfc)
