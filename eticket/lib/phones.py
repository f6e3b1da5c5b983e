"""Telephones: Mexican by default, stored as E.164, shown as Mexicans write them (C107, C108)."""

import re
import unicodedata

import phonenumbers
from django.utils.translation import gettext as _

from eticket.lib.errors import RuleBroken
from eticket.lib.folding import INVISIBLE

NO_MOBILE = {
    phonenumbers.PhoneNumberType.TOLL_FREE,
    phonenumbers.PhoneNumberType.PREMIUM_RATE,
    phonenumbers.PhoneNumberType.SHARED_COST,
}
OLD_PREFIX = re.compile(r"^(?:044|045|01)(?=\d{10}$)")


class PhoneRefused(RuleBroken):
    code = "phone_refused"
    message = ""

    def __str__(self) -> str:
        return _("Escriba el teléfono con sus 10 dígitos, por ejemplo 55 1234 5678.")


class MobileRefused(RuleBroken):
    code = "mobile_refused"
    message = ""

    def __str__(self) -> str:
        return _("Escriba los 10 dígitos de un celular de México, por ejemplo 55 1234 5678.")


def clean_phone(text: str) -> str:
    """E.164, with an extension kept as ";ext=": "044 55 1234 5678" -> "+525512345678".

    Prefixes that Mexico dropped in 2019 (01, 044, 045, +52 1) are taken off.
    Raises PhoneRefused.
    """
    text = unicodedata.normalize("NFKC", INVISIBLE.sub("", text)).strip()
    number, extension = _split_extension(text)
    digits = re.sub(r"[^\d+]", "", number)
    digits = OLD_PREFIX.sub("", digits)
    if re.fullmatch(r"\+?52(?:1|01|044|045)\d{10}", digits):
        digits = "+52" + digits[-10:]
    elif re.fullmatch(r"52\d{10}", digits):
        digits = "+" + digits
    try:
        parsed = phonenumbers.parse(digits, "MX")
    except phonenumbers.NumberParseException:
        raise PhoneRefused from None
    if not phonenumbers.is_possible_number(parsed) or len(str(parsed.national_number)) < 10:
        raise PhoneRefused
    e164 = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    return f"{e164};ext={extension}" if extension else e164


def clean_mobile(text: str) -> str:
    """E.164 of a Mexican number that a text message can reach, as far as digits tell (C108).

    Mobile and fixed numbers cannot be told apart, so only what is certainly no mobile is refused:
    another country, an extension, 800 and 900 numbers. Raises MobileRefused.
    """
    try:
        number = clean_phone(text)
    except PhoneRefused:
        raise MobileRefused from None
    is_no_mobile = phonenumbers.number_type(phonenumbers.parse(number)) in NO_MOBILE
    if is_no_mobile or not re.fullmatch(r"\+52(?!800|900)\d{10}", number):
        raise MobileRefused
    return number


def show_phone(stored: str) -> str:
    """As read aloud: "+525556773812" -> "55 5677 3812"; foreign numbers keep their prefix."""
    number, _sep, extension = stored.partition(";ext=")
    match = re.fullmatch(r"\+52(\d{10})", number)
    if match:
        d = match[1]
        shown = (
            f"{d[:2]} {d[2:6]} {d[6:]}"
            if d[:2] in ("33", "55", "56", "81")
            else f"{d[:3]} {d[3:6]} {d[6:]}"
        )
    else:
        shown = number
    return f"{shown} ext. {extension}" if extension else shown


def _split_extension(text: str) -> tuple[str, str]:
    match = re.search(r"(?:ext(?:ensi[oó]n)?|x|#)\.?\s*(\d{1,7})\s*$", text, re.IGNORECASE)
    return (text[: match.start()], match[1]) if match else (text, "")
