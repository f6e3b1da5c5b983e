"""What the law of 2025 wants kept: notices, who accepted which, requests, exports, deletions."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eticket.accounts.models import User


class PrivacyNotice(models.Model):
    """One published version of the privacy notice; it is never changed again."""

    version = models.PositiveIntegerField(unique=True)
    # Plain text; a line that begins with "# " is a heading.
    full = models.TextField()
    simplified = models.TextField()
    published_at = models.DateTimeField(default=timezone.now)
    published_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.version}"


class Consent(models.Model):
    """What one person chose about one version, at one moment; the latest row is what holds."""

    user = models.ForeignKey(User, models.CASCADE, related_name="consents")
    notice = models.ForeignKey(PrivacyNotice, models.PROTECT, related_name="+")
    # Whether their data may serve what the service does not need: news, surveys.
    secondary = models.BooleanField(default=False)
    chosen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["user", "-id"], name="consent_latest")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.notice_id}"


class Right(models.TextChoices):
    ACCESS = "access", _("Acceso: saber qué datos míos tienen")
    RECTIFICATION = "rectification", _("Rectificación: corregir mis datos")
    CANCELLATION = "cancellation", _("Cancelación: eliminar mis datos")
    OPPOSITION = "opposition", _("Oposición: que no usen mis datos para algo")


class RequestState(models.TextChoices):
    # Nobody but the worker knows of it until its link was opened.
    UNPROVED = "unproved", _("Sin confirmar")
    RECEIVED = "received", _("Por responder")
    GRANTED = "granted", _("Procede, por cumplir")
    DONE = "done", _("Cumplida")
    REFUSED = "refused", _("No procede")
    WITHDRAWN = "withdrawn", _("Retirada")


class ArcoRequest(models.Model):
    """One person's request to see, correct, delete or limit what is kept of them ("ARCO")."""

    folio = models.CharField(max_length=24, blank=True, db_index=True)
    right = models.CharField(max_length=13, choices=Right.choices)
    # None: somebody without an account, or whose account is gone.
    user = models.ForeignKey(User, models.SET_NULL, null=True, related_name="arco_requests")
    name = models.CharField(max_length=120)
    email = models.EmailField()
    text = models.TextField()
    state = models.CharField(
        max_length=9, choices=RequestState.choices, default=RequestState.UNPROVED
    )
    token_hash = models.CharField(max_length=64, blank=True, db_index=True)
    asked_at = models.DateTimeField(default=timezone.now)
    received_at = models.DateTimeField(null=True)
    # The last day of what runs now: to answer, then to carry out.
    due_on = models.DateField(null=True)
    answer_extension = models.TextField(blank=True)
    deed_extension = models.TextField(blank=True)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    finished_at = models.DateTimeField(null=True)
    # The fewest days left of which the privacy role was reminded in the term that runs.
    reminded = models.PositiveSmallIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["due_on", "id"],
                condition=Q(state__in=["received", "granted"]),
                name="arco_running",
            )
        ]

    def __str__(self) -> str:
        return self.folio

    @property
    def is_running(self) -> bool:
        return self.state in (RequestState.RECEIVED, RequestState.GRANTED)

    @property
    def extension(self) -> str:
        """Why the term that runs was extended; empty while it was not."""
        granted = self.state == RequestState.GRANTED
        return self.deed_extension if granted else self.answer_extension


class RestDay(models.Model):
    """A day without business beside weekends and the holidays of the labour law."""

    day = models.DateField(_("día"), unique=True)
    name = models.CharField(_("motivo"), max_length=80)

    class Meta:
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y} {self.name}"


class DataExport(models.Model):
    """A copy of everything that is kept of one person, made for them and gone after some days."""

    class State(models.TextChoices):
        PENDING = "pending"
        READY = "ready"
        FAILED = "failed"
        EXPIRED = "expired"

    user = models.ForeignKey(User, models.CASCADE, related_name="data_exports")
    # Random; what its address shows and its file is called. The permission check is elsewhere.
    public_id = models.CharField(max_length=32, unique=True)
    state = models.CharField(max_length=7, choices=State.choices, default=State.PENDING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    size = models.PositiveBigIntegerField(default=0)
    asked_at = models.DateTimeField(default=timezone.now)
    # Until then it belongs to the worker that makes it.
    claimed_until = models.DateTimeField(null=True)
    ready_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(state="pending"), name="export_one_pending"
            )
        ]

    def __str__(self) -> str:
        return self.public_id


class Deletion(models.Model):
    """A person on the way out: blocked first, without name after the days that are set."""

    user = models.OneToOneField(User, models.CASCADE, related_name="deletion")
    request = models.OneToOneField(ArcoRequest, models.PROTECT, related_name="deletion")
    blocked_at = models.DateTimeField(default=timezone.now)
    erase_on = models.DateField()
    erased_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.user_id}: {self.erase_on}"


class Purge(models.Model):
    """One time that data past their retention were removed: which kind, and how many."""

    kind = models.CharField(max_length=40)
    removed = models.PositiveIntegerField()
    happened_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.kind}: {self.removed}"
