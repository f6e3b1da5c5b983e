"""Messages that go out: one row each, so that none is lost, doubled unseen or forgotten."""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from eticket.accounts.models import User
from eticket.events.models import Event


class State(models.TextChoices):
    PENDING = "pending"
    SENT = "sent"
    # Given up: after too long, or refused for good by the receiver.
    FAILED = "failed"
    # The reader may no longer have it: disabled, or gone from the area, before it was sent.
    DROPPED = "dropped"


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def pending(self) -> "DeliveryQuerySet":
        return self.filter(state=State.PENDING)

    def due(self) -> "DeliveryQuerySet":
        """What may be sent now, urgent ones first.

        A message waits for the earlier ones about the same thing to the same address, so that
        nobody reads a closing before the answer.
        """
        earlier = Delivery.objects.pending().filter(
            address=OuterRef("address"),
            pk__lt=OuterRef("pk"),
            event__subject_kind=OuterRef("event__subject_kind"),
            event__subject_id=OuterRef("event__subject_id"),
        )
        due = self.pending().filter(~Exists(earlier), next_at__lte=timezone.now())
        return due.order_by("-is_urgent", "id")

    def failed(self) -> "DeliveryQuerySet":
        return self.filter(state=State.FAILED)


class Delivery(models.Model):
    """One message about one event to one address by one channel ("aviso")."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=10, default="mail")
    template = models.CharField(max_length=60)
    address = models.CharField(max_length=254)
    user = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    # Somebody waits before the screen for it (a link to get in): it overtakes the rest.
    is_urgent = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=State.choices, default=State.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(default=timezone.now)
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["event", "channel", "template", "address"], name="delivery_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["-is_urgent", "id"], condition=Q(state="pending"), name="delivery_queue"
            ),
            models.Index(
                fields=["address", "id"], condition=Q(state="pending"), name="delivery_earlier"
            ),
            models.Index(fields=["address"], condition=Q(state="failed"), name="delivery_refused"),
        ]

    def __str__(self) -> str:
        return f"{self.template} -> {self.address}"
