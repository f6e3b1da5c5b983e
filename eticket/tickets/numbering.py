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
    span = 1
    while True:
        seconds = [moment + timedelta(seconds=n) for n in range(span)]
        numbers = [number_at(kind, user_id, second) for second in seconds]
        taken = set(Ticket.objects.filter(number__in=numbers).values_list("number", flat=True))
        if free := next((number for number in numbers if number not in taken), None):
            return free
        # Whoever raises many at once must not ask second by second.
        moment, span = moment + timedelta(seconds=span), min(span * 10, 500)
