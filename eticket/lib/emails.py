"""E-mail addresses as they are compared and stored (C064, C096)."""

import unicodedata

from eticket.lib.folding import CONTROL, INVISIBLE


def clean_email(text: str) -> str:
    """Lower case, NFKC, without blanks or invisible marks; the form is checked by EmailField."""
    text = unicodedata.normalize("NFKC", INVISIBLE.sub("", text))
    return "".join(CONTROL.sub("", text).split()).lower()
