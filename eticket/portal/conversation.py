"""The conversation of one ticket as its page shows it: what was said and happened, by time."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from eticket.access.viewers import CustomerViewer
from eticket.accounts.publishing import publisher
from eticket.events.kinds import KINDS
from eticket.events.models import Event
from eticket.lib import dates, text
from eticket.tickets.models import Attachment, Message, StoredFile, Ticket

PAGE = 100
EVENTS = 300


@dataclass(frozen=True)
class Conversation:
    """``earlier``: the id before which older messages lie, or None; ``asked``: by staff, last."""

    entries: list[dict[str, Any]]
    earlier: int | None
    newest: int
    asked_by: str
    asked: str


def conversation(viewer: CustomerViewer, ticket: Ticket, before: str = "") -> Conversation:
    """The newest messages, or those before the message ``before``, with the events among them."""
    said = viewer.messages(ticket).reverse()
    if before.isdecimal() and len(before) < 19:
        said = said.filter(id__lt=int(before))
    found = list(said[: PAGE + 1])
    earlier = found[PAGE - 1].pk if len(found) > PAGE else None
    shown = found[:PAGE][::-1]
    events = viewer.timeline(ticket)
    if earlier and shown:
        events = events.filter(happened_at__gte=shown[0].created_at)
    if before and shown:
        events = events.filter(happened_at__lte=shown[-1].created_at)
    now, zone = timezone.now(), timezone.get_current_timezone()

    def times(moment: datetime) -> dict[str, Any]:
        label, ago, exact = dates.relative(moment, now, zone)
        return {"at": moment, "label": label, "title": f"{exact} ({ago})"}

    entries = [_message(m, viewer, publisher().short_name) | times(m.created_at) for m in shown]
    entries += [_event(e, viewer) | times(e.happened_at) for e in events[:EVENTS]]
    # Sorting is stable: a message stands before the events that it brought about.
    entries.sort(key=lambda entry: entry["at"])
    last = next((m for m in reversed(shown) if m.from_staff), None)
    return Conversation(
        entries=entries,
        earlier=earlier,
        newest=found[0].pk if found else 0,
        asked_by=last.author_name.split(" ", 1)[0] if last else "",
        asked=text.asked(last.body) if last else "",
    )


def _message(message: Message, viewer: CustomerViewer, publisher_name: str) -> dict[str, Any]:
    mine = message.author_id == viewer.user.pk
    side = publisher_name if message.from_staff else _("usted") if mine else ""
    return {
        "id": message.pk,
        "author": message.author_name,
        "side": side,
        "from_staff": message.from_staff,
        "is_solution": message.is_solution,
        "body": message.body,
        "files": [_file(a) for a in message.attachments.all()],
    }


def _file(attachment: Attachment) -> dict[str, Any]:
    ready = attachment.preview == StoredFile.Preview.READY
    return {
        "name": attachment.name,
        "size": attachment.size,
        "url": reverse("attachments.show", args=[attachment.public_id]),
        "preview": reverse("attachments.preview", args=[attachment.public_id]) if ready else "",
    }


def _event(event: Event, viewer: CustomerViewer) -> dict[str, Any]:
    kind = KINDS[event.kind]
    own = event.actor_id == viewer.user.pk and kind.own
    # A sentence never fails for want of a word: the actor may be erased, the data of another time.
    words = defaultdict(
        str, event.data, actor=event.actor.name if event.actor else _("usuario eliminado")
    )
    return {"event": str(own or kind.sentence) % words}
