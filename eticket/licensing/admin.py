from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from eticket.lib.errors import RuleBroken
from eticket.lib.kept_rows import KeptAdmin, ReadAdmin
from eticket.licensing.letterheads import clean_logo
from eticket.licensing.models import Certificate, Device, Letterhead, Policy, Product, Serial


@admin.register(Product)
class ProductAdmin(KeptAdmin):
    list_display = ("name", "is_active", "max_open_tickets", "one_open_per_email")


@admin.register(Serial)
class SerialAdmin(KeptAdmin):
    """A serial is issued and renewed from the desk; here its limits are changed."""

    list_display = ("number", "product", "edition", "account", "valid_until")
    list_filter = ("product",)
    list_select_related = ("product", "account")
    search_fields = ("number", "account__folded")
    readonly_fields = ("account", "product", "number", "valid_until", "created_at")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Policy)
class PolicyAdmin(ReadAdmin):
    list_display = ("number", "description", "serial", "registered_on", "valid_until")
    list_select_related = ("serial",)
    search_fields = ("number", "folded")


@admin.register(Device)
class DeviceAdmin(ReadAdmin):
    list_display = ("name", "serial", "product_version", "activated_at", "deactivated_at")
    list_select_related = ("serial",)
    search_fields = ("name", "serial__number")


class LetterheadForm(forms.ModelForm):  # type: ignore[type-arg]
    picture = forms.FileField(
        label=_("Logotipo"),
        required=False,
        help_text=_("PNG, JPEG o WebP de hasta 2 MB; va arriba de cada constancia."),
    )

    class Meta:
        model = Letterhead
        fields = ("colour", "picture", "foot")

    def clean_picture(self) -> bytes | None:
        picture = self.cleaned_data["picture"]
        try:
            return clean_logo(picture, picture.size) if picture else None
        except RuleBroken as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


@admin.register(Letterhead)
class LetterheadAdmin(KeptAdmin):
    form = LetterheadForm
    list_display = ("colour", "foot")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return not Letterhead.objects.exists()

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        obj.pk = 1
        obj.logo = form.cleaned_data["picture"] or obj.logo
        super().save_model(request, obj, form, change)


@admin.register(Certificate)
class CertificateAdmin(ReadAdmin):
    list_display = ("code", "account", "issued_at", "revoked_at")
    list_select_related = ("account",)
    search_fields = ("code", "account__folded")
