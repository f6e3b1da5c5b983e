"""The record of what happened: time line, audit trail and source of every notification."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class EventQuerySet(models.QuerySet["Event"]):
    def about(self, subject: models.Model) -> "EventQuerySet":
        return self.filter(subject_kind=subject._meta.model_name, subject_id=subject.pk)

    def pending(self) -> "EventQuerySet":
        return self.filter(is_pending=True)

    def audit(self) -> "EventQuerySet":
        return self.filter(audited=True)


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
    # Of a ticket's events nobody asks by person, and the audit has indexes of its own.
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )
    # What was true at that moment; a late reader must not see today's values.
    data = models.JSONField(default=dict)
    happened_at = models.DateTimeField()
    # Whether nobody was told yet (notifications/dispatching.py).
    is_pending = models.BooleanField(default=True)
    # Whether the administrator's audit lists it; tickets have their own time lines.
    audited = models.BooleanField(default=False)

    objects = EventQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "id"], name="event_subject"),
            models.Index(fields=["id"], condition=Q(is_pending=True), name="event_pending"),
            # A ticket's events stay out of these, and pay nothing for them.
            *(
                models.Index(
                    fields=[*first, "happened_at", "id"],
                    condition=Q(audited=True),
                    name=f"event_audit_{name}",
                )
                for name, first in (
                    ("time", []),
                    ("actor", ["actor"]),
                    ("account", ["account"]),
                    ("kind", ["kind"]),
                )
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_kind}:{self.subject_id}"


class Origin(models.Model):
    """From where an audited event was caused: kept for 90 days, apart from what happened."""

    event = models.OneToOneField(Event, models.CASCADE, primary_key=True, related_name="origin")
    address = models.CharField(max_length=45)
    browser = models.CharField(max_length=60, blank=True)

    def __str__(self) -> str:
        return self.address


class Redaction(models.Model):
    """One time that events were blanked or removed: who did it, why, and how many.

    While ``is_open``, the triggers of the event table let its own transaction through.
    """

    reason = models.CharField(max_length=200)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    events = models.PositiveIntegerField(default=0)
    happened_at = models.DateTimeField()
    is_open = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["id"], condition=Q(is_open=True), name="redaction_open")]

    def __str__(self) -> str:
        return self.reason
