"""What goes when its time is over, class by class; every purge leaves a row (J5)."""

from collections.abc import Callable
from datetime import timedelta

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from eticket.privacy.exporting import purge_exports
from eticket.privacy.models import ArcoRequest, Purge, RequestState
from eticket.privacy.requesting import LINK_LIFE
from eticket.tickets.attaching import path_on_disk
from eticket.tickets.models import Attachment
from eticket.tickets.previewing import preview_path

BATCH = 500


def purge() -> int:
    """Remove what is past its retention; how many things."""
    removed = 0
    for kind, act in ACTS.items():
        if number := act():
            Purge.objects.create(kind=kind, removed=number)
            removed += number
    return removed


def _attachments() -> int:
    """Files of tickets that ended long ago; what was said stays."""
    if not settings.RETAIN_ATTACHMENT_DAYS:
        return 0
    before = timezone.now() - timedelta(days=settings.RETAIN_ATTACHMENT_DAYS)
    old = Attachment.objects.filter(ticket__closed_at__lt=before).order_by("pk")
    removed = 0
    while rows := list(old.values_list("pk", "path")[:BATCH]):
        with transaction.atomic():
            Attachment.objects.filter(pk__in=[pk for pk, _path in rows]).delete()
        for _pk, path in rows:
            path_on_disk(path).unlink(missing_ok=True)
            preview_path(path).unlink(missing_ok=True)
        removed += len(rows)
    return removed


def _deliveries() -> int:
    if not settings.RETAIN_DELIVERY_DAYS:
        return 0
    old = apps.get_model("notifications.Delivery")._default_manager.exclude(state="pending")
    before = timezone.now() - timedelta(days=settings.RETAIN_DELIVERY_DAYS)
    return _in_batches(old.filter(created_at__lt=before))


def _unproved_requests() -> int:
    """Requests whose link nobody used: nothing of a stranger's typing is kept."""
    old = ArcoRequest.objects.filter(state=RequestState.UNPROVED)
    return _in_batches(old.filter(asked_at__lt=timezone.now() - LINK_LIFE))


def _finished_requests() -> int:
    """Of requests that ended long ago, folio and dates stay; name, address and words go."""
    if not settings.RETAIN_ARCO_DAYS:
        return 0
    before = timezone.now() - timedelta(days=settings.RETAIN_ARCO_DAYS)
    old = ArcoRequest.objects.filter(finished_at__lt=before).exclude(email="")
    return old.update(name="", email="", text="", answer="", user=None)


def _in_batches(rows: "QuerySet[object]") -> int:  # type: ignore[type-var]
    removed = 0
    while keys := list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH]):
        rows.model._default_manager.filter(pk__in=keys).delete()  # type: ignore[attr-defined]
        removed += len(keys)
    return removed


ACTS: dict[str, Callable[[], int]] = {
    "attachments": _attachments,
    "deliveries": _deliveries,
    "arco.unproved": _unproved_requests,
    "arco.finished": _finished_requests,
    "exports": purge_exports,
}
