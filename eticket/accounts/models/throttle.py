"""What slows guessing down."""

from django.db import models
from django.utils import timezone

from eticket.accounts.models.user import User


class Throttle(models.Model):
    """How often something was tried lately, and when it may be tried again."""

    key = models.CharField(max_length=64, primary_key=True)
    # The word before the colon of what ``key`` is the digest of; and, for those who look into
    # it, whose account it is and from where the latest try came.
    purpose = models.CharField(max_length=40, default="")
    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="+")
    address = models.CharField(max_length=45, blank=True)
    tries = models.PositiveIntegerField(default=0)
    began_at = models.DateTimeField(default=timezone.now)
    free_at = models.DateTimeField()
    forget_at = models.DateTimeField(db_index=True)

    class Meta:
        indexes = [models.Index(fields=["purpose", "address"], name="throttle_address")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.tries}"
