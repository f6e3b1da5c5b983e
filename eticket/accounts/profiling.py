"""A person's own data and sessions (S38): what each may change about himself."""

from django.db import transaction

from eticket.accounts import sessions
from eticket.accounts.models import User
from eticket.events.recording import record


@transaction.atomic
def change_profile(user: User, *, name: str, phone: str, contact_hours: str) -> None:
    """Change name, telephone and hours; the e-mail is how one signs in and has its own way."""
    user.name, user.phone, user.contact_hours = name, phone, contact_hours
    user.save(update_fields=["name", "phone", "contact_hours"])
    record("user.profile_changed", user, by=user)


@transaction.atomic
def end_other_sessions(user: User, *, current: str) -> int:
    """End every session of the person but this one; how many there were."""
    ended = sessions.end_others(user, current)
    if ended:
        record("user.sessions_ended", user, by=user, count=ended)
    return ended
