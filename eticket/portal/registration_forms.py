import time
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from eticket.accounts.models import Registration, User
from eticket.lib.emails import clean_email, mask_email
from eticket.lib.errors import RuleBroken
from eticket.lib.fields import EmailField, LineField, PhoneField
from eticket.lib.phones import PhoneRefused, clean_phone
from eticket.lib.rfc import clean_rfc
from eticket.portal.sign_in_forms import FirstPasswordForm

SEAL, SEAL_LIFE = "registration-rfc", 3600
STARTED = "registration-started"
# Nobody fills eight fields in less; programs do.
QUICKEST_SECONDS = 3.0


def seal(rfc: str) -> str:
    """A RFC that was looked up, for the address of the next page: ours, and not to be read."""
    return signing.dumps(rfc, salt=SEAL)


def unseal(sealed: str) -> str:
    """What ``seal`` took, for an hour; nothing for anything else."""
    try:
        return str(signing.loads(sealed, salt=SEAL, max_age=SEAL_LIFE))
    except signing.BadSignature:
        return ""


class RfcField(LineField):
    """A RFC in any of the ways people write it (C103, C104); the check digit refuses nobody."""

    def __init__(self, **options: Any) -> None:
        attrs = {"autocapitalize": "characters", "autocomplete": "off", "spellcheck": "false"}
        options.setdefault("widget", forms.TextInput(attrs=attrs))
        super().__init__(
            label=_("RFC"),
            max_length=60,
            error_messages={"required": _("Escriba el RFC.")},
            **options,
        )

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        try:
            return clean_rfc(text) if text else ""
        except RuleBroken as refusal:
            raise ValidationError(str(refusal)) from None


class RfcForm(forms.Form):
    rfc = RfcField(help_text=_("El suyo o el que se usó al adquirir su sistema."))


class EmailChoiceForm(forms.Form):
    """One of the addresses on file, shown masked."""

    email = forms.ChoiceField(
        label=_("Correos registrados para su cuenta"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Elija el correo que va a utilizar."),
            "invalid_choice": _("Elija uno de los correos de la lista."),
        },
    )

    def __init__(self, emails: dict[str, str], data: Any = None) -> None:
        super().__init__(data)
        self.emails = emails
        field = self.fields["email"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = [(key, mask_email(email)) for key, email in emails.items()]

    @property
    def chosen(self) -> str:
        return self.emails[self.cleaned_data["email"]]


class ProspectForm(forms.Form):
    """S26-S32. ``url`` is a field that only programs see and fill."""

    name = LineField(
        label=_("Nombre o razón social"),
        max_length=200,
        error_messages={"required": _("Escriba el nombre o razón social.")},
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    rfc = RfcField()
    contact = LineField(
        label=_("Contacto"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = EmailField(
        label=_("Correo"),
        max_length=254,
        error_messages={
            "required": _("Escriba su correo."),
            "invalid": _("Escriba un correo completo, por ejemplo nombre@empresa.com.mx."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )
    confirm_email = LineField(
        label=_("Confirma Correo"),
        error_messages={"required": _("Escriba otra vez el correo.")},
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    phone = PhoneField(
        label=_("Teléfono"),
        max_length=40,
        error_messages={"required": _("Escriba su teléfono.")},
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel"}),
    )
    confirm_phone = LineField(
        label=_("Confirma Teléfono"),
        error_messages={"required": _("Escriba otra vez el teléfono.")},
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "off"}),
    )
    url = forms.CharField(required=False, widget=forms.TextInput(attrs={"tabindex": "-1"}))
    started = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, rfc: str = "") -> None:
        super().__init__(data, initial={"rfc": rfc, "started": started_now()})

    @property
    def is_by_program(self) -> bool:
        return bool(self.data.get("url"))

    def clean_confirm_email(self) -> str:
        again: str = self.cleaned_data["confirm_email"]
        if clean_email(again) != self.cleaned_data.get("email", clean_email(again)):
            raise ValidationError(_("No coincide con el correo."))
        return again

    def clean_confirm_phone(self) -> str:
        again: str = self.cleaned_data["confirm_phone"]
        try:
            cleaned = clean_phone(again)
        except PhoneRefused:
            cleaned = ""
        if cleaned != self.cleaned_data.get("phone", cleaned):
            raise ValidationError(_("No coincide con el teléfono."))
        return again

    def clean(self) -> dict[str, Any]:
        if not self.errors and _seconds_since(self.data.get("started", "")) < QUICKEST_SECONDS:
            raise ValidationError(_("Revise que sus datos estén bien y regístrese otra vez."))
        return self.cleaned_data

    def given(self) -> dict[str, str]:
        """What a form without errors says, for the deed."""
        names = ("name", "rfc", "contact", "email", "phone")
        return {name: self.cleaned_data[name] for name in names}


class CompleteForm(FirstPasswordForm):
    """The password of who registers."""

    def __init__(self, registration: Registration, data: Any) -> None:
        user = User(email=registration.email, name=registration.contact)
        super().__init__(user, data, rfc=registration.rfc)


def started_now() -> str:
    """When the form was shown, as only we can have written it."""
    return signing.dumps(time.time(), salt=STARTED)


def _seconds_since(started: str) -> float:
    try:
        return time.time() - float(signing.loads(started, salt=STARTED))
    except (signing.BadSignature, ValueError):
        return 0.0
