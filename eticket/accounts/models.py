"""Who comes here: the publisher, its customers and prospects, their people, its own staff."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eticket.lib.emails import clean_email
from eticket.lib.folding import fold
from eticket.lib.rfc import GENERIC, RfcRefused, clean_rfc


class Publisher(models.Model):
    """The publisher who runs this system (S4, S5): one row, edited by the administrator."""

    name = models.CharField(_("razón social"), max_length=120, default="dSoft, S.A. de C.V.")
    short_name = models.CharField(_("nombre corto"), max_length=40, default="dSoft")
    audience = models.CharField(
        _("para quién"), max_length=120, default="quienes timbran, dictaminan y pagan nómina"
    )
    address = models.CharField(_("dirección"), max_length=300, blank=True)
    phone = models.CharField(_("teléfono"), max_length=40, blank=True)
    phone_hours = models.CharField(_("horario del teléfono"), max_length=60, blank=True)
    website = models.URLField(_("sitio"), blank=True)
    sales_email = models.EmailField(_("correo de ventas"), blank=True)
    support_email = models.EmailField(_("correo de soporte"), blank=True)
    about_url = models.URLField(_("página Nosotros"), blank=True)
    blog_url = models.URLField(_("página Blog"), blank=True)
    app_store_url = models.URLField(_("App Store"), blank=True)
    play_store_url = models.URLField(_("Google Play"), blank=True)
    privacy_notice = models.TextField(_("aviso de privacidad"), blank=True)
    reopen_days = models.PositiveSmallIntegerField(_("días para reabrir"), default=7)
    rating_days = models.PositiveSmallIntegerField(
        _("días para cambiar la calificación"), default=7
    )

    class Meta:
        verbose_name = _("editor")
        verbose_name_plural = _("editor")
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="publisher_is_one")]

    def __str__(self) -> str:
        return self.name


class Account(models.Model):
    """A customer or, until a serial is assigned to it, a prospect."""

    rfc = models.CharField(_("RFC"), max_length=13, blank=True)
    name = models.CharField(_("nombre o razón social"), max_length=200)
    folded = models.CharField(max_length=400, editable=False, db_index=True)
    phone = models.CharField(_("teléfono"), max_length=30, blank=True)
    customer_since = models.DateTimeField(null=True, blank=True)
    # None: the option was not bought, and the section Usuarios does not exist (S88, S97).
    additional_users = models.PositiveSmallIntegerField(
        _("usuarios adicionales"), null=True, blank=True
    )
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("cuenta")
        constraints = [
            models.UniqueConstraint(
                fields=["rfc"],
                condition=~Q(rfc__in=["", *sorted(GENERIC)]),
                name="account_rfc_unique",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.folded = fold(f"{self.name} {self.rfc}")[:400]
        super().save(*args, **kwargs)

    def clean(self) -> None:
        if self.rfc:
            try:
                self.rfc = clean_rfc(self.rfc)
            except RfcRefused as refusal:
                raise ValidationError({"rfc": str(refusal)}) from None

    @property
    def is_customer(self) -> bool:
        return self.customer_since is not None


class Contact(models.Model):
    """A person on file at a customer, who may register with this address (S20)."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="contacts")
    name = models.CharField(_("nombre"), max_length=120)
    email = models.EmailField(_("correo"))
    phone = models.CharField(_("teléfono"), max_length=30, blank=True)

    class Meta:
        verbose_name = _("contacto")
        constraints = [
            models.UniqueConstraint(fields=["account", "email"], name="contact_email_unique")
        ]

    def __str__(self) -> str:
        return f"{self.name} <{self.email}>"

    def clean(self) -> None:
        self.email = clean_email(self.email)
        others = Contact.objects.filter(account=self.account_id, email=self.email)
        if others.exclude(pk=self.pk).exists():
            raise ValidationError({"email": _("Ya es contacto de esta cuenta.")})


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Make a user who signs in with ``email``; without a password nobody can."""
        user = self.model(email=clean_email(email), **fields)
        user.set_password(password)
        user.save()
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=clean_email(username or ""))


class StaffRole(models.TextChoices):
    AGENT = "agent", _("Agente")
    SUPERVISOR = "supervisor", _("Supervisor")
    ADMINISTRATOR = "administrator", _("Administrador")


class User(AbstractBaseUser):
    """A person who can sign in: of one or several accounts, or of the publisher's staff."""

    email = models.EmailField(_("correo"), unique=True)
    email_proved_at = models.DateTimeField(null=True, blank=True)
    name = models.CharField(_("nombre"), max_length=120)
    phone = models.CharField(_("teléfono"), max_length=30, blank=True)
    contact_hours = models.CharField(_("horario a contactar"), max_length=120, blank=True)
    staff_role = models.CharField(
        _("puesto"), max_length=20, choices=StaffRole.choices, blank=True, default=""
    )
    is_active = models.BooleanField(_("activo"), default=True)
    created_at = models.DateTimeField(default=timezone.now)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = UserManager()

    class Meta:
        verbose_name = _("usuario")

    def __str__(self) -> str:
        return self.name or self.email

    def clean(self) -> None:
        self.email = clean_email(self.email)

    @property
    def first_name(self) -> str:
        return self.name.split(" ", 1)[0]

    @property
    def works_here(self) -> bool:
        """Whether this is one of the publisher's own people."""
        return bool(self.staff_role)

    # What django.contrib.admin asks. The catalogue is the administrator's; nobody is superuser.
    @property
    def is_staff(self) -> bool:
        return self.staff_role == StaffRole.ADMINISTRATOR

    def has_perm(self, perm: str, obj: object = None) -> bool:
        return self.is_active and self.is_staff

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_active and self.is_staff


