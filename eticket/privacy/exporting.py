"""A person's copy of their data: a ZIP with JSON and files, made by the worker (J5).

What it holds is what inventory.py says; of other people nothing, of internal notes nothing.
"""

import json
import logging
import secrets
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.apps import apps
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import DatabaseError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from eticket.accounts.models import User
from eticket.events.recording import record
from eticket.lib.emails import clean_email
from eticket.lib.filenames import clean_filename
from eticket.privacy.inventory import INVENTORY, Entry
from eticket.privacy.models import DataExport
from eticket.tickets.attaching import path_on_disk

log = logging.getLogger(__name__)

LIFE = timedelta(hours=72)
LEASE = timedelta(minutes=10)
EVERY = 10
FILES = ("tickets.Attachment", "tickets.Upload")
# Of whose events the details are the person's own; others name colleagues.
OWN_EVENTS = ("user.", "ticket.", "notice.", "arco.")


def ask_export(user: User) -> DataExport:
    """Have a copy made; while one is being made or can be fetched, that one."""
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        if living := living_export(user):
            return living
        made = DataExport.objects.create(user=user, public_id=secrets.token_hex(16))
        record("data_export.asked", user, by=user)
        return made


def living_export(user: User) -> DataExport | None:
    """The copy that is being made or can be fetched now."""
    ready = Q(state=DataExport.State.READY, expires_at__gt=timezone.now())
    found = DataExport.objects.filter(ready | Q(state=DataExport.State.PENDING), user=user)
    return found.order_by("-id").first()


def path_of(export: DataExport) -> Path:
    return Path(settings.EXPORT_ROOT) / f"{export.public_id}.zip"


def fetched(export: DataExport, *, by: User) -> None:
    """Record that the copy left the house."""
    with transaction.atomic():
        record("export.downloaded", by, by=by, what=_("la copia de sus datos"))


def make_exports(limit: int = 1) -> int:
    """Make copies that were asked for, oldest first; how many were tried."""
    now = timezone.now()
    free = Q(claimed_until=None) | Q(claimed_until__lt=now)
    due = DataExport.objects.filter(free, state=DataExport.State.PENDING).order_by("id")
    tried = 0
    for export in due.select_related("user")[:limit]:
        # Of two workers one succeeds; one that died is followed by another.
        mine = DataExport.objects.filter(pk=export.pk, claimed_until=export.claimed_until)
        if mine.update(claimed_until=now + LEASE):
            _make(export)
            tried += 1
    return tried


def purge_exports() -> int:
    """Remove the files of copies whose time is over; how many."""
    over = DataExport.objects.filter(state=DataExport.State.READY, expires_at__lte=timezone.now())
    gone = 0
    for export in over:
        path_of(export).unlink(missing_ok=True)
        DataExport.objects.filter(pk=export.pk).update(state=DataExport.State.EXPIRED)
        gone += 1
    return gone


def rows_of(user: User) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Every section of the copy with its rows."""
    for label, entry in INVENTORY.items():
        if entry.owners:
            rows = list(_owned(label, entry, user).order_by("pk").values(*entry.told))
            yield entry.section, rows
    own = _owned("events.Event", INVENTORY["events.Event"], user).order_by("pk")
    details = [
        {"kind": event["kind"], "happened_at": event["happened_at"], **event["data"]}
        for event in own.values("kind", "happened_at", "data")
        if event["kind"].startswith(OWN_EVENTS)
    ]
    yield "detalle_de_actividad", details


def _owned(label: str, entry: Entry, user: User) -> QuerySet[Any]:
    wanted = Q()
    for owner in entry.owners:
        by_email = owner.startswith("=")
        wanted |= Q(**{owner.removeprefix("="): clean_email(user.email) if by_email else user.pk})
    found: QuerySet[Any] = apps.get_model(label)._default_manager.filter(wanted)
    return found


def _make(export: DataExport) -> None:
    path = path_of(export)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = path.with_suffix(".part")
    try:
        _write(export, part)
        part.replace(path)
        _ready(export, path.stat().st_size)
    except DatabaseError:
        raise
    except Exception:
        log.exception("export %s failed", export.pk)
        part.unlink(missing_ok=True)
        DataExport.objects.filter(pk=export.pk).update(state=DataExport.State.FAILED)


def _write(export: DataExport, target: Path) -> None:
    user = export.user
    files = list(_files(user))
    sections = dict(rows_of(user))
    _progress(export, 0, len(files) + 1)
    with ZipFile(target, "w", ZIP_DEFLATED) as packed:
        target.chmod(0o600)
        said = {"generado": timezone.now(), "persona_id": user.pk, **sections}
        packed.writestr("datos.json", _json(said))
        packed.writestr("LEAME.txt", _readme())
        for done, (name, source) in enumerate(files, 1):
            if source.exists():
                packed.write(source, name)
            if done % EVERY == 0:
                _progress(export, done, len(files) + 1)


def _files(user: User) -> Iterator[tuple[str, Path]]:
    for label in FILES:
        rows = _owned(label, INVENTORY[label], user).order_by("pk")
        for row in rows.values("pk", "name", "path"):
            folder = INVENTORY[label].section
            yield f"{folder}/{row['pk']}-{clean_filename(row['name'])}", path_on_disk(row["path"])


def _progress(export: DataExport, done: int, total: int) -> None:
    DataExport.objects.filter(pk=export.pk).update(
        done=done, total=total, claimed_until=timezone.now() + LEASE
    )


@transaction.atomic
def _ready(export: DataExport, size: int) -> None:
    now = timezone.now()
    pending = DataExport.objects.filter(pk=export.pk, state=DataExport.State.PENDING)
    made = pending.update(
        state=DataExport.State.READY, size=size, ready_at=now, expires_at=now + LIFE
    )
    if made:
        record("data_export.ready", export.user, by=None)


def _json(said: dict[str, Any]) -> str:
    return json.dumps(said, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)


def _readme() -> str:
    return _(
        "Copia de los datos personales que eTicket guarda de usted.\n\n"
        "datos.json: cada sección es una lista de renglones; las fechas están en UTC.\n"
        "archivos/: lo que adjuntó a sus tickets. archivos_sin_enviar/: lo que aún no envía.\n"
        "No incluye datos de otras personas. Lo que dSoft le contestó está en cada ticket.\n"
    )
