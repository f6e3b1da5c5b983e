"""Another address to sign in with."""

from django.db import models
from django.utils import timezone

from eticket.accounts.models.user import User


class EmailChange(models.Model):
    """A person's wish to sign in with another address: proved at the new, undone from the old."""

    user = models.ForeignKey(User, models.CASCADE, related_name="email_changes")
    old_email = models.EmailField()
    new_email = models.EmailField()
    confirm_hash = models.CharField(max_length=64, db_index=True)
    undo_hash = models.CharField(max_length=64, db_index=True)
    asked_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.old_email} -> {self.new_email}"
