"""Rows of long lists: their template is rendered once in a process, then only filled in.

A hundred variables looked up and escaped one by one are half of what a page of a list costs.
"""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

# Signs that no text of ours has, around the name of what belongs in its place.
BEFORE, AFTER = "\ue000", "\ue001"


class RowTemplate:
    """A template for one row: ``names`` stand in it as they are, ``flags`` only in conditions."""

    def __init__(self, template: str, names: Sequence[str], flags: Sequence[str] = ()) -> None:
        self.template, self.names, self.flags = template, names, flags
        self.forms: dict[tuple[Any, ...], str] = {}

    def filled(self, rows: Iterable[Mapping[str, Any]]) -> SafeString:
        """All the rows as markup; every value is escaped unless it is markup already."""
        made = []
        language = get_language()
        for row in rows:
            form = self._form(language, *(bool(row[flag]) for flag in self.flags))
            made.append(form % {name: _escaped(row[name]) for name in self.names})
        return mark_safe("".join(made))  # noqa: S308

    def _form(self, language: str | None, *flags: bool) -> str:
        form = self.forms.get((language, *flags))
        if form is None:
            places = {name: mark_safe(f"{BEFORE}{name}{AFTER}") for name in self.names}  # noqa: S308
            text = render_to_string(
                self.template, places | dict(zip(self.flags, flags, strict=True))
            )
            form = text.replace("%", "%%").replace(BEFORE, "%(").replace(AFTER, ")s")
            if not settings.DEBUG:
                self.forms[language, *flags] = form
        return form


def _escaped(value: Any) -> str:
    # What django.utils.html does, without its detour for lazy texts.
    return value if hasattr(value, "__html__") else escape(str(value))
