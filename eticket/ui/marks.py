"""Small pieces of markup used many times a page: made once in a process, then only looked up."""

from functools import lru_cache

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

STATUSES = {
    "open": gettext_noop("Abierto"),
    "in-progress": gettext_noop("En proceso"),
    "waiting": gettext_noop("En espera de su respuesta"),
    "closed": gettext_noop("Cerrado"),
    "cancelled": gettext_noop("Cancelado"),
    "valid": gettext_noop("Vigente"),
    "expiring": gettext_noop("Por vencer"),
    "expired": gettext_noop("Vencida"),
}
TURNS = {
    "mine": ("left", gettext_noop("Le toca a usted")),
    "theirs": ("right", gettext_noop("Le toca a dSoft")),
    "none": ("none", gettext_noop("Resuelto")),
}


@lru_cache(maxsize=256)
def asset(path: str) -> str:
    """Address of a static file, with its hash when there is a manifest."""
    return static(path)


@lru_cache(maxsize=1024)
def icon(name: str, size: int = 20, classes: str = "", label: str = "") -> SafeString:
    """One icon of the sprite; with a label it is an image of its own, else decoration."""
    names = " ".join(filter(None, ("icon", f"s{size}" if size != 20 else "", classes)))
    href = f"{asset('ui/icons/sprite.svg')}#{name}"
    if label:
        return format_html(
            '<svg class="{}" role="img" aria-label="{}"><use href="{}"/></svg>', names, label, href
        )
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}"/></svg>', names, href)


@lru_cache(maxsize=256)
def status(
    value: str, tinted: bool | None = None, word: str = "", glyph_only: bool = False
) -> SafeString:
    """Glyph and word of a status; tinted when it asks something of the reader (waiting does)."""
    value = str(value).replace("_", "-")
    word = word or _(STATUSES[value])
    if tinted is None:
        tinted = value == "waiting"
    if glyph_only:
        return format_html(
            '<span class="status glyph-only {}">{}</span>', value, icon(value, label=word)
        )
    return format_html(
        '<span class="status {}{}">{}{}</span>',
        value,
        " tinted" if tinted else "",
        icon(value),
        word,
    )


@lru_cache(maxsize=64)
def turn(whose: str, word: str = "") -> SafeString:
    """Whose turn it is, from the reader's side: "mine", "theirs" or "none"."""
    side, usual = TURNS[whose]
    return format_html(
        '<span class="turn {}">{}{}</span>', side, icon(f"turn-{side}"), word or _(usual)
    )


def file_kind(name: str) -> str:
    """Name of the icon for a file, from its extension."""
    return _KINDS.get(name.rpartition(".")[2].lower(), "file")


_KINDS = {
    **dict.fromkeys(
        ("png", "jpg", "jpeg", "gif", "webp", "heic", "heif", "bmp", "tif", "tiff"), "image"
    ),
    **dict.fromkeys(("xml", "json", "html", "sql"), "file-code"),
    **dict.fromkeys(("csv", "xls", "xlsx", "ods"), "file-spreadsheet"),
    **dict.fromkeys(("zip", "rar", "7z", "gz", "tar"), "file-archive"),
    **dict.fromkeys(("mp4", "mov", "avi", "mkv", "webm"), "video"),
    **dict.fromkeys(("txt", "log", "pdf", "doc", "docx", "odt", "rtf", "md"), "file-text"),
}
