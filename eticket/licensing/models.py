"""What customers bought: products, serials, policies, and the computers that use them."""

import uuid
from datetime import date
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from eticket.accounts.models import Account, User
from eticket.lib import days
from eticket.lib.fingerprints import FingerprintField
from eticket.lib.folding import fold
from eticket.lib.prepared import Prepared
from eticket.licensing.importing.models import Import as Import

# Beginnings of words, as people write when a computer does not open the program.
ACTIVATION_WORDS = (
    "activa, reactiva, licencia, equipo nuevo, otro equipo, otra computadora, "
    "computadora nueva, cambio de equipo, cambie de equipo, instal, reinstal, formate, "
    "sin lugar, limite de equipos, maximo de equipos"
)


class Product(models.Model):
    """A desktop program that the publisher sells ("Sistema")."""

    name = models.CharField(_("nombre"), max_length=60, unique=True)
    is_active = models.BooleanField(_("a la venta"), default=True)
    max_open_tickets = models.PositiveSmallIntegerField(_("tickets abiertos por serie"), default=3)
    one_open_per_email = models.BooleanField(
        _("un solo ticket abierto por correo"),
        default=True,
        help_text=_("Rechaza un segundo ticket abierto de la misma cuenta, sistema y correo."),
    )
    changes_per_seat = models.PositiveSmallIntegerField(
        _("cambios de equipo por lugar"),
        default=2,
        validators=[MinValueValidator(1)],
        help_text=_("Cuántas veces por lugar activa o desactiva equipos el cliente en el plazo."),
    )
    changes_days = models.PositiveSmallIntegerField(
        _("plazo de los cambios, en días"), default=30, validators=[MinValueValidator(1)]
    )
    lease_days = models.PositiveSmallIntegerField(
        _("días sin consultar"),
        default=30,
        validators=[MinValueValidator(1), MaxValueValidator(30)],
        help_text=_("Cuántos días abre el programa en un equipo sin volver a preguntar."),
    )
    activation_words = models.TextField(
        _("palabras de activación"),
        default=ACTIVATION_WORDS,
        blank=True,
        help_text=_(
            "Separadas por comas. Con una de ellas en el asunto y la serie llena, "
            "se ofrece cambiar de equipo en lugar del ticket."
        ),
    )

    class Meta:
        verbose_name = _("sistema")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class LimitKind(models.TextChoices):
    NUMBER = "number", _("Número")
    UNLIMITED = "unlimited", _("Ilimitados")
    NOT_APPLICABLE = "na", _("N/A")


class SerialQuerySet(models.QuerySet["Serial"]):
    def locked(self, pk: int) -> "Serial":
        """The row, held until the transaction ends; whoever counts what hangs on it asks here."""
        return LOCKED.one(pk)


def _limit(field: str) -> models.CheckConstraint:
    number = Q(**{f"{field}_kind": LimitKind.NUMBER, f"{field}_max__isnull": False})
    other = ~Q(**{f"{field}_kind": LimitKind.NUMBER}) & Q(**{f"{field}_max__isnull": True})
    return models.CheckConstraint(condition=number | other, name=f"serial_{field}_limit")


