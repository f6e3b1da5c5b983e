"""E-mail addresses as they are compared and stored (C064, C096)."""

import re
import unicodedata

from eticket.lib.folding import CONTROL, INVISIBLE

# What a domain ends in says nothing about whose it is.
ENDING = re.compile(r"(?:\.(?:com|org|net|gob|edu))?\.[a-z0-9-]+$")


def clean_email(text: str) -> str:
    """Lower case, NFKC, without blanks or invisible marks; the form is checked by EmailField."""
    text = unicodedata.normalize("NFKC", INVISIBLE.sub("", text))
    return "".join(CONTROL.sub("", text).split()).lower()


def mask_email(email: str) -> str:
    """Enough for its reader to know it, of no use to others: "an•••••@em••••.com.mx".

    The number of dots is always the same, so that it tells no length.
    """
    local, _at, domain = email.rpartition("@")
    ending = ENDING.search(domain)
    name, rest = (domain[: ending.start()], ending[0]) if ending else (domain, "")
    return f"{_first(local)}•••••@{_first(name)}••••{rest}"


def _first(text: str) -> str:
    return text[: min(2, len(text) // 2)]
