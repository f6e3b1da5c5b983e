"""Drafts: what was typed is never lost, and never appears in another form (C111, C114)."""

from datetime import timedelta

from django.utils import timezone

from eticket.accounts.models import User
from eticket.lib.folding import CONTROL
from eticket.licensing.models import Serial
from eticket.tickets.models import Draft, Kind, Ticket

FIELD_LIMIT = 20_000
FIELDS_LIMIT = 20
KEPT = timedelta(days=30)


def form_of_new(serial: Serial | None, kind: str = Kind.SUPPORT) -> str:
    """The form of a new ticket; a ticket de servicio about a serial asks for its renewal."""
    if serial is None:
        return "service"
    return f"{'support' if kind == Kind.SUPPORT else 'renewal'}:{serial.pk}"


def form_of_reply(ticket: Ticket) -> str:
    return f"reply:{ticket.pk}"


def form_of_note(ticket: Ticket) -> str:
    return f"note:{ticket.pk}"


def save_draft(user: User, form: str, fields: dict[str, str]) -> Draft | None:
    """Keep what is typed so far in one form; nothing typed any more removes the draft."""
    kept = {
        CONTROL.sub("", name[:60]): CONTROL.sub("", value[:FIELD_LIMIT])
        for name, value in list(fields.items())[:FIELDS_LIMIT]
        if value.strip()
    }
    if not kept:
        forget(user, form)
        return None
    return Draft.objects.update_or_create(
        user=user, form=form[:60], defaults={"fields": kept, "saved_at": timezone.now()}
    )[0]


def draft_of(user: User, form: str) -> Draft | None:
    return Draft.objects.filter(user=user, form=form).first()


def forget(user: User, form: str) -> None:
    Draft.objects.filter(user=user, form=CONTROL.sub("", form)).delete()


def forget_old_drafts() -> None:
    """Remove what nobody came back to."""
    Draft.objects.filter(saved_at__lt=timezone.now() - KEPT).delete()
