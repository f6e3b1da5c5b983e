"""Mexican tax ids (RFC): clean, check, show. Source: product.md, Registration 1; C103-C105."""

import html
import re
import unicodedata
from datetime import date

from django.utils.translation import gettext as _
from stdnum.mx.rfc import calc_check_digit

from eticket.lib.errors import RuleBroken
from eticket.lib.folding import DASHES, INVISIBLE

GENERIC = {"XAXX010101000", "XEXX010101000"}
FORM = re.compile(r"([A-ZÑ&]{3,4})(\d{2})(\d{2})(\d{2})([A-Z0-9]{2}[0-9A])")


class RfcRefused(RuleBroken):
    code = "rfc_refused"

    def __init__(self, reason: str) -> None:
        super().__init__()
        self.reason = reason

    def __str__(self) -> str:
        return self.reason


def bare(text: str) -> str:
    """Upper case, NFKC, without blanks, hyphens or invisible marks; nothing is checked."""
    text = unicodedata.normalize("NFKC", INVISIBLE.sub("", html.unescape(text))).upper()
    return re.sub(r"[\s\-.]", "", DASHES.sub("-", text))


def clean_rfc(text: str) -> str:
    """The RFC as stored: 12 (company) or 13 (person) characters with a real date.

    Raises RfcRefused with the reason in Spanish. A wrong check digit is not refused: about
    1.5 % of real RFCs have one (C103); ask ``has_right_check_digit``.
    """
    rfc = bare(text)
    if len(rfc) not in (12, 13):
        raise RfcRefused(_("El RFC tiene 12 caracteres (empresa) o 13 (persona)."))
    match = FORM.fullmatch(rfc)
    if not match:
        raise RfcRefused(_("El RFC no tiene la forma correcta; revise letras y números."))
    if rfc not in GENERIC and not _is_date(*match.group(2, 3, 4)):
        raise RfcRefused(_("La fecha dentro del RFC no existe; revise los seis números."))
    return rfc


def has_right_check_digit(rfc: str) -> bool:
    """Whether the last character is the computed one; only good for a hint."""
    return bool(calc_check_digit(rfc[:-1]) == rfc[-1])


def looks_like_rfc(text: str) -> bool:
    """Whether something typed into "RFC o Correo Electrónico" can only be an RFC."""
    return "@" not in text


def _is_date(year: str, month: str, day: str) -> bool:
    # Two digits of year: a 29 February is real if it is in either century.
    for century in (1900, 2000):
        try:
            date(century + int(year), int(month), int(day))
        except ValueError:
            continue
        return True
    return False
