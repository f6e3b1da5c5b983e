"""Everybody who can sign in."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eticket.lib.emails import clean_email


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
