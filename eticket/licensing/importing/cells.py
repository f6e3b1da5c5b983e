"""What people write into cells, made values: days, telephones, limits; or refused in a sentence."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.translation import gettext as _

from eticket.lib import days, rfc
from eticket.lib.dates import MONTHS
from eticket.lib.emails import clean_email
from eticket.lib.errors import RuleBroken
from eticket.lib.fingerprints import clean_fingerprint
from eticket.lib.folding import clean_line, fold
from eticket.lib.phones import clean_phone
from eticket.lib.serials import clean_serial
from eticket.licensing.models import LimitKind

# Where a spreadsheet's days begin to count; it believes in a 29 February of 1900.
FIRST_DAY = date(1899, 12, 30)
SERIAL_DAY = re.compile(r"(\d{5})(?:\.(\d+))?")
WRITTEN_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2}|[a-z]{3,4}\.?)[/.-](\d{4})")
ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?")
SEVERAL = re.compile(r"\d+")
UNLIMITED = {"ilimitado", "ilimitada", "ilimitados", "ilimitadas", "sin limite"}
NOT_APPLICABLE = {"n/a", "na", "n.a.", "no aplica", "no aplican"}
YES = {"si", "s", "x", "1", "verdadero", "true"}
NO = {"no", "n", "0", "falso", "false"}
Cleaner = Callable[[str], Any]


class CellRefused(RuleBroken):
    """What a cell says is not what its column takes; ``reason`` is the sentence."""

    code = "cell_refused"

    def __init__(self, reason: str) -> None:
        super().__init__()
        self.reason = reason

    def __str__(self) -> str:
        return self.reason


def line(limit: int) -> Cleaner:
    """One line of text that fits its column."""

    def clean(text: str) -> str:
        text = clean_line(text)
        if len(text) > limit:
            raise CellRefused(_("Tiene más de %(limit)d letras.") % {"limit": limit})
        return text

    return clean


def tax_id(text: str) -> str:
    cleaned = rfc.clean_rfc(text)
    if cleaned in rfc.GENERIC:
        raise CellRefused(_("El RFC genérico no identifica a un cliente."))
    return cleaned


@lru_cache(maxsize=10_000)
def phone(text: str) -> str:
    return clean_phone(text)


def email(text: str) -> str:
    address = clean_email(text)
    try:
        validate_email(address)
    except ValidationError:
        raise CellRefused(_("No es un correo.")) from None
    if len(address) > 254:
        raise CellRefused(_("Tiene más de %(limit)d letras.") % {"limit": 254})
    return address


def serial(text: str) -> str:
    number = clean_serial(text)
    if number is None:
        raise CellRefused(_("El número de serie tiene 32 letras y números."))
    return number


def fingerprint(text: str) -> str:
    return clean_fingerprint(str(line(128)(text)))


def count(most: int) -> Cleaner:
    """A whole number from 0."""

    def clean(text: str) -> int:
        if not SEVERAL.fullmatch(text) or not text.isascii() or int(text[:12]) > most:
            raise CellRefused(
                _("Escriba un número entero, de 0 a %(most)s.") % {"most": f"{most:,}"}
            )
        return int(text)

    return clean


def at_least_one(text: str) -> int:
    number: int = count(10_000)(text)
    if not number:
        raise CellRefused(_("Escriba un número, 1 o más."))
    return number


def limit(text: str) -> tuple[str, int | None]:
    """A number, "ilimitados" or "N/A": the kind, and the number if it is one."""
    word = fold(text).strip()
    if word in UNLIMITED:
        return LimitKind.UNLIMITED.value, None
    if word in NOT_APPLICABLE:
        return LimitKind.NOT_APPLICABLE.value, None
    if SEVERAL.fullmatch(word) and word.isascii() and len(word) < 8:
        return LimitKind.NUMBER.value, int(word)
    raise CellRefused(_("Escriba un número, «ilimitados» o «N/A»."))


def yes_or_no(text: str) -> bool:
    word = fold(text).strip()
    if word not in YES | NO:
        raise CellRefused(_("Escriba sí o no."))
    return word in YES


@lru_cache(maxsize=10_000)
def day(text: str) -> date:
    """dd/mm/aaaa, also with a month's name; aaaa-mm-dd; or a spreadsheet's number of days."""
    found = _day(fold(text).strip())
    if found is None:
        raise CellRefused(_("Escriba la fecha como dd/mm/aaaa."))
    return found


@lru_cache(maxsize=10_000)
def past_moment(text: str) -> datetime:
    """A day and perhaps an hour, of Mexico City unless it says otherwise; not in the future."""
    moment = _moment(fold(text).strip())
    if moment is None:
        raise CellRefused(_("Escriba la fecha como dd/mm/aaaa, o dd/mm/aaaa hh:mm."))
    if moment > timezone.now() + timedelta(days=1):
        raise CellRefused(_("La fecha es futura."))
    return moment


def _day(text: str) -> date | None:
    try:
        if match := WRITTEN_DAY.fullmatch(text):
            return date(int(match[3]), _month(match[2]), int(match[1]))
        if match := ISO_DAY.fullmatch(text):
            return date(int(match[1]), int(match[2]), int(match[3]))
        if SERIAL_DAY.fullmatch(text):
            return FIRST_DAY + timedelta(days=int(text[:5]))
    except ValueError:
        pass
    return None


def _month(text: str) -> int:
    if text.isdigit():
        return int(text)
    return [month[:3] for month in MONTHS].index(text[:3]) + 1


def _moment(text: str) -> datetime | None:
    found = _day(text)
    if found and (match := SERIAL_DAY.fullmatch(text)) and match[2]:
        part = timedelta(days=float(f"0.{match[2]}"))
        return datetime.combine(found, datetime.min.time(), days.MEXICO) + part
    if found:
        return datetime.combine(found, datetime.min.time(), days.MEXICO)
    written, _blank, clock = text.partition(" ")
    match = CLOCK.fullmatch(clock.strip())
    found = _day(written)
    try:
        if found and match:
            hour, minute, second = (int(part or 0) for part in match.groups())
            return datetime(
                found.year, found.month, found.day, hour, minute, second, tzinfo=days.MEXICO
            )
        moment = datetime.fromisoformat(text.upper())
        # Moments near the ends of time cannot be taken to another zone.
        if not 1900 <= moment.year < 9000:
            return None
        return moment if moment.tzinfo else moment.replace(tzinfo=days.MEXICO)
    except ValueError:
        return None
