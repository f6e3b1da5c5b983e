"""Imports as the desk shows them: the list, and one with its progress, report and choices."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from eticket.desk.import_forms import ColumnsForm, ConfirmForm
from eticket.desk.queues import frame
from eticket.desk.requests import DeskRequest
from eticket.lib import keyset
from eticket.licensing.importing import files
from eticket.licensing.importing.columns import KINDS
from eticket.licensing.importing.jobs import rows_done
from eticket.licensing.importing.models import Import

SIZE = 25
OUTCOMES = ("made", "changed", "left", "refused")


def imports(request: DeskRequest) -> dict[str, Any]:
    """The list, the newest first."""
    found = request.viewer.imports.select_related("uploaded_by")
    page = keyset.page_of(found, ("-id",), request.GET.get("pagina", ""), SIZE)
    base = reverse("desk:imports.index")
    return {
        **frame(request),
        "rows": [{"job": job, "kind": kind_label(job), "lines": _lines(job)} for job in page.rows],
        "previous": f"{base}?pagina={page.previous}" if page.previous else "",
        "next": f"{base}?pagina={page.next}" if page.next else "",
    }


def show(
    request: DeskRequest,
    job: Import,
    *,
    columns: ColumnsForm | None = None,
    confirm: ConfirmForm | None = None,
    problem: str = "",
) -> HttpResponse:
    """One import; a form that came back is shown as it was sent, with status 422."""
    waits = job.state == Import.State.CHECKED
    folder = files.folder_of(job.token)
    ready = waits and not job.failure and bool(job.counts)
    done = rows_done(job)
    context = {
        **frame(request),
        "job": job,
        "kind": kind_label(job),
        "done": f"{done:,}",
        "total": f"{job.rows_total:,}",
        "part": done,
        "is_at_work": job.is_at_work,
        "figures": _figures(job) if job.counts else [],
        "has_work": any(job.counts.get(name) for name in ("made", "changed", "refused")),
        "columns": columns or (ColumnsForm(job=job) if waits and job.kind else None),
        "confirm": confirm or (ConfirmForm(job=job) if ready else None),
        "problem": problem,
        "has_report": (folder / files.REPORT).exists() and not job.is_at_work,
        "has_errors": bool(job.counts.get("refused")) and (folder / files.ERRORS).exists(),
        "is_failed": job.state == Import.State.FAILED,
        "is_done": job.state == Import.State.DONE,
        "is_cancelled": job.state == Import.State.CANCELLED,
    }
    status = 422 if problem or (columns and columns.errors) else 200
    return render(request, "desk/imports/show.html", context, status=status)


def kind_label(job: Import) -> str:
    return str(KINDS[job.kind].label) if job.kind in KINDS else ""


def _figures(job: Import) -> list[tuple[str, str]]:
    done = job.state == Import.State.DONE
    words = {
        "made": _("Creados") if done else _("Nuevos"),
        "changed": _("Cambiados") if done else _("Cambian"),
        "left": _("Sin cambio"),
        "refused": _("Con error"),
    }
    return [(words[name], f"{job.counts.get(name, 0):,}") for name in OUTCOMES]


def _lines(job: Import) -> str:
    return f"{job.rows_total:,}" if job.rows_total else "–"
