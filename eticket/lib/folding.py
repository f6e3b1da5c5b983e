"""Text made equal for comparing and searching: no accents, no case, no invisible marks.

Done in Python because SQLite folds ASCII only (C083) and so that both databases agree.
"""

import re
import unicodedata

# Zero-width and direction marks, soft hyphen, BOM: invisible, never meant (C032, C064).
INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb]"
)
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
WORD = re.compile(r"[^\W_]+")
DASHES = re.compile("[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")


def clean_line(text: str) -> str:
    """One line as typed: NFC, blanks collapsed, controls and invisible marks removed."""
    text = INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    return " ".join(CONTROL.sub(" ", text).split())


def clean_body(text: str) -> str:
    """A text of several lines as typed: NFC, line ends as \\n, controls removed, joiners kept."""
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    return CONTROL.sub("", text).strip("\n").rstrip()


def fold(text: str) -> str:
    """Lower case without accents: "PÉREZ Ñúñez" -> "perez nunez"."""
    text = DASHES.sub("-", INVISIBLE.sub("", text))
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()


def words(text: str) -> list[str]:
    """The folded words of a text, in order."""
    return WORD.findall(fold(text))


def stem(word: str) -> str:
    """A light Spanish stem, so that singular meets plural: "facturas" and "factura" -> "factur"."""
    if len(word) < 4 or any(c.isdigit() for c in word):
        return word
    if word.endswith("es"):
        word = word[:-2]
    elif word.endswith("s"):
        word = word[:-1]
    if len(word) > 3 and word[-1] in "aeo":
        word = word[:-1]
    return word[:-1] + "c" if word.endswith("z") else word
