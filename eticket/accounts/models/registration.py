"""Somebody on the way in."""

from django.db import models
from django.utils import timezone

from eticket.accounts.models.account import Account


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