class Serial(models.Model):
    """A licence: a serial number of one product, owned by one account (S74, S77)."""

    # Without an index of its own, here and below: another one begins with this column.
    account = models.ForeignKey(Account, models.PROTECT, related_name="serials", db_index=False)
    product = models.ForeignKey(
        Product, models.PROTECT, related_name="+", verbose_name=_("sistema")
    )
    number = models.CharField(_("número de serie"), max_length=36, unique=True)
    edition = models.CharField(_("edición"), max_length=20, blank=True)
    # The latest policy's; kept here so that lists sort by it without a join.
    valid_until = models.DateField(_("vigencia"))
    max_open_tickets = models.PositiveSmallIntegerField(
        _("tickets abiertos"), null=True, blank=True, help_text=_("Vacío: lo que diga el sistema.")
    )
    devices_kind = models.CharField(
        max_length=10, choices=LimitKind.choices, default=LimitKind.NUMBER
    )
    devices_max = models.PositiveIntegerField(null=True, blank=True, default=1)
    rfcs_kind = models.CharField(
        max_length=10, choices=LimitKind.choices, default=LimitKind.UNLIMITED
    )
    rfcs_max = models.PositiveIntegerField(null=True, blank=True)
    users_kind = models.CharField(
        max_length=10, choices=LimitKind.choices, default=LimitKind.NOT_APPLICABLE
    )
    users_max = models.PositiveIntegerField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    # Since when it is this account's, if it was another's before: their computers stay theirs.
    moved_at = models.DateTimeField(null=True, editable=False)
    # Stolen, unpaid, published on the web: no computer starts on it until the desk lifts it.
    blocked_at = models.DateTimeField(null=True, editable=False)
    block_reason = models.CharField(max_length=200, blank=True, editable=False)

    objects = SerialQuerySet.as_manager()

    class Meta:
        verbose_name = _("número de serie")
        verbose_name_plural = _("números de serie")
        constraints = [_limit("devices"), _limit("rfcs"), _limit("users")]
        indexes = [
            models.Index(fields=["account", "-valid_until", "-id"], name="serial_account_validity"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def open_ticket_limit(self) -> int:
        if self.max_open_tickets is not None:
            return self.max_open_tickets
        return self.product.max_open_tickets

    @property
    def days_left(self) -> int:
        return days.days_left(self.valid_until)

    @property
    def validity(self) -> str:
        """ "valid", "expiring" (30 days or fewer) or "expired" (product.md, Licences 3)."""
        return validity_of(self.valid_until)

    @property
    def is_expired(self) -> bool:
        return self.days_left < 0

    @property
    def is_blocked(self) -> bool:
        return self.blocked_at is not None


def validity_of(valid_until: date) -> str:
    left = days.days_left(valid_until)
    if left < 0:
        return "expired"
    return "expiring" if left <= days.EXPIRING_DAYS else "valid"


LOCKED: Prepared[Serial] = Prepared(
    lambda pk: (
        Serial.objects.select_for_update(of=("self",))
        .select_related("product", "account")
        .filter(pk=pk)
    ),
    int,
)


class Policy(models.Model):
    """One purchase or renewal of a serial ("póliza"), S84-S86."""

    serial = models.ForeignKey(Serial, models.PROTECT, related_name="policies", db_index=False)
    number = models.CharField(_("número de póliza"), max_length=40, unique=True)
    description = models.CharField(_("descripción"), max_length=120)
    # Folded description, product and serial: what the search field of the lists matches.
    folded = models.CharField(max_length=300, editable=False)
    registered_on = models.DateField(_("registro"))
    valid_until = models.DateField(_("vigencia"))

    class Meta:
        verbose_name = _("póliza")
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__gte=F("registered_on")), name="policy_dates_in_order"
            )
        ]
        indexes = [models.Index(fields=["serial", "-valid_until"], name="policy_serial")]

    def __str__(self) -> str:
        return self.number

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.fold()
        super().save(*args, **kwargs)

    def fold(self) -> None:
        """Make ready what is searched; for whoever writes many rows without ``save``."""
        # Some letters fold to several: ﷺ becomes eighteen.
        self.folded = fold(f"{self.description} {self.serial.product} {self.serial.number}")[:300]


class DeviceQuerySet(models.QuerySet["Device"]):
    def active(self) -> "DeviceQuerySet":
        return self.filter(deactivated_at=None)


