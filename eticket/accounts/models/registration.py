"""Somebody on the way in."""

from django.db import models
from django.utils import timezone

from eticket.accounts.models.account import Account
from eticket.accounts.models.user import User


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
    # Who of the staff vouched, on the telephone, for an address that is not on file (S21).
    vouched_by = models.ForeignKey(User, models.CASCADE, null=True, related_name="+")

    def __str__(self) -> str:
        return self.email


class CodePair(models.Model):
    """Two codes on their way, one by SMS and one by mail, that prove a registration together.

    The codes themselves are kept nowhere: accounts/coding.py derives them from the row.
    """

    registration = models.ForeignKey(Registration, models.CASCADE, related_name="pairs")
    # Who asked for it: the browser that holds the key of this digest.
    key_hash = models.CharField(max_length=64, db_index=True)
    # What the budgets of messages are counted by.
    rfc = models.CharField(max_length=13, db_index=True)
    phone = models.CharField(max_length=16, db_index=True)
    address = models.CharField(max_length=45, blank=True)
    sent_at = models.DateTimeField(default=timezone.now, db_index=True)
    tries = models.PositiveSmallIntegerField(default=0)
    entered_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.pk} {self.sent_at:%H:%M}"
