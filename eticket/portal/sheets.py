"""The licences of a constancia a page at a time: a paper may hold two thousand."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from eticket.licensing.certifying import Standing

SIZE = 100


def sheet_of(request: HttpRequest, standing: Standing) -> dict[str, Any]:
    """The rows that ``?hoja=`` asks for, and the ways on; what makes no sense is the first."""
    asked, total = request.GET.get("hoja", ""), len(standing.licences)
    number = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 6 else 1
    first = (number - 1) * SIZE
    if not 0 <= first < total:
        number, first = 1, 0
    rows = standing.licences[first : first + SIZE]
    said = {"first": first + 1, "last": first + len(rows), "total": total}
    return {
        "rows": rows,
        "said": _("%(first)s a %(last)s de %(total)s") % said,
        "previous": f"?hoja={number - 1}" if number > 1 else "",
        "next": f"?hoja={number + 1}" if first + SIZE < total else "",
    }
