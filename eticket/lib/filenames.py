"""Names of files as people gave them, made harmless to show and to send (C019-C021, C030, C032)."""

import re
import unicodedata

from eticket.lib.folding import CONTROL, INVISIBLE

LIMIT = 200
LINE_ENDS = re.compile(r"[\r\n\t]+")


def clean_filename(name: str) -> str:
    """NFC, without folders, control characters and direction marks; long ones keep their ending."""
    name = unicodedata.normalize("NFC", name)
    name = CONTROL.sub("", INVISIBLE.sub("", LINE_ENDS.sub(" ", name)))
    name = name.replace("\\", "/").rsplit("/", 1)[-1].strip().strip(".").strip()
    if len(name) > LIMIT:
        stem, dot, ending = name.rpartition(".")
        ending = ending[:20] if dot else ""
        name = (stem or name)[: LIMIT - len(ending) - 1].rstrip() + dot + ending
    return name or "archivo"
