from hashlib import sha256
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from eticket.accounts import passwords
from eticket.accounts.models import User
from eticket.lib.rfc import bare
from eticket.privacy.noticing import current_notice

LOGIN_ATTRS = {
    "autocomplete": "username",
    "autocapitalize": "none",
    "autocorrect": "off",
    "spellcheck": "false",
}


class SignInForm(forms.Form):
    login = forms.CharField(
        label=_("RFC o Correo Electrónico"),
        max_length=320,
        error_messages={"required": _("Escriba su RFC o su correo.")},
        widget=forms.TextInput(attrs=LOGIN_ATTRS),
    )
    password = forms.CharField(
        label=_("Contraseña"),
        max_length=1000,
        strip=False,
        error_messages={"required": _("Escriba su contraseña.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class ForgottenForm(forms.Form):
    login = forms.CharField(
        label=_("RFC o Correo Electrónico"),
        max_length=320,
        error_messages={"required": _("Escriba su RFC o su correo.")},
        widget=forms.TextInput(attrs=LOGIN_ATTRS),
    )


class NewPasswordForm(forms.Form):
    """A new password for ``user``, typed twice."""

    password = forms.CharField(
        label=_("Contraseña nueva"),
        min_length=10,
        max_length=passwords.LONGEST,
        strip=False,
        help_text=_("Al menos 10 caracteres. Una frase de varias palabras es fácil de recordar."),
        error_messages={
            "required": _("Escriba la contraseña nueva."),
            "min_length": _("Faltan caracteres: son 10 como mínimo."),
            "max_length": _("Son 128 caracteres como máximo."),
        },
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    confirm = forms.CharField(
        label=_("Confirma Contraseña"),
        max_length=passwords.LONGEST,
        strip=False,
        error_messages={"required": _("Escriba otra vez la contraseña nueva.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        password = passwords.clean_password(self.cleaned_data["password"])
        passwords.check_strength(password, self.user)
        return password

    def clean_confirm(self) -> str:
        confirm = passwords.clean_password(self.cleaned_data["confirm"])
        if "password" in self.cleaned_data and confirm != self.cleaned_data["password"]:
            raise ValidationError(_("No coincide con la contraseña nueva."))
        return confirm


class FirstPasswordForm(NewPasswordForm):
    """The password of who comes in for the first time, and consent to a published notice."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    accepted = forms.BooleanField(
        label=_("Leí y acepto el Aviso de Privacidad."),
        error_messages={"required": _("Para registrarse hace falta aceptar el aviso.")},
    )
    # Refused by leaving it alone, and later with one press (J2).
    secondary = forms.BooleanField(
        label=_("También acepto recibir novedades y encuestas (opcional)."), required=False
    )

    def __init__(self, user: User, *args: Any, rfc: str, **kwargs: Any) -> None:
        super().__init__(user, *args, **kwargs)
        self.rfc = rfc
        self.notice = current_notice()
        self.fields["password"].label = _("Contraseña")
        if self.notice:
            self.fields["version"].initial = self.notice.version
        else:
            del self.fields["accepted"], self.fields["secondary"]

    @property
    def consent(self) -> dict[str, Any]:
        """What consenting.py asks: the hash of the text, the choice about what is not needed."""
        full = self.notice.full if self.notice else ""
        return {
            "notice": sha256(full.encode()).hexdigest() if full else "",
            "secondary": bool(self.cleaned_data.get("secondary")),
        }

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if self.notice and given.get("version") != self.notice.version:
            # Published while they read the one before.
            fresh = {"version": str(self.notice.version)}
            self.data = {**self.data, **fresh, "accepted": ""}
            self.add_error("accepted", _("El aviso cambió mientras lo leía. Léalo y acéptelo."))
        return given

    def clean_password(self) -> str:
        if self.rfc and self.rfc in bare(self.cleaned_data["password"]):
            raise ValidationError(_("El RFC está en cada factura: no lo use en la contraseña."))
        return super().clean_password()


class ChangePasswordForm(NewPasswordForm):
    old = forms.CharField(
        label=_("Contraseña actual"),
        max_length=1000,
        strip=False,
        error_messages={"required": _("Escriba su contraseña actual.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    field_order = ["old", "password", "confirm"]
