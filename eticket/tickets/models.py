"""The helpdesk's rows: areas, tickets and what is said, attached and rated on them."""

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eticket.accounts.models import Account, User
from eticket.lib.prepared import Prepared
from eticket.licensing.models import Device, Policy, Product, Serial


class Area(models.Model):
    """A team of the publisher that tickets are addressed to (S57)."""

    name = models.CharField(_("nombre"), max_length=60, unique=True)
    position = models.PositiveSmallIntegerField(_("orden"), default=0)
    is_active = models.BooleanField(_("recibe tickets"), default=True)
    hours = models.CharField(_("horario"), max_length=60, blank=True)
    # Median minutes to a first answer of late, measured by the worker; None while unknown.
    usual_wait = models.PositiveIntegerField(null=True, blank=True, editable=False)
    agents = models.ManyToManyField(
        User, related_name="areas", blank=True, verbose_name=_("agentes")
    )

    class Meta:
        verbose_name = _("área")
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name


class Kind(models.TextChoices):
    SUPPORT = "support", _("Ticket de soporte")
    SERVICE = "service", _("Ticket de servicio")


class Status(models.TextChoices):
    OPEN = "open", _("Abierto")
    IN_PROGRESS = "in_progress", _("En proceso")
    WAITING = "waiting", _("En espera de su respuesta")
    CLOSED = "closed", _("Cerrado")
    CANCELLED = "cancelled", _("Cancelado")


OPEN_STATUSES = (Status.OPEN, Status.IN_PROGRESS, Status.WAITING)


class TicketQuerySet(models.QuerySet["Ticket"]):
    def open(self) -> "TicketQuerySet":
        # Asked by the date, not by the three statuses: SQLite uses a partial index only when
        # its condition holds no parameter.
        return self.filter(closed_at=None)

    def locked(self, pk: int) -> "Ticket":
        """The row, held until the transaction ends."""
        return LOCKED.one(pk)


