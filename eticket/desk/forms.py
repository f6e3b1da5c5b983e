"""What staff types: shape is checked here, rules in the deeds."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from eticket.lib.fields import EmailField, LineField, PhoneField, TextField

Choices = list[tuple[str, str]]


class DayField(forms.DateField):
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def __init__(self, **options: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%d", "%d/%m/%Y"], **options)


class AssignForm(forms.Form):
    agent = forms.ChoiceField(label=_("Asignar a"), required=False)

    def __init__(self, *args: Any, agents: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agent"].choices = [("", _("Nadie (sin asignar)")), *agents]  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    reason = LineField(
        label=_("Motivo"), max_length=300, error_messages={"required": _("Falta el motivo.")}
    )


class BlockForm(forms.Form):
    reason = LineField(
        label=_("Motivo"),
        max_length=200,
        help_text=_("Queda en el historial; el cliente no lo lee."),
        error_messages={"required": _("Falta el motivo.")},
    )


class DeviceForm(forms.Form):
    reason = LineField(
        label=_("Motivo"),
        max_length=200,
        help_text=_("Lo lee el cliente. No cuenta entre sus cambios."),
        error_messages={"required": _("Falta el motivo.")},
    )


class TransferForm(ReasonForm):
    area: Any = forms.ModelChoiceField(
        None,
        label=_("Área"),
        empty_label=_("Elija el área"),
        error_messages={"required": _("Elija el área que lo atenderá.")},
    )
    field_order = ("area", "reason")

    def __init__(self, *args: Any, areas: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].queryset = areas  # type: ignore[attr-defined]


class TicketForm(forms.Form):
    """A ticket raised for a customer; the same data as S57-S65, the person chosen first."""

    person = forms.ChoiceField(label=_("Persona"))
    area: Any = forms.ModelChoiceField(None, label=_("Área"), empty_label=None)
    product: Any = forms.ModelChoiceField(
        None, label=_("Sistema"), required=False, empty_label=_("Ninguno")
    )
    device: Any = forms.ModelChoiceField(
        None, label=_("Equipo"), required=False, empty_label=_("Ninguno en particular")
    )
    subject = LineField(
        label=_("Asunto"), max_length=250, error_messages={"required": _("Falta el asunto.")}
    )
    body = TextField(
        label=_("Descripción del problema"),
        error_messages={"required": _("Falta la descripción del problema.")},
    )
    email = EmailField(
        label=_("Correo seguimiento"),
        required=False,
        help_text=_("Vacío: el de la persona elegida."),
    )
    phone = PhoneField(
        label=_("Teléfono"),
        max_length=40,
        required=False,
        help_text=_("Vacío: el de la persona elegida."),
    )
    contact_hours = LineField(label=_("Horario a contactar"), max_length=120, required=False)

    def __init__(
        self, *args: Any, people: Choices, areas: Any, products: Any, devices: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = people  # type: ignore[attr-defined]
        self.fields["area"].queryset = areas  # type: ignore[attr-defined]
        if devices is None:
            del self.fields["device"]
        else:
            self.fields["device"].queryset = devices  # type: ignore[attr-defined]
        if products is None:
            del self.fields["product"]
        else:
            self.fields["product"].queryset = products  # type: ignore[attr-defined]
