"""Browsers by the name people know, from what they say of themselves."""

import re

# In this order: each one further down also names those above it in its own string.
_PROGRAMS = (
    ("Edge", re.compile(r"Edg(?:e|A|iOS)?/")),
    ("Opera", re.compile(r"OPR/")),
    ("Samsung Internet", re.compile(r"SamsungBrowser/")),
    ("Firefox", re.compile(r"(?:Firefox|FxiOS)/")),
    ("Chrome", re.compile(r"(?:Chrome|CriOS)/")),
    ("Safari", re.compile(r"Safari/")),
)
_SYSTEMS = (
    ("iPhone", re.compile(r"iPhone")),
    ("iPad", re.compile(r"iPad")),
    ("Android", re.compile(r"Android")),
    ("Windows", re.compile(r"Windows")),
    ("Mac", re.compile(r"Macintosh")),
    ("Linux", re.compile(r"Linux")),
)


def browser_name(agent: str) -> str:
    """ "Chrome en Windows"; nothing for one we do not know."""
    agent = agent[:400]
    program = next((name for name, sign in _PROGRAMS if sign.search(agent)), "")
    system = next((name for name, sign in _SYSTEMS if sign.search(agent)), "")
    return f"{program} en {system}" if program and system else program or system
