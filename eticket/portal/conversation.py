"""The conversation of one ticket as its page shows it: what was said and happened, by time."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from eticket.access.viewers import CustomerViewer
from eticket.accounts.publishing import publisher
from eticket.events.kinds import KINDS
from eticket.lib import dates, text
from eticket.tickets.models import StoredFile, Ticket

PAGE = 100
EVENTS = 300
SAID = ("id", "author_id", "author_name", "from_staff", "is_solution", "body", "created_at")
HAPPENED = ("kind", "data", "happened_at", "actor_id", "actor__name")


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
    said = viewer.messages(ticket).prefetch_related(None).reverse()
    if before.isdecimal() and len(before) < 19:
        said = said.filter(id__lt=int(before))
    # Plain rows: a page of a hundred messages needs no models.
    found = list(said.values(*SAID)[: PAGE + 1])
    shown = found[:PAGE][::-1]
    earlier = shown[0]["id"] if len(found) > PAGE else None
    events = viewer.timeline(ticket)
    if earlier:
        events = events.filter(happened_at__gte=shown[0]["created_at"])
    if before and shown:
        events = events.filter(happened_at__lte=shown[-1]["created_at"])
    files = _files(ticket, [message["id"] for message in shown])
    now, zone = timezone.now(), timezone.get_current_timezone()
    side = publisher().short_name
    entries = [
        _message(m, viewer, side, files[m["id"]]) | _times(m["created_at"], now, zone)
        for m in shown
    ]
    entries += [
        _event(e, viewer) | _times(e["happened_at"], now, zone)
        for e in events.values(*HAPPENED)[:EVENTS]
    ]
    # Sorting is stable: a message stands before the events that it brought about.
    entries.sort(key=lambda entry: entry["at"])
    last = next((m for m in reversed(shown) if m["from_staff"]), None)
    return Conversation(
        entries=entries,
        earlier=earlier,
        newest=found[0]["id"] if found else 0,
        asked_by=last["author_name"].split(" ", 1)[0] if last else "",
        asked=text.asked(last["body"]) if last else "",
    )


def _files(ticket: Ticket, messages: list[int]) -> defaultdict[int, list[dict[str, Any]]]:
    """The files of these messages, each with ready addresses."""
    files = defaultdict(list)
    attachments = ticket.attachments.filter(message__in=messages).order_by("id")
    for message, public_id, name, size, preview in attachments.values_list(
        "message_id", "public_id", "name", "size", "preview"
    ):
        url = reverse("attachments.show", args=[public_id])
        ready = preview == StoredFile.Preview.READY
        files[message].append(
            {
                "name": name,
                "size": size,
                "url": url,
                "preview": reverse("attachments.preview", args=[public_id]) if ready else "",
            }
        )
    return files


def _message(
    message: dict[str, Any], viewer: CustomerViewer, publisher_name: str, files: list[Any]
) -> dict[str, Any]:
    mine = message["author_id"] == viewer.user.pk
    side = publisher_name if message["from_staff"] else _("usted") if mine else ""
    return message | {"side": side, "files": files}


def _event(event: dict[str, Any], viewer: CustomerViewer) -> dict[str, Any]:
    kind = KINDS[event["kind"]]
    own = event["actor_id"] == viewer.user.pk and kind.own
    # A sentence never fails for want of a word: the actor may be erased, the data of another time.
    actor = event["actor__name"] or _("usuario eliminado")
    words = defaultdict(str, event["data"], actor=actor)
    return {"event": str(own or kind.sentence) % words}


def _times(moment: datetime, now: datetime, zone: tzinfo) -> dict[str, Any]:
    label, ago, exact = dates.relative(moment, now, zone)
    if ":" not in label:
        # Older days too are told with the hour: a conversation is read by it, and printed.
        label = f"{label}, {dates.clock(moment, zone)}"
    return {"at": moment, "label": label, "title": f"{exact} ({ago})"}
