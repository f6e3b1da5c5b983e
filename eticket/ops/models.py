"""What the worker remembers of its periodic work."""

from django.db import models


class PeriodicRun(models.Model):
    """One periodic task in one of its minutes: whoever writes the row does the work."""

    name = models.CharField(max_length=40)
    minute = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "minute"], name="periodic_run_once")]

    def __str__(self) -> str:
        return f"{self.name} {self.minute:%Y-%m-%d %H:%M}"
