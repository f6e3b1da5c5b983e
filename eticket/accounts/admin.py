from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.models import Group
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from eticket.accounts import publishing, second_factor
from eticket.accounts.inviting import invite_colleague
from eticket.accounts.models import Account, Contact, Membership, Publisher, StaffRole, User
from eticket.lib.kept_rows import KeptAdmin

# Rights hang on the post and the role (access/rights.py), never on groups.
admin.site.unregister(Group)


@admin.register(Publisher)
class PublisherAdmin(KeptAdmin):
    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return not Publisher.objects.exists()

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        obj.pk = 1
        super().save_model(request, obj, form, change)
        publishing.forget()


@admin.register(Account)
class AccountAdmin(KeptAdmin):
    list_display = ("name", "rfc", "phone", "customer_since")
    search_fields = ("folded",)
    fields = ("name", "rfc", "phone", "additional_users", "customer_since")
    readonly_fields = ("customer_since",)


@admin.register(Contact)
class ContactAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("name", "email", "phone", "account")
    list_select_related = ("account",)
    search_fields = ("name", "email")
    readonly_fields = ("account",)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        # From the customer's page at the desk, which records it.
        return False


class PersonForm(forms.ModelForm):  # type: ignore[type-arg]
    reset_reason = forms.CharField(
        label=_("Restablecer su segundo paso"),
        max_length=200,
        required=False,
        help_text=_("El motivo, si perdió teléfono y códigos. Al ingresar activará otro."),
    )


@admin.register(User)
class UserAdmin(KeptAdmin):
    """People of the staff are put on file here; customers' people from their account."""

    list_display = ("name", "email", "staff_role", "is_active")
    list_filter = ("staff_role", "is_active")
    search_fields = ("name", "email")
    form = PersonForm

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        shown = ("name", "email", "phone", "contact_hours", "staff_role", "is_active")
        # Of oneself a borrowed session would do it.
        others = obj is not None and obj.pk != request.user.pk
        return (*shown, "reset_reason") if others else shown

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        if obj is None:
            role: Any = form.base_fields["staff_role"]
            role.required, role.choices = True, StaffRole.choices
        return form

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        # Nobody locks themselves out, nor becomes a customer by mistake.
        return ("staff_role", "is_active") if obj and obj.pk == request.user.pk else ()

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if change:
            if "email" in form.changed_data:
                # Nothing goes to an address before its reader proved it.
                obj.email_proved_at = None
            super().save_model(request, obj, form, change)
            if reason := form.cleaned_data.get("reset_reason"):
                second_factor.reset(obj, by=request.user, reason=reason)  # type: ignore[arg-type]
        else:
            invite_colleague(obj, by=request.user)  # type: ignore[arg-type]


@admin.register(Membership)
class MembershipAdmin(KeptAdmin):
    list_display = ("user", "account", "role", "disabled_at")
    list_filter = ("role",)
    list_select_related = ("user", "account")
    search_fields = ("user__name", "user__email", "account__folded")
    fields = ("user", "account", "role", "disabled_at")
    readonly_fields = ("user", "account")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
