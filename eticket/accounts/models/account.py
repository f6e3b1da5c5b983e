"""Customers and prospects, whom they name, and where their mail may go."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eticket.lib.emails import clean_email
from eticket.lib.folding import fold
from eticket.lib.prepared import Prepared
from eticket.lib.rfc import GENERIC, RfcRefused, clean_rfc


class AccountQuerySet(models.QuerySet["Account"]):
    def locked(self, pk: int) -> "Account":
        """The row, held until the transaction ends; whoever counts what hangs on it asks here."""
        return LOCKED.one(pk)


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

    objects = AccountQuerySet.as_manager()

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
        self.fold()
        super().save(*args, **kwargs)

    def fold(self) -> None:
        """Make ready what is searched; for whoever writes many rows without ``save``."""
        self.folded = fold(f"{self.name} {self.rfc}")[:400]

    def clean(self) -> None:
        if self.rfc:
            try:
                self.rfc = clean_rfc(self.rfc)
            except RfcRefused as refusal:
                raise ValidationError({"rfc": str(refusal)}) from None

    @property
    def is_customer(self) -> bool:
        return self.customer_since is not None


LOCKED: Prepared[Account] = Prepared(
    lambda pk: Account.objects.select_for_update(no_key=True).filter(pk=pk), int
)


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
