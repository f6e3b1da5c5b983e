import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from eticket.accounts import coding
from eticket.accounts.models import CodePair, User
from eticket.lib.fields import LineField, MobileField
from eticket.portal.registration_forms import EmailChoiceForm
from eticket.portal.sign_in_forms import FirstPasswordForm

CODE_ATTRS = {"inputmode": "numeric", "spellcheck": "false", "autocapitalize": "none"}


class MobileForm(EmailChoiceForm):
    """S93, S94: an address on file that one recognises, and a number for one message."""

    phone = MobileField(
        label=_("Número de celular"),
        max_length=40,
        help_text=_("Solo lo usamos para enviarle el código por SMS."),
        error_messages={"required": _("Escriba el número de su celular.")},
        widget=forms.TextInput(
            attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel-national"}
        ),
    )


class CodeField(LineField):
    """A code of so many digits, however it was grouped when it was pasted."""

    def __init__(self, digits: int, **options: Any) -> None:
        super().__init__(max_length=20, **options)
        self.digits = digits

    def to_python(self, value: Any) -> str:
        code = re.sub(r"[\s\-]", "", super().to_python(value))
        if code and not (code.isascii() and code.isdigit() and len(code) == self.digits):
            raise ValidationError(_("Son %(n)d números.") % {"n": self.digits})
        return code


class CodesForm(FirstPasswordForm):
    """S96: the password, and both codes."""

    sms = CodeField(
        coding.SMS_DIGITS,
        label=_("Código por SMS"),
        help_text=_("4 números"),
        error_messages={"required": _("Escriba el código que llegó por SMS.")},
        widget=forms.TextInput(attrs=CODE_ATTRS | {"autocomplete": "one-time-code"}),
    )
    mail = CodeField(
        coding.MAIL_DIGITS,
        label=_("Código por correo"),
        help_text=_("6 números"),
        error_messages={"required": _("Escriba el código que llegó por correo.")},
        widget=forms.TextInput(attrs=CODE_ATTRS | {"autocomplete": "off"}),
    )

    def __init__(self, pair: CodePair, data: Any) -> None:
        registration = pair.registration
        user = User(email=registration.email, name=registration.contact)
        super().__init__(user, data, rfc=registration.rfc)
