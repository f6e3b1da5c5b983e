"""Fields of forms that clean what people paste before anything is checked or compared (C064)."""

from typing import Any

from django import forms

from eticket.lib.emails import clean_email
from eticket.lib.errors import RuleBroken
from eticket.lib.folding import clean_body, clean_line
from eticket.lib.phones import clean_mobile, clean_phone

TEXT_LIMIT = 20_000


class LineField(forms.CharField):
    """One line as typed, without controls or marks that nobody sees."""

    def to_python(self, value: Any) -> str:
        return clean_line(super().to_python(value) or "")


class TextField(forms.CharField):
    """A text of several lines as typed."""

    widget = forms.Textarea

    def __init__(self, **options: Any) -> None:
        options.setdefault("max_length", TEXT_LIMIT)
        super().__init__(**options)

    def to_python(self, value: Any) -> str:
        return clean_body(super().to_python(value) or "")


class EmailField(forms.EmailField):
    def __init__(self, **options: Any) -> None:
        # What mail allows, and the columns hold.
        options.setdefault("max_length", 254)
        super().__init__(**options)

    def to_python(self, value: Any) -> str:
        return clean_email(super().to_python(value) or "")


class PhoneField(forms.CharField):
    """A telephone, stored as E.164; what is none is refused with the sentence of lib/phones.py."""

    widget = forms.TextInput(attrs={"type": "tel", "inputmode": "tel"})

    def to_python(self, value: Any) -> str:
        text = clean_line(super().to_python(value) or "")
        try:
            return self.clean_number(text) if text else ""
        except RuleBroken as refusal:
            raise forms.ValidationError(str(refusal)) from None

    def clean_number(self, text: str) -> str:
        return clean_phone(text)


class MobileField(PhoneField):
    """A number that a text message can reach, in Mexico."""

    def clean_number(self, text: str) -> str:
        return clean_mobile(text)
