from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

CODE_ATTRS = {
    "autocomplete": "one-time-code",
    "autocapitalize": "characters",
    "autocorrect": "off",
    "spellcheck": "false",
    "class": "mono",
}


class CodeForm(forms.Form):
    """A code of the application, or one from the paper."""

    code = forms.CharField(
        label=_("Código"),
        max_length=40,
        error_messages={"required": _("Escriba el código.")},
        widget=forms.TextInput(attrs=CODE_ATTRS),
    )


class EnrolForm(CodeForm):
    """The code that shows that the application has the secret."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Código de la aplicación")
        self.fields["code"].widget.attrs["inputmode"] = "numeric"


class OwnForm(forms.Form):
    """The password again, before something that a borrowed session must not do."""

    password = forms.CharField(
        label=_("Su contraseña"),
        max_length=1000,
        strip=False,
        error_messages={"required": _("Escriba su contraseña.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class OwnEnrolForm(OwnForm, EnrolForm):
    """Another application from within the session: password and code."""
