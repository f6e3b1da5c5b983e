"""Invented RFCs with a real date and the right check digit."""

import random
from datetime import date, timedelta

from stdnum.mx.rfc import calc_check_digit

from eticket.lib.folding import fold

SMALL_WORDS = {"de", "del", "la", "las", "los", "el", "y"}
HOMOCLAVE = "ABCDEFGHJKLMNPQRSTUVWXYZ123456789"


def company_rfc(name: str, rng: random.Random) -> str:
    """Three letters of the name, a day of incorporation between 1975 and 2020."""
    words = [w for w in fold(name.split(",")[0]).replace("'", "").split() if w not in SMALL_WORDS]
    letters = [c for w in words for c in w[:1] if c.isalpha()]
    spare = [c for c in "".join(words) if c.isalpha()]
    return _finish("".join((letters + spare[1:])[:3]), date(1975, 1, 1), 45, rng)


def person_rfc(first: str, father: str, mother: str, rng: random.Random) -> str:
    """Four letters of the names, a birthday between 1960 and 1998."""
    father = fold(father)
    vowel = next((c for c in father[1:] if c in "aeiou"), "x")
    return _finish(
        f"{father[0]}{vowel}{fold(mother)[0]}{fold(first)[0]}", date(1960, 1, 1), 38, rng
    )


def with_check_digit(start: str) -> str:
    return start + str(calc_check_digit(start))


def _finish(letters: str, earliest: date, years: int, rng: random.Random) -> str:
    day = earliest + timedelta(days=rng.randrange(years * 365))
    homoclave = rng.choice(HOMOCLAVE) + rng.choice(HOMOCLAVE)
    return with_check_digit(f"{letters.upper()}{day:%y%m%d}{homoclave}")
