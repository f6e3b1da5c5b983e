"""The terms of the law for requests: 20 business days to answer, 15 more to carry out (J4)."""

from datetime import date

from eticket.lib import days
from eticket.lib.business_days import add_business_days, business_days_left
from eticket.privacy.models import RestDay

ANSWER, DEED = 20, 15
# With so many days left the privacy role is reminded.
REMINDERS = (10, 5, 2)


def rest_days() -> set[date]:
    """The days of the editable list."""
    return set(RestDay.objects.values_list("day", flat=True))


def answer_by(received: date) -> date:
    """The last day to answer what came in on ``received``."""
    return add_business_days(received, ANSWER, rest_days())


def carry_out_by(answered: date) -> date:
    """The last day to do what was granted on ``answered``."""
    return add_business_days(answered, DEED, rest_days())


def extended(due: date, number: int) -> date:
    """A term extended, which the law allows once and for as long again."""
    return add_business_days(due, number, rest_days())


def left(due: date, rest: set[date] | None = None) -> int:
    """Business days left from today; 0 on the last one, negative once it passed."""
    return business_days_left(days.today(), due, rest_days() if rest is None else rest)
