"""What slows guessing down."""

from django.db import models


class Throttle(models.Model):
    """How often something was tried lately, and when it may be tried again."""

    key = models.CharField(max_length=64, primary_key=True)
    tries = models.PositiveIntegerField(default=0)
    free_at = models.DateTimeField()
    forget_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.key
