"""The conversation as the desk reads it: messages, internal notes and events by their time."""

from collections import defaultdict
from datetime import datetime, tzinfo
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from eticket.access.viewers import AgentViewer
from eticket.accounts.publishing import publisher
from eticket.events.kinds import KINDS
from eticket.events.models import Event
from eticket.lib import dates
from eticket.tickets.models import Attachment, Message, Note, Ticket

NEWEST = 100
# Where the customers' sentence speaks from the customers' side.
SENTENCES = {
    "ticket.opened": gettext_noop("%(actor)s levantó el ticket en nombre del cliente"),
    "ticket.waited": gettext_noop("%(actor)s: en espera del cliente"),
    "ticket.progressed": gettext_noop("El cliente respondió: En proceso"),
    "ticket.transferred": gettext_noop(
        "%(actor)s transfirió el ticket de %(from_area)s a %(to_area)s: %(reason)s"
    ),
}
OWN = {
    "ticket.opened": gettext_noop("Usted levantó el ticket en nombre del cliente"),
    "ticket.waited": gettext_noop("Usted: en espera del cliente"),
}
EXCEPTION = gettext_noop("%(told)s, como excepción: %(reason)s")


def thread(
    ticket: Ticket, viewer: AgentViewer, *, whole: bool = False, seen_at: datetime | None = None
) -> dict[str, Any]:
    """The items of the thread, oldest first, and how many earlier ones are left out.

    ``whole`` leaves none out. Items younger than ``seen_at`` are marked as new (C125).
    """
    messages = list(viewer.messages(ticket))
    notes = list(viewer.notes(ticket))
    items = [_message(one, viewer) for one in messages] + [_note(one, viewer) for one in notes]
    items += [
        _happened(event, viewer)
        for event in viewer.timeline(ticket)
        if event.kind != "ticket.opened" or event.actor_id != ticket.raised_by_id
    ]
    items.sort(key=lambda item: item["at"])
    hidden = 0 if whole else max(len(items) - NEWEST, 0)
    shown = items[hidden:]
    now, zone = timezone.now(), timezone.get_current_timezone()
    for item in shown:
        item["when"] = _when(item["at"], now, zone)
        item["is_new"] = seen_at is not None and item["at"] > seen_at
    return {"items": shown, "hidden": hidden, "news": [one for one in shown if one["is_new"]]}


def _when(moment: datetime, now: datetime, zone: tzinfo) -> SafeString:
    """The day and always the hour; the exact time in the title."""
    label, ago, exact = dates.relative(moment, now, zone)
    hour = "" if ":" in label else f" {dates.clock(moment, zone)}"
    return format_html(
        '<time datetime="{}" title="{} ({})">{}{}</time>',
        moment.isoformat(), exact, ago, label, hour,
    )  # fmt: skip


def told(event: Event, viewer: AgentViewer) -> str:
    """What happened, in the desk's words."""
    kind, own = KINDS[event.kind], event.actor_id == viewer.user.pk
    sentence = str(kind.own or kind.sentence) if own else str(kind.sentence)
    if event.kind in SENTENCES and not (own and kind.own):
        sentence = _(OWN[event.kind] if own and event.kind in OWN else SENTENCES[event.kind])
    actor = _("Usted") if own else event.actor.name if event.actor else publisher().short_name
    text = sentence % defaultdict(lambda: "…", {"actor": actor, **event.data})
    if event.data.get("exception"):
        return _(EXCEPTION) % {"told": text, "reason": event.data.get("reason") or "…"}
    return text


def _message(one: Message, viewer: AgentViewer) -> dict[str, Any]:
    own = one.from_staff and one.author_id == viewer.user.pk
    kinds = {"own": own, "solution": one.is_solution}
    side = _("usted") if own else "" if one.from_staff else _("Cliente")
    return {
        **_said(one, side, kinds),
        "kind": "message",
        "anchor": f"m{one.pk}",
        "from_staff": one.from_staff,
        "solution": one.is_solution,
    }


def _note(one: Note, viewer: AgentViewer) -> dict[str, Any]:
    own = one.author_id == viewer.user.pk
    return {
        **_said(one, _("usted") if own else "", {"note": True}),
        "kind": "note",
        "anchor": f"n{one.pk}",
        "from_staff": True,
        "solution": False,
    }


def _said(one: Message | Note, side: str, kinds: dict[str, bool]) -> dict[str, Any]:
    return {
        "at": one.created_at,
        "name": one.author_name,
        "side": side,
        "classes": " ".join(name for name, holds in kinds.items() if holds),
        "body": one.body,
        "files": [_file(file) for file in one.attachments.all()],
        "text": _("%(name)s escribió") % {"name": one.author_name},
    }


def _file(file: Attachment) -> dict[str, Any]:
    ready = file.preview == Attachment.Preview.READY
    return {
        "name": file.name,
        "size": file.size,
        "url": reverse("attachments.show", args=[file.public_id]),
        "preview": reverse("attachments.preview", args=[file.public_id]) if ready else "",
    }


def _happened(event: Event, viewer: AgentViewer) -> dict[str, Any]:
    return {"kind": "event", "at": event.happened_at, "text": told(event, viewer)}
