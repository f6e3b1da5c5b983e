from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from eticket.access import rights
from eticket.accounts import looking
from eticket.desk import import_pages
from eticket.desk.import_forms import ColumnsForm, ConfirmForm, ImportForm
from eticket.desk.queues import frame
from eticket.desk.requests import DeskRequest
from eticket.lib.errors import RuleBroken
from eticket.licensing.importing import files, jobs
from eticket.licensing.importing.models import Import
from eticket.tickets.uploading import refused_files


@require_safe
def index(request: DeskRequest) -> HttpResponse:
    rights.require(request.user, "imports.run")
    return render(request, "desk/imports/index.html", import_pages.imports(request))


def new(request: DeskRequest) -> HttpResponse:
    rights.require(request.user, "imports.run")
    form = ImportForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if form.is_bound and (refused := refused_files(request)):
        form.errors["file"] = form.error_class(refused)
    elif form.is_valid():
        file = form.cleaned_data["file"]
        try:
            job = jobs.start_import(
                file.chunks(), name=file.name, kind=form.cleaned_data["kind"], by=request.user
            )
        except RuleBroken as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("desk:imports.show", pk=job.pk)
    status = 422 if form.is_bound else 200
    return render(request, "desk/imports/new.html", {**frame(request), "form": form}, status=status)


@require_safe
def show(request: DeskRequest, pk: int) -> HttpResponse:
    return import_pages.show(request, _job(request, pk))


@require_POST
def columns(request: DeskRequest, pk: int) -> HttpResponse:
    """Another reading of the same file."""
    job = _waiting(request, pk)
    form = ColumnsForm(request.POST, job=job)
    if not form.is_valid():
        return import_pages.show(request, job, columns=form)
    try:
        jobs.map_columns(job, kind=form.cleaned_data["kind"], mapping=form.mapping)
    except RuleBroken as refusal:
        messages.warning(request, str(refusal))
    return redirect("desk:imports.show", pk=pk)


@require_POST
def confirm(request: DeskRequest, pk: int) -> HttpResponse:
    job = _waiting(request, pk)
    form = ConfirmForm(request.POST, job=job)
    form.is_valid()
    try:
        jobs.confirm_import(
            job, by=request.user, skips_errors=form.skips_errors, accepted=form.accepted
        )
    except jobs.ErrorsLeft as refusal:
        return import_pages.show(request, job, confirm=form, problem=str(refusal))
    except RuleBroken as refusal:
        messages.warning(request, str(refusal))
    return redirect("desk:imports.show", pk=pk)


@require_POST
def cancel(request: DeskRequest, pk: int) -> HttpResponse:
    try:
        jobs.cancel_import(_job(request, pk), by=request.user)
    except RuleBroken as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("Importación cancelada."))
    return redirect("desk:imports.show", pk=pk)


@require_safe
def errors(request: DeskRequest, pk: int) -> HttpResponseBase:
    """The wrong rows as they came, with a column that says why."""
    return _file(request, pk, files.ERRORS, _("errores"))


@require_safe
def report(request: DeskRequest, pk: int) -> HttpResponseBase:
    """What the trial run found, row by row and column by column."""
    return _file(request, pk, files.REPORT, _("informe"))


def _job(request: DeskRequest, pk: int) -> Import:
    rights.require(request.user, "imports.run")
    job: Import = get_object_or_404(request.viewer.imports, pk=pk)
    return job


def _waiting(request: DeskRequest, pk: int) -> Import:
    job = _job(request, pk)
    if not job.kind:
        raise Http404
    return job


def _file(request: DeskRequest, pk: int, name: str, word: str) -> HttpResponseBase:
    job = _job(request, pk)
    path = files.folder_of(job.token) / name
    if job.is_at_work or not path.exists():
        raise Http404
    looking.downloaded(job, f"{job.file_name} ({word})", by=request.user)
    stem = job.file_name.rpartition(".")[0] or job.file_name
    return FileResponse(
        path.open("rb"),
        as_attachment=True,
        filename=f"{stem}-{word}.csv",
        content_type="text/csv; charset=utf-8",
    )
