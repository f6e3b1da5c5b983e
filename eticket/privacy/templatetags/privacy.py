from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe

from eticket.accounts.publishing import publisher
from eticket.lib import text
from eticket.privacy.noticing import current_notice

register = template.Library()
HEADING = "# "


@register.inclusion_tag("privacy/_simplified.html")
def simplified_notice() -> dict[str, object]:
    """The short notice that stands at every form that takes personal data (J1)."""
    return {"notice": current_notice(), "publisher": publisher()}


@register.filter
def notice_text(value: str) -> SafeString:
    """The text of a notice: lines that begin with "# " are headings, the rest paragraphs."""
    out: list[str] = []
    paragraph: list[str] = []
    for line in [*value.splitlines(), HEADING]:
        if not line.startswith(HEADING):
            paragraph.append(line)
            continue
        out.append(text.to_html("\n".join(paragraph)))
        paragraph.clear()
        if heading := line.removeprefix(HEADING).strip():
            out.append(f"<h2>{escape(heading)}</h2>")
    return mark_safe("".join(out))  # noqa: S308