class Device(models.Model):
    """A computer on which a serial was activated (S79, S82)."""

    serial = models.ForeignKey(Serial, models.PROTECT, related_name="devices", db_index=False)
    name = models.CharField(_("nombre del equipo"), max_length=120)
    fingerprint = FingerprintField(_("huella"), max_length=128)
    product_version = models.CharField(_("versión"), max_length=40, blank=True)
    system = models.CharField(_("sistema operativo"), max_length=80, blank=True)
    user_name = models.CharField(_("usuario"), max_length=80, blank=True)
    addresses = models.CharField(_("direcciones"), max_length=200, blank=True)
    activated_at = models.DateTimeField(_("activación"), default=timezone.now)
    last_seen_at = models.DateTimeField(_("visto"), null=True, blank=True)
    deactivated_at = models.DateTimeField(_("desactivación"), null=True, blank=True)
    deactivated_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    deactivation_reason = models.CharField(_("motivo"), max_length=200, blank=True)
    # What the program shows that asks for this computer: made from the number, kept hashed.
    credential_number = models.PositiveIntegerField(default=0, editable=False)
    credential_hash = models.CharField(  # noqa: DJ001
        max_length=64, null=True, unique=True, editable=False
    )

    objects = DeviceQuerySet.as_manager()

    class Meta:
        verbose_name = _("equipo")
        constraints = [
            models.UniqueConstraint(
                fields=["serial", "fingerprint"], name="device_fingerprint_unique"
            )
        ]
        indexes = [
            models.Index(fields=["serial"], condition=Q(deactivated_at=None), name="device_active"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_active(self) -> bool:
        return self.deactivated_at is None


class DeviceChange(models.Model):
    """A computer switched off or on again by somebody: what the quota counts, and its history."""

    serial = models.ForeignKey(Serial, models.PROTECT, related_name="+", db_index=False)
    device = models.ForeignKey(Device, models.PROTECT, related_name="changes")
    is_activation = models.BooleanField()
    reason = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    # What staff does passes over the customer's quota, and is no part of it.
    by_staff = models.BooleanField(default=False)
    # The computer's dates and reason as they were, for whoever takes the change back.
    before = models.JSONField(default=dict)
    happened_at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["serial", "happened_at"], name="device_change_serial")]

    def __str__(self) -> str:
        return f"{self.device} {self.happened_at:%Y-%m-%d}"


class Activation(models.Model):
    """What a program was answered when it activated, for the same question asked again (F3)."""

    serial = models.ForeignKey(Serial, models.CASCADE, related_name="+", db_index=False)
    device = models.ForeignKey(Device, models.CASCADE, related_name="activations")
    # The caller's: the header Idempotency-Key, or the number of a request file.
    key = models.CharField(max_length=80)
    asked_hash = models.CharField(max_length=64)
    credential_number = models.PositiveIntegerField()
    key_id = models.CharField(max_length=16)
    signed = models.TextField()
    signature = models.CharField(max_length=90)
    # Who brought the file of a computer without internet; nobody when the program itself asked.
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    happened_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["serial", "key"], name="activation_key_unique")
        ]

    def __str__(self) -> str:
        return f"{self.device} {self.happened_at:%Y-%m-%d}"


class Letterhead(models.Model):
    """How the publisher's papers look: one row, edited by the administrator."""

    colour = models.CharField(
        _("color"),
        max_length=7,
        default="#0C5A63",
        validators=[RegexValidator(r"^#[0-9A-Fa-f]{6}\Z", _("Escriba un color como #0C5A63."))],
    )
    # A PNG of our own making, or nothing.
    logo = models.BinaryField(default=bytes, editable=False)
    foot = models.CharField(_("leyenda al pie"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("papel membretado")
        verbose_name_plural = _("papel membretado")
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="letterhead_is_one")]

    def __str__(self) -> str:
        return self.colour


class Certificate(models.Model):
    """A paper ("constancia") that says which licences an account has; anybody verifies its code."""

    code = models.CharField(max_length=24, unique=True)
    account = models.ForeignKey(Account, models.PROTECT, related_name="certificates")
    # What the paper says, word for word: it is not written again when the licences change.
    said = models.JSONField(default=dict)
    issued_at = models.DateTimeField(default=timezone.now)
    issued_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True)
    revocation_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("constancia")

    def __str__(self) -> str:
        return self.code


def limit_text(kind: str, number: int | None) -> str:
    """A three-valued limit as S77 shows it: "5", "ilimitados" or "N/A"."""
    if kind == LimitKind.UNLIMITED:
        return _now("ilimitados")
    return str(number) if kind == LimitKind.NUMBER else _now("N/A")


def new_serial_number() -> str:
    return str(uuid.uuid4()).upper()
