"""Appointing administrators: how the first one comes to be, from the server's own console."""

from django.db import transaction
from django.utils import timezone

from eticket.accounts.models import StaffRole, User
from eticket.accounts.second_factor import is_enrolled, reset
from eticket.events.recording import record
from eticket.lib.emails import clean_email


@transaction.atomic
def appoint_administrator(email: str, password: str, *, name: str) -> User:
    """Make ``email`` an administrator who signs in with ``password``, known before or not."""
    user = User.objects.filter(email=clean_email(email)).first() or User(email=clean_email(email))
    user.name = name or user.name
    user.staff_role = StaffRole.ADMINISTRATOR
    user.is_active = True
    user.email_proved_at = user.email_proved_at or timezone.now()
    user.set_password(password)
    user.save()
    if is_enrolled(user):
        # Whoever runs this owns the machine; perhaps the telephone is what was lost.
        reset(user, by=None, reason="manage.py administrator")
    record("user.appointed", user, by=None)
    return user
