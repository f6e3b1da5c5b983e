"""Writing events, always inside the transaction of the deed they tell of."""

from django.db import models, transaction
from django.utils import timezone

from eticket.events.asking import asker
from eticket.events.kinds import KINDS, is_audited
from eticket.events.models import Event, Origin


def record(kind: str, subject: models.Model, *, by: models.Model | None, **data: object) -> Event:
    """Record that ``kind`` happened to ``subject``, done by the user ``by`` (None: the system).

    Refuses to run outside a transaction (an event whose change was rolled back must not exist)
    and kinds that events/kinds.py does not know. What the audit lists keeps where it came from.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("record() needs the transaction of the deed it tells of")
    if kind not in KINDS:
        raise ValueError(f"unknown kind of event: {kind}")
    is_account = subject._meta.model_name == "account"
    event = Event.objects.create(
        kind=kind,
        subject_kind=subject._meta.model_name or "",
        subject_id=subject.pk,
        account_id=subject.pk if is_account else getattr(subject, "account_id", None),
        actor_id=by.pk if by else None,
        data=data,
        happened_at=timezone.now(),
        audited=is_audited(kind),
    )
    if event.audited and (origin := asker()):
        Origin.objects.create(event=event, address=origin.address, browser=origin.browser)
    return event
