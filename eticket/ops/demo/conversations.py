"""The conversations of conversations.txt, read and filled in."""

import random
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from eticket.lib.dates import MONTH_NAMES
from eticket.lib.days import MEXICO
from eticket.ops.demo.cast import ATENCION, SOPORTE, VENTAS
from eticket.ops.demo.names import CITIES, COMPUTERS

AREAS = {"soporte": SOPORTE, "ventas": VENTAS, "atencion": ATENCION}
SAYERS = {">": "customer", "<": "agent", "!": "note", "=": "solution"}


@dataclass(frozen=True)
class Turn:
    """Something said: by the customer, by the agent, as a note, or as the solution."""

    by: str
    text: str
    files: tuple[str, ...] = ()


@dataclass(frozen=True)
class Conversation:
    """A matter as it usually goes, with names in braces where cases differ."""

    subject: str
    area: str
    products: tuple[str, ...]
    turns: tuple[Turn, ...]

    @property
    def is_support(self) -> bool:
        return self.area == SOPORTE


def read() -> list[Conversation]:
    """All conversations, in the order of the file."""
    text = (Path(__file__).parent / "conversations.txt").read_text("utf-8")
    return [_parse(block) for block in re.split(r"\n\s*\n", text.strip())[1:]]


def words_of_a_case(
    rng: random.Random, moment: datetime, customer: str, serial: str
) -> dict[str, str]:
    """What the names in braces mean in one case."""
    there = moment.astimezone(MEXICO)
    few = rng.randint(2, 18)
    half = "primera" if there.day <= 15 else "segunda"
    return {
        "n": str(few),
        "m": str(few * rng.randint(4, 9)),
        "cliente": customer,
        "serie": serial[:8],
        "folio": str(rng.randint(1000, 9999)),
        "importe": f"{rng.randint(900, 48_000):,}.{rng.randint(0, 99):02}",
        "version": f"21.{rng.randint(2, 4)}.{rng.randint(0, 3)}",
        "quincena": f"{half} quincena",
        "quincena_corta": f"q{there.month * 2 - (half == 'primera'):02}",
        "mes": MONTH_NAMES[(there.month - 2) % 12],
        "anio": str(there.year),
        "anio_anterior": str(there.year - 1),
        "dia": f"{rng.randint(1, 28)} de {MONTH_NAMES[there.month - 1]}",
        "hora": f"{rng.randint(9, 17)}:00",
        "ciudad": rng.choice(CITIES),
        "equipo": f"{rng.choice(COMPUTERS)}-{rng.randint(1, 9):02}",
    }


def filled(text: str, words: dict[str, str]) -> str:
    """Braces replaced; one word at a time, since texts may hold any other sign."""
    return re.sub(r"\{(\w+)\}", lambda found: words[found[1]], text)


def _parse(block: str) -> Conversation:
    head, *lines = block.splitlines()
    subject, area, products, files = (part.strip() for part in head.lstrip("# ").split("|"))
    turns = [_turn(line) for line in lines]
    turns[0] = Turn("customer", turns[0].text, _list(files))
    return Conversation(subject, AREAS[area], _list(products), tuple(turns))


def _turn(line: str) -> Turn:
    sign, text = line[0], line[1:].strip()
    if text.startswith("+"):
        name, text = text[1:].split(" ", 1)
        return Turn(SAYERS[sign], text, (name,))
    return Turn(SAYERS[sign], text)


def _list(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())
