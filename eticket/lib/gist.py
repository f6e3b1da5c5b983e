"""The sentence of a message that says what it is about, for a line in a list."""

import re

READ = 2000
_SENTENCE = re.compile(r".+?(?:[.!?…]+(?=\s|$)|$)")
_QUESTION = re.compile(r"¿[^?¿]+\?")
_GREETING = re.compile(
    r"(hola|buen[oa]?s? (d[ií]as?|tardes?|noches?)|estimad[oa]s?|gracias|que tal|qué tal)\b", re.I
)


def gist(text: str, limit: int = 140) -> str:
    """What a message asks: its first question, else its first sentence that is no greeting."""
    # Said early or not at all; a run of points would take its square to read.
    flat = " ".join(text[:READ].split())
    if question := _QUESTION.search(flat):
        return _cut(question[0], limit)
    sentences = [one.strip() for one in _SENTENCE.findall(flat)]
    said = next((one for one in sentences if not _GREETING.match(one)), flat)
    return _cut(said, limit)


def _cut(text: str, limit: int) -> str:
    if len(text) <= limit:
        return text
    return text[: limit - 1].rsplit(" ", 1)[0].rstrip(" ,;:.") + "…"
