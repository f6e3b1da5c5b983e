"""Tags and filters every template has (they are builtins: nothing to load)."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django import template
from django.core.exceptions import NON_FIELD_ERRORS
from django.forms import BaseForm, BoundField, widgets
from django.template.base import FilterExpression, Parser, Token, token_kwargs
from django.template.context import Context
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from eticket.lib import dates, text
from eticket.lib.phones import show_phone
from eticket.ui import marks
from eticket.ui.fixed_tags import translate, url

register = template.Library()


class PieceNode(template.Node):
    """A tag whose markup depends on its arguments only: constant ones cost a look-up."""

    def __init__(
        self,
        make: Callable[..., str],
        args: list[FilterExpression],
        kwargs: dict[str, FilterExpression],
    ) -> None:
        self.make, self.args, self.kwargs = make, args, kwargs
        self.constant = all(
            isinstance(one.var, str) and not one.filters for one in [*args, *kwargs.values()]
        )
        self.ready: str | None = None

    def render(self, context: Context) -> str:
        if self.ready is not None:
            return self.ready
        made = self.make(
            *(arg.resolve(context) for arg in self.args),
            **{name: value.resolve(context) for name, value in self.kwargs.items()},
        )
        if self.constant:
            self.ready = made
        return made


def _piece(name: str, make: Callable[..., str]) -> None:
    def compile_piece(parser: Parser, token: Token) -> PieceNode:
        bits = token.split_contents()[1:]
        args = []
        while bits and not _is_keyword(bits[0]):
            args.append(parser.compile_filter(bits.pop(0)))
        return PieceNode(make, args, token_kwargs(bits, parser))

    register.tag(name, compile_piece)


def _is_keyword(bit: str) -> bool:
    return bit.partition("=")[0].isidentifier() and "=" in bit


def _icon(name: str, size: int | str = 20, label: str = "", **more: str) -> SafeString:
    return marks.icon(str(name), int(size), more.get("class", ""), str(label))


def _status(
    value: str, tinted: bool | None = None, word: str = "", glyph_only: bool = False
) -> SafeString:
    return marks.status(str(value), tinted, str(word), glyph_only)


def _turn(whose: str, word: str = "") -> SafeString:
    return marks.turn(str(whose), str(word))


register.tag("translate", translate)
register.tag("url", url)
_piece("icon", _icon)
_piece("status", _status)
_piece("turn", _turn)
_piece("asset", lambda path: marks.asset(str(path)))


@register.simple_tag
def when(moment: datetime | None, bracket: bool = True) -> SafeString | str:
    """<time> with S45's label, the bracket small and the exact time in the title."""
    if moment is None:
        return ""
    label, ago, exact = dates.relative(moment, timezone.now(), timezone.get_current_timezone())
    if not bracket:
        return format_html(
            '<time datetime="{}" title="{} ({})">{}</time>', moment.isoformat(), exact, ago, label
        )
    return format_html(
        '<relative-time><time datetime="{}" title="{}">{} <small>({})</small></time>'
        "</relative-time>",
        moment.isoformat(), exact, label, ago,
    )  # fmt: skip


@register.filter
def relative(moment: datetime | None) -> str:
    """S45 in one line: "Ayer 13:03 (hace 20 horas)"."""
    if moment is None:
        return ""
    label, ago, _exact = dates.relative(moment, timezone.now(), timezone.get_current_timezone())
    return f"{label} ({ago})"


@register.filter
def clock(moment: datetime | None) -> str:
    """ "13:03", in the reader's zone."""
    return dates.clock(moment, timezone.get_current_timezone()) if moment else ""


@register.filter
def day(value: date | None) -> str:
    """dd/mm/yyyy (S54)."""
    return dates.day(value, timezone.get_current_timezone()) if value else ""


@register.filter
def long_day(value: date | None) -> str:
    """ "Martes 27 de octubre"."""
    return dates.long_day(value, timezone.get_current_timezone()) if value else ""


@register.filter
def filesize(size: int | None) -> str:
    """ "312 KB"."""
    return text.filesize(size or 0)


@register.filter
def paragraphs(value: str | None) -> SafeString:
    """A plain text as safe paragraphs with links; nothing else in it is interpreted."""
    return mark_safe(text.to_html(value or ""))  # noqa: S308


@register.filter
def phone(stored: str | None) -> str:
    """ "55 5677 3812"."""
    return show_phone(stored or "")


@register.filter
def initials(name: str | None) -> str:
    """Two letters for an avatar."""
    return text.initials(str(name or ""))


@register.filter
def file_icon(name: str | None) -> SafeString:
    """The icon for a file of that name."""
    return marks.icon(marks.file_kind(name or ""))


@register.filter
def breakable(code: str | None) -> SafeString:
    """A serial or a ticket number that may break at its hyphens and underscores only."""
    parts = str(code or "").replace("_", "_\0").replace("-", "-\0").split("\0")
    return mark_safe("<wbr>".join(format_html("{}", part) for part in parts))  # noqa: S308


@register.filter
def error_count(form: BaseForm) -> int:
    """How many data are still to be corrected."""
    return len([name for name in form.errors if name != NON_FIELD_ERRORS])


@register.inclusion_tag("ui/_field.html")
def field(
    bound: BoundField, hint: str = "", label: str = "", kind: str = "", **attrs: Any
) -> dict[str, Any]:
    """One field with label, hint and error; more arguments become attributes of the control."""
    control = bound.field.widget
    described = [f"{bound.id_for_label}-hint"] if (hint or bound.help_text) else []
    errors = bound.errors
    if errors:
        described.insert(0, f"{bound.id_for_label}-error")
    link, link_text = attrs.pop("link", ""), attrs.pop("link_text", "")
    widget_attrs = {name.replace("_", "-"): value for name, value in attrs.items()}
    if described:
        widget_attrs["aria-describedby"] = " ".join(described)
    if bound.name == _first_wrong(bound.form):
        widget_attrs["autofocus"] = True
    kind = kind or _kind(control)
    if kind not in ("check", "choices", "hidden"):
        widget_attrs["class"] = f"input {control.attrs.get('class', '')}".strip()
    return {
        "bound": bound,
        "control": bound.as_widget(attrs=widget_attrs),
        "kind": kind,
        "label": label or bound.label,
        "hint": hint or bound.help_text,
        "error": errors[0] if errors else "",
        "optional": not bound.field.required,
        "link": link,
        "link_text": link_text,
    }


def _first_wrong(form: BaseForm) -> str | None:
    if not form.is_bound:
        return None
    return next((name for name in form.fields if name in form.errors), None)


def _kind(control: widgets.Widget) -> str:
    if control.is_hidden:
        return "hidden"
    if isinstance(control, widgets.PasswordInput):
        return "password"
    if isinstance(control, widgets.CheckboxInput):
        return "check"
    if isinstance(control, (widgets.RadioSelect, widgets.CheckboxSelectMultiple)):
        return "choices"
    return "text"


@register.simple_tag
def copy(value: object) -> SafeString:
    """A button that copies the value; it shows only where the script runs."""
    return format_html(
        '<copy-button><button type="button" class="button icon-only small" value="{}"'
        ' aria-label="{}">{}</button></copy-button>',
        value, _("Copiar %(value)s") % {"value": value}, marks.icon("copy", 18),
    )  # fmt: skip
