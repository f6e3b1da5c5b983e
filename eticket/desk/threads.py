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
from eticket.lib import dates
from eticket.tickets.models import Attachment, Ticket

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
    found = viewer.whole_thread(ticket)
    files = defaultdict(list)
    for file in found.files:
        files[file["message_id"], file["note_id"]].append(_file(file))
    items = [_message(one, viewer, files[one["id"], None]) for one in found.messages]
    items += [_note(one, viewer, files[None, one["id"]]) for one in found.notes]
    items += [
        {"kind": "event", "at": event["happened_at"], "text": told(event, viewer)}
        for event in found.events
        if event["kind"] != "ticket.opened" or event["actor_id"] != ticket.raised_by_id
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


def told(event: dict[str, Any], viewer: AgentViewer) -> str:
    """What happened, in the desk's words."""
    name, data = event["kind"], event["data"]
    kind, own = KINDS[name], event["actor_id"] == viewer.user.pk
    sentence = str(kind.own or kind.sentence) if own else str(kind.sentence)
    if name in SENTENCES and not (own and kind.own):
        sentence = _(OWN[name] if own and name in OWN else SENTENCES[name])
    actor = _("Usted") if own else event["actor__name"] or publisher().short_name
    text = sentence % defaultdict(lambda: "…", {"actor": actor, **data})
    if data.get("exception"):
        return _(EXCEPTION) % {"told": text, "reason": data.get("reason") or "…"}
    return text


def _message(one: dict[str, Any], viewer: AgentViewer, files: list[Any]) -> dict[str, Any]:
    own = one["from_staff"] and one["author_id"] == viewer.user.pk
    kinds = {"own": own, "solution": one["is_solution"]}
    side = _("usted") if own else "" if one["from_staff"] else _("Cliente")
    return {
        **_said(one, side, kinds, files),
        "kind": "message",
        "anchor": f"m{one['id']}",
        "from_staff": one["from_staff"],
        "solution": one["is_solution"],
    }


def _note(one: dict[str, Any], viewer: AgentViewer, files: list[Any]) -> dict[str, Any]:
    own = one["author_id"] == viewer.user.pk
    return {
        **_said(one, _("usted") if own else "", {"note": True}, files),
        "kind": "note",
        "anchor": f"n{one['id']}",
        "from_staff": True,
        "solution": False,
    }


def _said(
    one: dict[str, Any], side: str, kinds: dict[str, bool], files: list[Any]
) -> dict[str, Any]:
    return {
        "at": one["created_at"],
        "name": one["author_name"],
        "side": side,
        "classes": " ".join(name for name, holds in kinds.items() if holds),
        "body": one["body"],
        "files": files,
        "text": _("%(name)s escribió") % {"name": one["author_name"]},
    }


def _file(file: dict[str, Any]) -> dict[str, Any]:
    url = reverse("attachments.show", args=[file["public_id"]])
    ready = file["preview"] == Attachment.Preview.READY
    preview = reverse("attachments.preview", args=[file["public_id"]]) if ready else ""
    return {"name": file["name"], "size": file["size"], "url": url, "preview": preview}
