"""Looks that the audit keeps: what staff opened of a customer, and what anybody took away."""

from datetime import timedelta

from django.db import models, transaction
from django.utils import timezone

from eticket.accounts.models import Account, User
from eticket.events.models import Event
from eticket.events.recording import record

# Going back and forth between pages is one look.
SAME_LOOK = timedelta(minutes=15)


@transaction.atomic
def downloaded(subject: models.Model, what: str, *, by: User) -> None:
    """Record that ``by`` took a file made of the data of ``subject``; ``what`` names it."""
    record("export.downloaded", subject, by=by, what=what)


@transaction.atomic
def file_opened(ticket: models.Model, *, name: str, number: str, by: User) -> None:
    """Record that one of the staff took a file of a ticket."""
    record("attachment.opened", ticket, by=by, name=name, number=number)


def card_opened(account: Account, *, by: User) -> None:
    """Record that one of the staff looked into a customer's card; once in a quarter of an hour."""
    since = timezone.now() - SAME_LOOK
    lately = Event.objects.about(account).filter(kind="account.opened", actor_id=by.pk)
    if not lately.filter(happened_at__gt=since).exists():
        with transaction.atomic():
            record("account.opened", account, by=by, name=account.name)
