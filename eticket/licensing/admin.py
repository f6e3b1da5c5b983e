from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from eticket.lib.kept_rows import KeptAdmin, ReadAdmin
from eticket.licensing.models import Device, Policy, Product, Serial


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
