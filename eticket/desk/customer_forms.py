"""Customers entered by hand: account, contact, person, serial, renewal."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from eticket.accounts.models import Role
from eticket.desk.forms import DayField
from eticket.lib import days
from eticket.lib.errors import RuleBroken
from eticket.lib.fields import EmailField, LineField, PhoneField
from eticket.lib.rfc import GENERIC, clean_rfc
from eticket.lib.serials import clean_serial
from eticket.licensing.importing import cells
from eticket.licensing.models import LimitKind

LIMITS = ("devices", "rfcs", "users")


class AccountForm(forms.Form):
    name = LineField(
        label=_("Nombre o razón social"),
        max_length=200,
        error_messages={"required": _("Falta el nombre o razón social.")},
    )
    rfc = LineField(label=_("RFC"), max_length=30, required=False)
    phone = PhoneField(label=_("Teléfono"), max_length=40, required=False)
    additional_users = forms.IntegerField(
        label=_("Usuarios adicionales"),
        required=False,
        min_value=0,
        max_value=10_000,
        help_text=_("Vacío: no contrató usuarios adicionales."),
    )

    def clean_rfc(self) -> str:
        typed: str = self.cleaned_data["rfc"]
        try:
            rfc = clean_rfc(typed) if typed else ""
        except RuleBroken as refusal:
            raise forms.ValidationError(str(refusal)) from None
        if rfc in GENERIC:
            raise forms.ValidationError(
                _("El RFC genérico no identifica a un cliente; déjelo vacío si no tiene otro.")
            )
        return rfc


class ContactForm(forms.Form):
    name = LineField(
        label=_("Nombre"), max_length=120, error_messages={"required": _("Falta el nombre.")}
    )
    email = EmailField(label=_("Correo"), error_messages={"required": _("Falta el correo.")})
    phone = PhoneField(label=_("Teléfono"), max_length=40, required=False)


class FinishForm(ContactForm):
    """A registration by telephone: whom one spoke to, and how one knows who it was."""

    reason = LineField(
        label=_("Motivo"),
        max_length=200,
        help_text=_("Cómo comprobó quién llama y por qué no sirve ningún correo del expediente."),
        error_messages={"required": _("Falta el motivo.")},
    )


class PersonForm(forms.Form):
    name = LineField(
        label=_("Nombre"), max_length=120, error_messages={"required": _("Falta el nombre.")}
    )
    email = EmailField(label=_("Correo"), error_messages={"required": _("Falta el correo.")})
    role = forms.ChoiceField(label=_("Rol"), choices=Role.choices)


class PolicyForm(forms.Form):
    """A purchase or a renewal of a serial."""

    policy_number = LineField(
        label=_("Número de póliza"),
        max_length=40,
        error_messages={"required": _("Falta el número de póliza.")},
    )
    description = LineField(
        label=_("Descripción"),
        max_length=120,
        help_text=_("Por ejemplo: eComprobante META Licencia Anual."),
        error_messages={"required": _("Falta la descripción.")},
    )
    registered_on = DayField(label=_("Registro"), initial=days.today)
    valid_until = DayField(
        label=_("Vigencia"), error_messages={"required": _("Falta el día de la vigencia.")}
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        start, end = data.get("registered_on"), data.get("valid_until")
        if start and end and end < start:
            self.add_error("valid_until", _("La vigencia es anterior al registro."))
        return data


class SerialForm(PolicyForm):
    """A serial with its first policy and its three limits, each a number or not."""

    product: Any = forms.ModelChoiceField(
        None, label=_("Sistema"), empty_label=_("Elija el sistema")
    )
    number = LineField(
        label=_("Número de serie"),
        max_length=60,
        required=False,
        help_text=_("Vacío: se genera uno."),
    )
    edition = LineField(label=_("Edición"), max_length=20, required=False)
    field_order = ("product", "edition", "number")

    def __init__(self, *args: Any, products: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["product"].queryset = products  # type: ignore[attr-defined]
        labels = {"devices": _("Equipos"), "rfcs": _("RFC"), "users": _("Usuarios")}
        usual = {"devices": "1", "rfcs": LimitKind.UNLIMITED, "users": LimitKind.NOT_APPLICABLE}
        for name in LIMITS:
            self.fields[name] = LineField(
                label=labels[name],
                initial=usual[name],
                max_length=12,
                widget=forms.TextInput(attrs={"list": "limits"}),
                help_text=_("Un número, «ilimitados» o «N/A»."),
            )
            self.initial.setdefault(name, _said(str(usual[name])))

    def clean_number(self) -> str:
        typed = self.cleaned_data["number"]
        number = clean_serial(typed) if typed else str(uuid4()).upper()
        if number is None:
            raise forms.ValidationError(
                _("El número de serie tiene 32 letras y números, como 778F0FAC-9DEF-412D-…")
            )
        return number

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        for name in LIMITS:
            if name in data:
                kind, number = self._limit(name, data.pop(name))
                data |= {f"{name}_kind": kind, f"{name}_max": number}
        return data

    def _limit(self, name: str, typed: str) -> tuple[str, int | None]:
        try:
            kind, number = cells.limit(typed)
        except RuleBroken as refusal:
            self.add_error(name, str(refusal))
            kind, number = LimitKind.NOT_APPLICABLE.value, None
        return kind, number


def _said(kind: str) -> str:
    words = {LimitKind.UNLIMITED.value: "ilimitados", LimitKind.NOT_APPLICABLE.value: "N/A"}
    return words.get(str(kind), str(kind))


class MoveForm(forms.Form):
    """Whose the serial will be, by RFC, and why."""

    rfc = LineField(
        label=_("RFC de la cuenta que la recibe"),
        max_length=30,
        error_messages={"required": _("Falta el RFC.")},
    )
    reason = LineField(
        label=_("Motivo"),
        max_length=200,
        help_text=_(
            "Sus equipos se desactivan, y la otra cuenta no ve los de antes. "
            "Los tickets se quedan con quien los levantó."
        ),
        error_messages={"required": _("Falta el motivo.")},
    )

    def clean_rfc(self) -> str:
        try:
            return clean_rfc(self.cleaned_data["rfc"])
        except RuleBroken as refusal:
            raise forms.ValidationError(str(refusal)) from None
