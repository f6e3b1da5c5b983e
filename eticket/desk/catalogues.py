"""The administrator's catalogues, below /mesa/catalogos/: Django's admin behind the desk's door."""

from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from eticket.access import rights
from eticket.accounts.models import User

# One door: people sign in, sign out and change their password where everybody does.
OTHER_DOORS = {"login", "logout", "password_change", "password_change_done"}


class Catalogues(AdminSite):
    site_header = site_title = _("Catálogos")
    index_title = _("Catálogos")
    site_url = None

    def has_permission(self, request: HttpRequest) -> bool:
        user = request.user
        return isinstance(user, User) and user.is_active and rights.may(user, "catalogues.edit")

    def get_urls(self) -> list[Any]:
        urls = super().get_urls()
        return [one for one in urls if getattr(one, "name", "") not in OTHER_DOORS]
