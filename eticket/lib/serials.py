"""Serial numbers (GUIDs) as people write them (C011, C085)."""

import re

from eticket.lib.folding import DASHES, INVISIBLE

HEX32 = re.compile(r"[0-9A-F]{32}")


def clean_serial(text: str) -> str | None:
    """Upper case with hyphens, from any case, braces, blanks or dashes; None if it is no GUID."""
    bare = re.sub(r"[\s{}()\-]", "", DASHES.sub("-", INVISIBLE.sub("", text))).upper()
    if not HEX32.fullmatch(bare):
        return None
    return "-".join((bare[:8], bare[8:12], bare[12:16], bare[16:20], bare[20:]))
