"""The editable list of days without business, beside those of the labour law."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from eticket.accounts.models import User
from eticket.events.recording import record
from eticket.lib.errors import RuleBroken
from eticket.privacy.models import RestDay


class AlreadyListed(RuleBroken):
    code = "already_listed"
    message = _("Ese día ya está en la lista.")


@transaction.atomic
def add_rest_day(day: date, name: str, *, by: User) -> RestDay:
    """Put a day on the list; terms counted from now on leave it out. Raises AlreadyListed."""
    made, is_new = RestDay.objects.get_or_create(day=day, defaults={"name": name})
    if not is_new:
        raise AlreadyListed
    record("rest_days.changed", made, by=by, what=f"+ {made}")
    return made


@transaction.atomic
def remove_rest_day(rest: RestDay, *, by: User) -> None:
    """Take a day off the list."""
    record("rest_days.changed", rest, by=by, what=f"- {rest}")
    rest.delete()