class Ticket(models.Model):
    """One matter of a customer, from the first word to its rating."""

    number = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    # Without an index of its own, here and elsewhere: another one begins with this column.
    account = models.ForeignKey(Account, models.PROTECT, related_name="tickets", db_index=False)
    serial = models.ForeignKey(Serial, models.PROTECT, null=True, related_name="tickets")
    policy = models.ForeignKey(Policy, models.PROTECT, null=True, related_name="+")
    # The computer of the serial that it is about, where the person named one.
    device = models.ForeignKey(Device, models.PROTECT, null=True, related_name="tickets")
    # By these alone nobody asks, and without statistics SQLite prefers them to better indexes.
    product = models.ForeignKey(
        Product, models.PROTECT, null=True, related_name="+", db_index=False
    )
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", db_index=False)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.OPEN)
    subject = models.CharField(max_length=250)
    follow_up_email = models.EmailField()
    phone = models.CharField(max_length=40)
    contact_hours = models.CharField(max_length=120, blank=True)

    # The customer's person; the name stays when the person is deleted (C123).
    raised_by = models.ForeignKey(
        User, models.SET_NULL, null=True, related_name="+", db_index=False
    )
    raised_by_name = models.CharField(max_length=120)
    assigned_to = models.ForeignKey(
        User, models.SET_NULL, null=True, related_name="+", db_index=False
    )

    opened_at = models.DateTimeField(default=timezone.now)
    first_answered_at = models.DateTimeField(null=True)
    # Since when the turn is where it is: what the desk's queues are ordered by.
    turn_since = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    # Set while open: account, product and follow-up e-mail. Unique, because only the database
    # wins the race of two simultaneous tickets (S68, C010).
    open_key = models.CharField(max_length=300, null=True, unique=True)  # noqa: DJ001
    # Opened by staff in spite of a refusal.
    is_exception = models.BooleanField(default=False)
    # The form that made it: sent twice, it leads here (C001). The digest tells a repeat from
    # another text sent with an old form.
    form_key = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001
    form_digest = models.CharField(max_length=64, blank=True)
    previous = models.ForeignKey("self", models.SET_NULL, null=True, related_name="next_tickets")

    objects = TicketQuerySet.as_manager()

    class Meta:
        verbose_name = _("ticket")
        constraints = [
            models.CheckConstraint(
                condition=~Q(status__in=["closed", "cancelled"]) | Q(closed_at__isnull=False),
                name="ticket_closed_has_date",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["closed", "cancelled"]) | Q(closed_at=None),
                name="ticket_open_has_no_date",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["open", "in_progress", "waiting"]) | Q(open_key=None),
                name="ticket_key_only_while_open",
            ),
            models.CheckConstraint(
                condition=Q(kind="service") | Q(serial__isnull=False),
                name="ticket_support_has_serial",
            ),
        ]
        indexes = [
            models.Index(fields=["account", "-opened_at", "-id"], name="ticket_account_list"),
            models.Index(
                fields=["account", "status", "-opened_at", "-id"], name="ticket_account_status"
            ),
            models.Index(fields=["raised_by", "-opened_at", "-id"], name="ticket_raiser_list"),
            models.Index(
                fields=["area", "status", "turn_since", "id"],
                condition=Q(closed_at=None),
                name="ticket_area_queue",
            ),
            models.Index(
                fields=["assigned_to", "turn_since", "id"],
                condition=Q(closed_at=None),
                name="ticket_agent_queue",
            ),
            models.Index(
                fields=["area", "turn_since", "id"],
                condition=Q(closed_at=None),
                name="ticket_area_turn",
            ),
            models.Index(
                fields=["area", "turn_since", "id"],
                condition=Q(closed_at=None, assigned_to=None),
                name="ticket_unassigned",
            ),
            models.Index(
                fields=["area", "-opened_at", "-id"],
                condition=Q(closed_at=None),
                name="ticket_area_opened",
            ),
            models.Index(
                fields=["area", "-closed_at", "-id"],
                condition=Q(closed_at__isnull=False),
                name="ticket_area_closed",
            ),
            models.Index(
                fields=["serial"],
                condition=Q(closed_at=None),
                name="ticket_serial_open",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        return self.status in OPEN_STATUSES

    @property
    def turn(self) -> str:
        """Whose turn it is: "customer", "staff" or "nobody"."""
        return turn_of(self.status)

    @property
    def key_while_open(self) -> str | None:
        """What may exist once among open tickets (S68), or None where the product allows more.

        A renewal is asked for once a serial, and many serials' at the same time.
        """
        if self.kind == Kind.SERVICE and self.serial_id:
            return f"renewal:{self.account_id}:{self.serial_id}"
        if self.product is None or not self.product.one_open_per_email:
            return None
        return f"{self.account_id}:{self.product_id}:{self.follow_up_email}"


def turn_of(status: str) -> str:
    if status == Status.WAITING:
        return "customer"
    return "staff" if status in OPEN_STATUSES else "nobody"


LOCKED: Prepared[Ticket] = Prepared(
    lambda pk: Ticket.objects.select_for_update(of=("self",), no_key=True).filter(pk=pk), int
)


class Message(models.Model):
    """One message from a person, visible to everyone on the ticket."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="messages", db_index=False)
    # Nothing asks by author, and every message would pay for the index.
    author = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", db_index=False)
    author_name = models.CharField(max_length=120)
    from_staff = models.BooleanField(default=False)
    is_solution = models.BooleanField(default=False)
    body = models.TextField()
    created_at = models.DateTimeField(default=timezone.now)
    form_key = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001

    class Meta:
        indexes = [models.Index(fields=["ticket", "id"], name="message_thread")]

    def __str__(self) -> str:
        return f"{self.author_name}: {self.body[:40]}"


class Note(models.Model):
    """One note from staff to staff; customers have no way to it."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="notes", db_index=False)
    author = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    author_name = models.CharField(max_length=120)
    body = models.TextField()
    created_at = models.DateTimeField(default=timezone.now)
    form_key = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001

    class Meta:
        indexes = [models.Index(fields=["ticket", "id"], name="note_thread")]

    def __str__(self) -> str:
        return f"{self.author_name}: {self.body[:40]}"


class StoredFile(models.Model):
    """What is known of a file on disk; the bytes lie under a random name (security.md, D)."""

    class Preview(models.TextChoices):
        NONE = "none"
        PENDING = "pending"
        READY = "ready"

    name = models.CharField(max_length=255)
    size = models.PositiveBigIntegerField()
    content_type = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64)
    # Random; the name of the file below MEDIA_ROOT.
    path = models.CharField(max_length=80, unique=True)
    preview = models.CharField(max_length=8, choices=Preview.choices, default=Preview.NONE)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


class Upload(StoredFile):
    """A file chosen in a form that is not sent yet; it lives until then or for a day or two."""

    LIFE = timedelta(hours=48)

    token = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(User, models.CASCADE, related_name="+")


class Attachment(StoredFile):
    """A file of a message, or of an internal note: then customers have no way to it."""

    # Random; what its address shows. The permission check is elsewhere.
    public_id = models.CharField(max_length=32, unique=True)
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="attachments")
    message = models.ForeignKey(Message, models.CASCADE, null=True, related_name="attachments")
    note = models.ForeignKey(Note, models.CASCADE, null=True, related_name="attachments")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(message__isnull=False, note=None) | Q(message=None, note__isnull=False),
                name="attachment_has_one_home",
            )
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(preview="pending"), name="attachment_previews")
        ]


class Rating(models.Model):
    """What the customer thought of a closed ticket: 1 to 5 stars and perhaps a word."""

    ticket = models.OneToOneField(Ticket, models.CASCADE, related_name="rating")
    stars = models.PositiveSmallIntegerField()
    comment = models.TextField(blank=True)
    rated_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    rated_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(stars__gte=1, stars__lte=5), name="rating_stars")
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id}: {self.stars}"


class Unread(models.Model):
    """An answer that one person has not opened yet."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="unread_by")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "ticket"], name="unread_unique")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.ticket_id}"


class Draft(models.Model):
    """What one person typed in one form and has not sent (C114)."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    # "reply:<ticket>", "support:<serial>", "renewal:<serial>", "service": one draft each.
    form = models.CharField(max_length=60)
    fields = models.JSONField(default=dict)
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "form"], name="draft_unique")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.form}"