class Role(models.TextChoices):
    HOLDER = "holder", _("Titular")
    MANAGER = "manager", _("Administrador")
    COLLABORATOR = "collaborator", _("Colaborador")
    OWN_TICKETS = "own_tickets", _("Solo sus tickets")


class MembershipQuerySet(models.QuerySet["Membership"]):
    def active(self) -> "MembershipQuerySet":
        return self.filter(disabled_at=None, user__is_active=True)


class Membership(models.Model):
    """One person's place in one account, with the role that says what they may do there."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    role = models.CharField(_("rol"), max_length=20, choices=Role.choices)
    created_at = models.DateTimeField(default=timezone.now)
    disabled_at = models.DateTimeField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("usuario de la cuenta")
        verbose_name_plural = _("usuarios de las cuentas")
        constraints = [
            models.UniqueConstraint(fields=["account", "user"], name="membership_unique"),
            models.UniqueConstraint(
                fields=["account"], condition=Q(role="holder"), name="membership_one_holder"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.get_role_display()})"

    def clean(self) -> None:
        holders = Membership.objects.filter(account=self.account_id, role=Role.HOLDER)
        if self.role == Role.HOLDER and holders.exclude(pk=self.pk).exists():
            raise ValidationError({"role": _("Esta cuenta ya tiene Titular.")})

    @property
    def sees_all_tickets(self) -> bool:
        return self.role != Role.OWN_TICKETS

    @property
    def sees_licences(self) -> bool:
        return self.role != Role.OWN_TICKETS

    @property
    def manages(self) -> bool:
        """Whether this person runs the account: its users and its computers."""
        return self.role in (Role.HOLDER, Role.MANAGER)


class Address(models.Model):
    """An e-mail address that an account gave for follow-up, and whether it was proved."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="addresses")
    email = models.EmailField()
    proof_hash = models.CharField(max_length=64, blank=True, db_index=True)
    asked_at = models.DateTimeField(null=True)
    proved_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "email"], name="address_unique")]

    def __str__(self) -> str:
        return self.email


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def pending(self) -> "InvitationQuerySet":
        """Neither accepted nor withdrawn; those whose link ran out can be sent again."""
        return self.filter(accepted_at=None, withdrawn_at=None)


class Invitation(models.Model):
    """A place in an account that its people offer by mail; sending it again makes another."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="invitations")
    email = models.EmailField()
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=20, choices=Role.choices)
    token_hash = models.CharField(max_length=64, db_index=True)
    invited_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    invited_at = models.DateTimeField(default=timezone.now)
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "email"],
                condition=Q(accepted_at=None, withdrawn_at=None),
                name="invitation_one_pending",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} <{self.email}>"


class EmailChange(models.Model):
    """A person's wish to sign in with another address: proved at the new, undone from the old."""

    user = models.ForeignKey(User, models.CASCADE, related_name="email_changes")
    old_email = models.EmailField()
    new_email = models.EmailField()
    confirm_hash = models.CharField(max_length=64, db_index=True)
    undo_hash = models.CharField(max_length=64, db_index=True)
    asked_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.old_email} -> {self.new_email}"


class Registration(models.Model):
    """Somebody who asked to come in: all there is of them until the mailed link is used."""

    # None: a prospect's, whose account does not exist yet.
    account = models.ForeignKey(Account, models.CASCADE, null=True, related_name="+")
    rfc = models.CharField(max_length=13)
    name = models.CharField(max_length=200)
    contact = models.CharField(max_length=120, blank=True)
    email = models.EmailField()
    phone = models.CharField(max_length=30, blank=True)
    token_hash = models.CharField(max_length=64, db_index=True)
    asked_at = models.DateTimeField(default=timezone.now, db_index=True)
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.email


class Session(AbstractBaseSession):
    """A browser that is signed in; knows its person, so that one query brings both."""

    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="sessions")
    membership = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    # "Chrome en Windows": how its person tells one session from another (S38).
    browser = models.CharField(max_length=60, blank=True)

    class Meta(AbstractBaseSession.Meta):
        abstract = False

    @classmethod
    def get_session_store_class(cls) -> type:
        from eticket.accounts.sessions import SessionStore

        return SessionStore


class Throttle(models.Model):
    """How often something was tried lately, and when it may be tried again."""

    key = models.CharField(max_length=64, primary_key=True)
    tries = models.PositiveIntegerField(default=0)
    free_at = models.DateTimeField()
    forget_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.key
