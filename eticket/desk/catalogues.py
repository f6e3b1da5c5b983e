"""The administrator's catalogues, below /mesa/catalogos/: Django's admin behind the desk's door."""

from collections.abc import Iterable
from typing import Any

from django.contrib.admin import AdminSite, ModelAdmin
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from eticket.access import rights
from eticket.accounts.models import User
from eticket.events.recording import record

# One door: people sign in, sign out and change their password where everybody does.
OTHER_DOORS = {"login", "logout", "password_change", "password_change_done"}


LONGEST = 200
# Never in the record, whatever a catalogue may come to hold.
SECRET = ("password", "secret", "token", "hash", "key")


class Recorded(ModelAdmin):  # type: ignore[type-arg]
    """Tells the audit what was changed, from what to what, in the transaction of the change."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        changed = [*form.changed_data, *(one.prefix for one in formsets if one.has_changed())]
        if changed:
            _record(self, request, form.instance, changed, _changes(form, change))

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        _record(self, request, obj, [], {"deleted": [str(obj), ""]})
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        for obj in queryset:
            self.delete_model(request, obj)


class Catalogues(AdminSite):
    site_header = site_title = _("Catálogos")
    index_title = _("Catálogos")
    site_url = None

    def has_permission(self, request: HttpRequest) -> bool:
        user = request.user
        return isinstance(user, User) and user.is_active and rights.may(user, "catalogues.edit")

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Whatever is registered is recorded, too."""
        given = admin_class or ModelAdmin
        recorded = type(given.__name__, (Recorded, given), {"__module__": given.__module__})
        super().register(model_or_iterable, recorded, **options)

    def get_urls(self) -> list[Any]:
        urls = super().get_urls()
        return [one for one in urls if getattr(one, "name", "") not in OTHER_DOORS]


def _record(
    admin: Any, request: HttpRequest, obj: Model, names: list[str], changes: dict[str, list[str]]
) -> None:
    record(
        "catalogue.changed",
        obj,
        by=request.user,  # type: ignore[arg-type]
        what=str(admin.opts.verbose_name),
        name=str(obj)[:LONGEST],
        fields=", ".join(str(label) for label in _labels(admin, names)),
        changes=changes,
    )


def _changes(form: Any, change: bool) -> dict[str, list[str]]:
    """Field → what it was and what it is; long texts in part."""
    return {
        name: [
            _said(form.initial.get(name)) if change else "",
            _said(form.cleaned_data.get(name)),
        ]
        for name in form.changed_data
        if not any(word in name for word in SECRET)
    }


def _labels(admin: Any, names: list[str]) -> list[object]:
    fields = {field.name: field for field in admin.opts.get_fields()}
    return [getattr(fields.get(name), "verbose_name", name) for name in names]


def _said(value: object) -> str:
    many = isinstance(value, Iterable) and not isinstance(value, str)
    text = ", ".join(str(one) for one in value) if many else str(value)  # type: ignore[attr-defined]
    return "" if value is None else text[:LONGEST]
