"""Plain text on a page: paragraphs, line breaks and links; nothing else is interpreted."""

import re
from html import escape

ASKED_WITHIN = 2000
_BREAK = re.compile(r"\n[ \t]*\n\s*")
_LINK = re.compile(
    r"(?P<url>\bhttps?://[^\s<>\"']+|(?<![\w@./-])www\.[^\s<>\"']+\.[^\s<>\"']+)"
    r"|(?P<mail>(?<![\w.+@/-])[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+)",
    re.IGNORECASE,
)
# A full stop inside a number or a name (4.0, nomina.xml) ends no sentence.
_SENTENCE = re.compile(r"[^\n]+?(?:[.!?…]+(?=\s|$)|$)", re.MULTILINE)
_PAIRS = {")": "(", "]": "[", "}": "{"}
_PARTICLES = frozenset({"de", "del", "la", "las", "el", "los", "y", "e", "da", "van", "von"})


def to_html(text: str) -> str:
    """Safe markup of a plain text: <p>, <br> and links (C135); all else is shown as typed."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not text:
        return ""
    return "".join(
        f"<p>{_linked(part).replace(chr(10), '<br>')}</p>" for part in _BREAK.split(text)
    )


def initials(name: str) -> str:
    """One or two letters for an avatar: "Contadores Asociados del Bajío" gives "CA"."""
    words = [word for word in re.findall(r"[^\W\d_]+", name) if word.lower() not in _PARTICLES]
    return "".join(word[0] for word in words[:2]).upper() or name[:1].upper()


def asked(text: str, limit: int = 160) -> str:
    """What a message asks: its first question, or the first sentence that is no greeting."""
    # What a long text asks is said early; a run of points would take its square to read.
    text = text[:ASKED_WITHIN]
    sentences = [part.strip() for part in _SENTENCE.findall(text) if part.strip()]
    found = next((s for s in sentences if s.endswith("?")), None)
    found = found or next((s for s in sentences if len(s.split()) > 3), None)
    sentence = found or (sentences[0] if sentences else "")
    return sentence if len(sentence) <= limit else sentence[: limit - 1].rstrip() + "…"


def filesize(size: int) -> str:
    """Size of a file as people say it: "312 KB", "2.4 MB"."""
    if size < 1024**2:
        return f"{max(round(size / 1024), 1 if size else 0)} KB"
    number, unit = (size / 1024**2, "MB") if size < 1024**3 else (size / 1024**3, "GB")
    return (
        f"{number:.0f} {unit}" if number >= 10 or number == int(number) else f"{number:.1f} {unit}"
    )


def _linked(text: str) -> str:
    done, out = 0, []
    for match in _LINK.finditer(text):
        found = _without_punctuation(match[0])
        if match["mail"]:
            href = f"mailto:{found}"
        else:
            href = found if found[:4].lower() == "http" else f"https://{found}"
        if href.lower() in ("http://", "https://"):
            continue
        out.append(escape(text[done : match.start()], quote=False))
        out.append(_anchor(href, found))
        done = match.start() + len(found)
    out.append(escape(text[done:], quote=False))
    return "".join(out)


def _anchor(href: str, words: str) -> str:
    rel = (
        "" if href.startswith("mailto:") else ' rel="nofollow noopener noreferrer" target="_blank"'
    )
    return f'<a href="{escape(href)}"{rel}>{escape(words, quote=False)}</a>'


def _without_punctuation(link: str) -> str:
    """Cut what belongs to the sentence: a full stop, or a bracket that the link did not open."""
    surplus = {last: link.count(last) - link.count(first) for last, first in _PAIRS.items()}
    end = len(link)
    while end:
        last = link[end - 1]
        if surplus.get(last, 0) > 0:
            surplus[last] -= 1
        elif last not in ".,;:!?¡¿'\"»”’…*_":
            break
        end -= 1
    return link[:end]
