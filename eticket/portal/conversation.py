"""The conversation of one ticket as its page shows it: what was said and happened, by time."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from eticket.access.viewers import CustomerViewer
from eticket.access.viewers.threads import EARLIEST, LATEST, MESSAGES
from eticket.accounts.publishing import publisher
from eticket.events.kinds import KINDS
from eticket.lib import dates, text
from eticket.tickets.models import StoredFile, Ticket


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
    known = before.isdecimal() and len(before) < 19
    found = viewer.said(ticket, int(before)) if known else viewer.said(ticket)
    shown = found[:MESSAGES][::-1]
    earlier = shown[0]["id"] if len(found) > MESSAGES else None
    # Plain rows: a page of a hundred messages needs no models.
    events = viewer.happened(
        ticket,
        shown[0]["created_at"] if earlier else EARLIEST,
        shown[-1]["created_at"] if before and shown else LATEST,
    )
    files = _files(viewer.files(ticket, shown[0]["id"], shown[-1]["id"]) if shown else [])
    now, zone = timezone.now(), timezone.get_current_timezone()
    side = publisher().short_name
    entries = [
        _message(m, viewer, side, files[m["id"]]) | _times(m["created_at"], now, zone)
        for m in shown
    ]
    entries += [_event(e, viewer) | _times(e["happened_at"], now, zone) for e in events]
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


def _files(attached: list[dict[str, Any]]) -> defaultdict[int, list[dict[str, Any]]]:
    """The files by message, each with ready addresses."""
    files = defaultdict(list)
    for file in attached:
        url = reverse("attachments.show", args=[file["public_id"]])
        ready = file["preview"] == StoredFile.Preview.READY
        preview = reverse("attachments.preview", args=[file["public_id"]]) if ready else ""
        files[file["message_id"]].append(
            {"name": file["name"], "size": file["size"], "url": url, "preview": preview}
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
