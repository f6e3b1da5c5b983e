"""What the page of a ticket asks about it, once the viewer has found the ticket."""

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

from eticket.events.models import Event
from eticket.lib.prepared import Prepared
from eticket.tickets.models import Attachment, Message

# Of a longer thread a page shows the newest part.
MESSAGES = 100
EVENTS = 300
LARGEST = 2**63 - 1
EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
LATEST = datetime(9998, 1, 1, tzinfo=UTC)

SAID = ("id", "author_id", "author_name", "from_staff", "is_solution", "body", "created_at")
HAPPENED = ("id", "kind", "data", "happened_at", "actor_id", "actor__name")
FILED = ("message_id", "note_id", "public_id", "name", "size", "preview")

# By the ticket and the message before which they stand; the newest first, and one more.
messages: Prepared[dict[str, Any]] = Prepared(
    lambda ticket, before: (
        Message.objects.filter(ticket=ticket, id__lt=before).order_by("-id").values(*SAID)
    )[: MESSAGES + 1],
    int,
    int,
)

# By the ticket, and the first and last message.
files: Prepared[dict[str, Any]] = Prepared(
    lambda ticket, first, last: (
        Attachment.objects.filter(ticket=ticket, message__gte=first, message__lte=last)
        .order_by("id")
        .values(*FILED)
    ),
    int,
    int,
    int,
)


# Whole threads, by the ticket, in order.
every_message: Prepared[dict[str, Any]] = Prepared(
    lambda ticket: Message.objects.filter(ticket=ticket).order_by("id").values(*SAID), int
)
every_file: Prepared[dict[str, Any]] = Prepared(
    lambda ticket: Attachment.objects.filter(ticket=ticket).order_by("id").values(*FILED), int
)


def happened(kinds: Collection[str], most: int | None = EVENTS) -> Prepared[dict[str, Any]]:
    """What happened of these kinds: by the ticket, and from when until when."""
    return Prepared(
        lambda ticket, since, until: (
            Event.objects.filter(subject_kind="ticket", subject_id=ticket, kind__in=kinds)
            .filter(happened_at__gte=since, happened_at__lte=until)
            .order_by("id")
            .values(*HAPPENED)
        )[:most],
        int,
        datetime,
        datetime,
    )
