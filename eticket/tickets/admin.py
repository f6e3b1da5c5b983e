from typing import Any

from django.contrib import admin

from eticket.accounts.models import User
from eticket.lib.kept_rows import KeptAdmin
from eticket.tickets.models import Area


@admin.register(Area)
class AreaAdmin(KeptAdmin):
    """Areas and who works in them. Tickets are written by their deeds only, never here."""

    list_display = ("name", "position", "is_active", "hours")
    filter_horizontal = ("agents",)

    def formfield_for_manytomany(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name == "agents":
            kwargs["queryset"] = User.objects.exclude(staff_role="").order_by("name")
        return super().formfield_for_manytomany(db_field, request, **kwargs)
