from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from eticket.accounts.models import User
from eticket.lib.emails import clean_email
from eticket.lib.fields import EmailField, LineField, PhoneField, TextField
from eticket.lib.phones import PhoneRefused, clean_phone, show_phone
from eticket.licensing.models import Device, Product, Serial
from eticket.tickets.models import Area, Kind, Ticket
from eticket.tickets.opening import NewTicket


class ConfirmField(LineField):
    """Asked for only when the value it repeats is not the person's own; TicketForm compares."""

    def validate(self, value: Any) -> None:
        return None


class TicketForm(forms.Form):
    """What a customer says to have a ticket (S57-S65), of either kind.

    A ticket de servicio with a ``serial`` asks for its renewal.
    """

    area = forms.TypedChoiceField(
        label=_("Área"),
        coerce=int,
        error_messages={"required": _("Elija el área."), "invalid_choice": _("Elija el área.")},
    )
    product = forms.TypedChoiceField(
        label=_("Sistema"), coerce=int, empty_value=None, required=False
    )
    device = forms.TypedChoiceField(label=_("Equipo"), coerce=int, empty_value=None, required=False)
    subject = LineField(
        label=_("Asunto"),
        max_length=250,
        error_messages={
            "required": _("Falta el asunto."),
            "max_length": _("Caben %(limit_value)d letras y son %(show_value)d."),
        },
    )
    follow_up_email = EmailField(
        label=_("Correo seguimiento"),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "required": _("Falta el correo seguimiento."),
            "invalid": _("Escriba un correo completo, por ejemplo nombre@empresa.com.mx."),
        },
    )
    confirm_email = ConfirmField(
        label=_("Confirma Correo"),
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    phone = PhoneField(
        label=_("Teléfono para contactar"),
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel"}),
        error_messages={"required": _("Falta el teléfono para contactar.")},
    )
    confirm_phone = ConfirmField(
        label=_("Confirmar Teléfono"),
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "off"}),
    )
    contact_hours = LineField(label=_("Horario a contactar"), max_length=120, required=False)
    body = TextField(
        label=_("Descripción del problema"),
        error_messages={
            "required": _("Falta la descripción del problema."),
            "max_length": _("Caben %(limit_value)d letras y son %(show_value)d."),
        },
    )
    # The files themselves are taken by attaching.choose(); here they have a label and an error.
    attachments = forms.FileField(label=_("Adjuntar Archivo"), required=False)

    def __init__(
        self,
        kind: Kind,
        *,
        person: User,
        areas: Sequence[Area],
        products: Sequence[Product] = (),
        serial: Serial | None = None,
        devices: Sequence[Device] = (),
        data: Any = None,
        initial: dict[str, Any] | None = None,
    ) -> None:
        self.kind, self.person, self.serial = kind, person, serial
        self.areas = {area.pk: area for area in areas}
        self.products = {product.pk: product for product in products}
        self.devices = {device.pk: device for device in devices}
        super().__init__(data, initial=_known(person) | (initial or {}))
        names = [(area.pk, area.name) for area in areas]
        if serial:
            del self.fields["product"]
        else:
            self._choices("product", [("", _("Ninguno")), *((p.pk, p.name) for p in products)])
        if devices:
            self._choices("device", [("", _("Ninguno en particular")), *map(_named, devices)])
        else:
            del self.fields["device"]
        if kind == Kind.SERVICE:
            names.insert(0, ("", _("Elija el área")))  # type: ignore[arg-type]
            self.fields["body"].label = _("Descripción")
        self._choices("area", names)

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        email, again = said.get("follow_up_email"), said.get("confirm_email", "")
        if email and clean_email(again) != email and (again or email != self.person.email):
            self.add_error(
                "confirm_email",
                _("No coincide con el correo seguimiento.")
                if again
                else _("Escriba otra vez el correo seguimiento."),
            )
        phone, again = said.get("phone"), said.get("confirm_phone", "")
        if phone and _phone(again) != phone and (again or phone != self.person.phone):
            self.add_error(
                "confirm_phone",
                _("No coincide con el teléfono para contactar.")
                if again
                else _("Escriba otra vez el teléfono para contactar."),
            )
        return said

    def new_ticket(self, previous: Ticket | None) -> NewTicket:
        """What a form without errors says, for the deed."""
        said = self.cleaned_data
        return NewTicket(
            kind=self.kind,
            area=self.areas[said["area"]],
            subject=said["subject"],
            body=said["body"],
            follow_up_email=said["follow_up_email"],
            phone=said["phone"],
            contact_hours=said["contact_hours"],
            serial=self.serial,
            product=self.products.get(said.get("product") or 0),
            device=self.devices.get(said.get("device") or 0),
            previous=previous,
        )

    def as_typed(self) -> "TicketForm":
        """The same form before it was sent: what was typed is there, no complaint is."""
        typed = {name: self.data.get(name, "") for name in self.fields}
        form = TicketForm(
            self.kind,
            person=self.person,
            areas=list(self.areas.values()),
            products=list(self.products.values()),
            serial=self.serial,
            devices=list(self.devices.values()),
            initial=typed,
        )
        return form

    @property
    def known_email(self) -> str:
        return self.person.email

    @property
    def known_phone(self) -> str:
        return show_phone(self.person.phone) if self.person.phone else ""

    def _choices(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]


def _known(person: User) -> dict[str, Any]:
    phone = show_phone(person.phone) if person.phone else ""
    return {
        "follow_up_email": person.email,
        "confirm_email": person.email,
        "phone": phone,
        "confirm_phone": phone,
        "contact_hours": person.contact_hours,
    }


def _named(device: Device) -> tuple[int, str]:
    name = device.name if device.is_active else _("%(name)s (inactivo)") % {"name": device.name}
    return device.pk, str(name)


def _phone(text: str) -> str:
    try:
        return clean_phone(text)
    except PhoneRefused:
        return ""
