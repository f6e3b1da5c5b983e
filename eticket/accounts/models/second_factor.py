"""The second proof of a person: an application that makes codes, and codes on paper."""

from django.db import models
from django.utils import timezone

from eticket.accounts.models.user import User


class Authenticator(models.Model):
    """The application on a person's telephone that makes a code every half minute (RFC 6238)."""

    user = models.OneToOneField(
        User, models.CASCADE, primary_key=True, related_name="authenticator"
    )
    # Sealed (lib/sealing.py).
    secret = models.TextField()
    # The half minute of the last code accepted: each works once (B9).
    last_step = models.BigIntegerField(default=0)
    added_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.user_id}"


class RecoveryCode(models.Model):
    """A code on paper, for when the telephone is lost; each works once."""

    user = models.ForeignKey(User, models.CASCADE, related_name="recovery_codes")
    code_hash = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "code_hash"], name="recovery_code_unique")
        ]

    def __str__(self) -> str:
        return f"{self.user_id}"
