"""``page``: what the bars around every page need, worked out only when a template asks."""

from collections.abc import Iterable
from functools import cached_property, lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from eticket.accounts.models import Membership, Publisher
from eticket.accounts.publishing import publisher
from eticket.accounts.sessions import SEVERAL_KEY

# name, word, word in the bottom bar, icon, name of the URL
SECTIONS = {
    "home": (gettext_noop("Inicio"), gettext_noop("Inicio"), "home", "portal:home"),
    "tickets": (
        gettext_noop("Tickets"),
        gettext_noop("Tickets"),
        "ticket",
        "portal:tickets.index",
    ),
    "serials": (
        gettext_noop("Series"),
        gettext_noop("Licencias"),
        "monitor",
        "portal:serials.index",
    ),
    "policies": (
        gettext_noop("Pólizas"),
        gettext_noop("Pólizas"),
        "file-text",
        "portal:policies.index",
    ),
    "people": (gettext_noop("Usuarios"), gettext_noop("Usuarios"), "users", "portal:people.index"),
}
IN_BOTTOM_BAR = ("home", "tickets", "serials", "policies")
THEMES = ("light", "dark")


class Page:
    """The frame of one page: publisher, sections, person and theme."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def publisher(self) -> Publisher:
        return publisher()

    @property
    def demo(self) -> bool:
        return bool(settings.DEMO)

    @property
    def theme(self) -> str:
        """The theme the person chose, or nothing: then the page follows the system."""
        chosen = self.request.COOKIES.get("theme", "")
        return chosen if chosen in THEMES else ""

    @cached_property
    def section(self) -> str:
        """The section this page belongs to: "tickets" for portal:tickets.show."""
        match = self.request.resolver_match
        return match.view_name.partition(":")[2].partition(".")[0] if match else ""

    @cached_property
    def nav(self) -> list[dict[str, Any]]:
        """The sections this person has, each {name, label, short, icon, url, count, current}."""
        return [self._entry(given) for given in self._sections()]

    @property
    def bottom(self) -> list[dict[str, Any]]:
        """The four sections of the phone's bar; the rest is behind Menú."""
        return [entry for entry in self.nav if entry["name"] in IN_BOTTOM_BAR]

    @property
    def is_elsewhere(self) -> bool:
        """Whether this page belongs to Menú in the phone's bar."""
        return bool(self.section) and self.section not in {one["name"] for one in self.bottom}

    @cached_property
    def person(self) -> str:
        user = getattr(self.request, "user", None)
        return str(getattr(user, "name", "") or user or "")

    @cached_property
    def account(self) -> str:
        account = getattr(getattr(self.request, "viewer", None), "account", None)
        return str(getattr(account, "name", ""))

    @cached_property
    def other_accounts(self) -> list[Membership]:
        """The person's other places, to switch to; asked only when there are several."""
        viewer = getattr(self.request, "viewer", None)
        mine = getattr(viewer, "membership", None)
        if viewer is None or mine is None or not self.request.session.get(SEVERAL_KEY):
            return []
        return list(viewer.memberships.exclude(pk=mine.pk).order_by("account__name"))

    def _sections(self) -> Iterable[dict[str, Any]]:
        viewer = getattr(self.request, "viewer", None)
        navigation = getattr(viewer, "navigation", None)
        return navigation() if navigation else [{"name": name} for name in SECTIONS]

    def _entry(self, given: dict[str, Any]) -> dict[str, Any]:
        label, short, icon, url = SECTIONS[given["name"]]
        return {
            "label": _(label),
            "short": _(short),
            "icon": icon,
            "url": _address(url),
            "count": 0,
            "current": given["name"] == self.section,
            **given,
        }


@lru_cache(maxsize=32)
def _address(name: str) -> str:
    return reverse(name)


def page(request: HttpRequest) -> dict[str, Page]:
    """The context processor."""
    return {"page": Page(request)}
