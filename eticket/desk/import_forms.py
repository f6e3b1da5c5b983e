"""A file to import, what its columns are, and the ticks before it is applied."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from eticket.licensing.importing.columns import KINDS
from eticket.licensing.importing.models import Import
from eticket.licensing.importing.serial_plans import CLAIMED, MOVED

BY_HEADERS = ("", _("Lo que digan sus encabezados"))


class ImportForm(forms.Form):
    file = forms.FileField(
        label=_("Archivo"),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx"}),
        help_text=_(
            "CSV o libro de Excel (.xlsx), hasta 25 MB. El primer renglón son encabezados."
        ),
        allow_empty_file=True,
        error_messages={"required": _("Elija el archivo.")},
    )
    kind = forms.ChoiceField(
        label=_("Qué contiene"),
        choices=[BY_HEADERS, *((one.name, one.label) for one in KINDS.values())],
        required=False,
    )


class ColumnsForm(forms.Form):
    """Which column of the file is which; a choice for each column that its kind has."""

    def __init__(self, *args: Any, job: Import, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.job = job
        kinds = [(one.name, one.label) for one in KINDS.values()]
        self.fields["kind"] = forms.ChoiceField(
            label=_("Qué contiene"), choices=kinds, initial=job.kind
        )
        places = [(str(place), name or "–") for place, name in enumerate(job.headers)]
        for column in KINDS[job.kind].columns:
            self.fields[column.name] = forms.ChoiceField(
                label=str(column.label),
                choices=[("", _("Ninguna")), *places],
                required=False,
                initial=str(job.mapping.get(column.name, "")),
            )

    @property
    def mapping(self) -> dict[str, int]:
        """Column → place, as chosen; nothing when the file turned out to be of another kind."""
        chosen = dict(self.cleaned_data)
        if chosen.pop("kind") != self.job.kind:
            return {}
        return {name: int(place) for name, place in chosen.items() if place}


class ConfirmForm(forms.Form):
    """The ticks that this import asks for, each with the number of rows it stands for."""

    LABELS = {
        MOVED: _("Pasar a otra cuenta las series que hoy son de otra (renglones: %(n)d)"),
        CLAIMED: _("Entregar series a prospectos que se registraron solos (renglones: %(n)d)"),
        "skip": _("Saltar los renglones con error e importar los demás (renglones: %(n)d)"),
    }

    def __init__(self, *args: Any, job: Import, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = {**job.counts.get("conflicts", {}), "skip": job.counts.get("refused", 0)}
        for name, label in self.LABELS.items():
            if asked.get(name):
                said = str(label) % {"n": asked[name]}
                self.fields[name] = forms.BooleanField(label=said, required=False)

    @property
    def accepted(self) -> list[str]:
        return [name for name in (MOVED, CLAIMED) if self.cleaned_data.get(name)]

    @property
    def skips_errors(self) -> bool:
        return bool(self.cleaned_data.get("skip"))
