"""A person's place in an account, taken or offered."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eticket.accounts.models.account import Account
from eticket.accounts.models.user import User


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
