"""The record of what happened: time line, audit trail and source of every notification."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class EventQuerySet(models.QuerySet["Event"]):
    def about(self, subject: models.Model) -> "EventQuerySet":
        return self.filter(subject_kind=subject._meta.model_name, subject_id=subject.pk)

    def pending(self) -> "EventQuerySet":
        return self.filter(dispatched_at=None)


class Event(models.Model):
    """One thing that happened, written in the transaction that made it true."""

    kind = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=30)
    subject_id = models.BigIntegerField()
    # Nothing asks by account, and every deed would pay for the index.
    account = models.ForeignKey(
        "accounts.Account",
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    # What was true at that moment; a late reader must not see today's values.
    data = models.JSONField(default=dict)
    happened_at = models.DateTimeField()
    dispatched_at = models.DateTimeField(null=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "id"], name="event_subject"),
            models.Index(fields=["id"], condition=Q(dispatched_at=None), name="event_pending"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_kind}:{self.subject_id}"
