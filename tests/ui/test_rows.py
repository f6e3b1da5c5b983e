"""Rows filled in from a template that was rendered once; fixed words looked up once."""

from typing import Any

import pytest
from django.template import engines
from django.utils.safestring import mark_safe
from django.utils.translation import override

from eticket.ui.fixed_tags import WordNode
from eticket.ui.rows import RowTemplate

ROW: dict[str, Any] = {
    "url": "/tickets/S_1/", "number": "S_1", "product": "", "area": "100 % <b>", "status": "",
    "subject": "\"Ñandú\" & 'cía' %(url)s \ue000", "created": "Hoy", "ago": "hace un momento",
    "exact": "", "moment": "", "unread": False,
}  # fmt: skip


@pytest.fixture
def rows() -> RowTemplate:
    return RowTemplate(
        "portal/tickets/_row.html", [name for name in ROW if name != "unread"], flags=["unread"]
    )


def test_values_are_escaped_and_markup_stays(rows: RowTemplate) -> None:
    made = rows.filled([ROW | {"status": mark_safe("<i>Abierto</i>")}])
    assert '<td class="meta soft">100 % &lt;b&gt;</td>' in made
    assert "&quot;Ñandú&quot; &amp; &#x27;cía&#x27; %(url)s \ue000</td>" in made
    assert "<i>Abierto</i>" in made
    assert 'href="/tickets/S_1/"' in made


def test_each_state_of_the_flags_has_its_own_form(rows: RowTemplate) -> None:
    made = rows.filled([ROW, ROW | {"unread": True}, ROW])
    assert made.count('<tr class="unread">') == 1
    assert made.count("<tr>") == 2
    assert rows.filled([]) == ""


def test_what_is_filled_in_is_what_the_template_renders(rows: RowTemplate) -> None:
    row = ROW | {"unread": True}
    plain = engines["django"].get_template("portal/tickets/_row.html").render(row)
    assert rows.filled([row]) == plain


def test_fixed_words_are_kept_and_others_are_not() -> None:
    template = engines["django"].from_string(
        '{% translate "Abrir 100 %" %}{% translate word %}{% translate "Sí" as yes %}{{ yes }}'
    )
    for word in ("uno", "dos"):
        assert template.render({"word": word}) == f"Abrir 100 %{word}Sí"
    nodes = template.template.nodelist  # type: ignore[attr-defined]
    assert [isinstance(node, WordNode) for node in nodes] == [True, False, False, False]
    with override("en"):
        assert template.render({"word": "uno"}) == "Abrir 100 %unoSí"
    assert len(nodes[0].known) == 2
