"""A file on its way into the tables."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eticket.accounts.models import User


class Import(models.Model):
    """A file of customers or licences: checked first, then applied whole or row by row."""

    class State(models.TextChoices):
        CHECKING = "checking", _("En revisión")
        CHECKED = "checked", _("Por confirmar")
        APPLYING = "applying", _("Importando")
        DONE = "done", _("Importado")
        FAILED = "failed", _("No se pudo leer")
        CANCELLED = "cancelled", _("Cancelado")

    # The name of its folder in the data folder; a random one.
    token = models.CharField(max_length=32, unique=True)
    kind = models.CharField(max_length=20)
    file_name = models.CharField(max_length=200)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    uploaded_at = models.DateTimeField(default=timezone.now)
    applied_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    finished_at = models.DateTimeField(null=True)

    state = models.CharField(max_length=10, choices=State.choices, default=State.CHECKING)
    failure = models.CharField(max_length=400, blank=True)
    sheet = models.CharField(max_length=120, blank=True)
    headers = models.JSONField(default=list)
    # Column → its place in the file; what the person chose, or what the headers say.
    mapping = models.JSONField(default=dict)
    skips_errors = models.BooleanField(default=False)
    # Conflicts that the person ticked: what would else be refused.
    accepted = models.JSONField(default=list)
    # Outcome → rows, and "conflicts": conflict → rows.
    counts = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    changes = models.JSONField(default=list)
    rows_total = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    # Bytes of the file of wrong rows that belong to the rows done.
    errors_size = models.PositiveIntegerField(default=0)
    # When whoever works on it last said so; an old one means that they are gone.
    worked_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("importación")
        verbose_name_plural = _("importaciones")
        indexes = [
            models.Index(
                fields=["id"],
                condition=models.Q(state__in=["checking", "applying"]),
                name="import_at_work",
            )
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_at_work(self) -> bool:
        return self.state in (self.State.CHECKING, self.State.APPLYING)

    @property
    def can_be_cancelled(self) -> bool:
        return self.is_at_work or self.state == self.State.CHECKED

    @property
    def refused(self) -> int:
        """Rows that stay refused whatever is ticked."""
        conflicts = sum(self.counts.get("conflicts", {}).values())
        return max(int(self.counts.get("refused", 0)) - int(conflicts), 0)
