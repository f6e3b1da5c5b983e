"""Ticket numbers: letter, number of the raising user, day and second in Mexico City (S46)."""

from datetime import datetime, timedelta

from eticket.lib.days import MEXICO
from eticket.tickets.models import Kind, Ticket

LETTERS = {Kind.SUPPORT: "S", Kind.SERVICE: "SV"}


def number_at(kind: str, user_id: int, moment: datetime) -> str:
    """ "S_28_26102026131042": ddmmaaaaHHMMSS with true minutes, unlike the source's samples."""
    return f"{LETTERS[Kind(kind)]}_{user_id}_{moment.astimezone(MEXICO):%d%m%Y%H%M%S}"


def free_number(kind: str, user_id: int, moment: datetime) -> str:
    """The number of this second, or of the next one that is free."""
    while True:
        number = number_at(kind, user_id, moment)
        if not Ticket.objects.filter(number=number).exists():
            return number
        moment += timedelta(seconds=1)
