"""Files and drafts of both audiences: taken in, handed out and forgotten through request.viewer.

A file is always downloaded, under a policy that lets nothing in it run (security.md, D1; C029).
"""

import re

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from eticket.access.viewers import AgentViewer, CustomerViewer
from eticket.accounts import looking
from eticket.lib import dates
from eticket.tickets import attaching, drafting
from eticket.tickets.attaching import FilesRefused, path_on_disk
from eticket.tickets.models import Attachment
from eticket.tickets.previewing import preview_path
from eticket.tickets.uploading import refused_files

FORM = re.compile(r"(?P<kind>reply|note|support|renewal):(?P<pk>[0-9]{1,15})|service")
NOT_FIELDS = {"form", "csrfmiddlewaretoken", "upload"}
Someone = CustomerViewer | AgentViewer


@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    viewer = _viewer(request)
    file = request.FILES.get("file")
    if refused := refused_files(request):
        return JsonResponse({"error": refused[0]}, status=413)
    if file is None:
        return JsonResponse({"error": _("No llegó ningún archivo.")}, status=422)
    if not attaching.may_stage(viewer.user):
        return JsonResponse({"error": attaching.too_many_unsent()}, status=413)
    try:
        stored = attaching.store(file)
    except FilesRefused as refusal:
        return JsonResponse({"error": str(refusal)}, status=422)
    staged = attaching.stage([stored], viewer.user)[0]
    kept = {
        "token": staged.token,
        "name": staged.name,
        "size": staged.size,
        "kind": staged.content_type,
    }
    return JsonResponse(kept, status=201)


@require_POST
def remove(request: HttpRequest) -> HttpResponse:
    attaching.unstage(request.POST.get("token", ""), _viewer(request).user)
    return HttpResponse(status=204)


@require_safe
def download(request: HttpRequest, public_id: str) -> HttpResponseBase:
    attachment = _attachment(request, public_id)
    # Packed again it would lose its length, and the time would be wasted on zip and jpeg.
    request.META.pop("HTTP_ACCEPT_ENCODING", None)
    try:
        file = path_on_disk(attachment.path).open("rb")
    except OSError:
        return render(request, "access/file_missing.html", {"name": attachment.name}, status=410)
    viewer = _viewer(request)
    if isinstance(viewer, AgentViewer):
        ticket = attachment.ticket
        looking.file_opened(ticket, name=attachment.name, number=ticket.number, by=viewer.user)
    answer = FileResponse(
        file, as_attachment=True, filename=attachment.name, content_type=attachment.content_type
    )
    return _defused(answer)


@require_safe
def preview(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """The small copy that we drew ourselves; never the bytes somebody sent (C027)."""
    attachment = _attachment(request, public_id)
    try:
        file = preview_path(attachment.path).open("rb")
    except OSError:
        raise Http404 from None
    return _defused(FileResponse(file, content_type="image/webp"))


@require_POST
def save_draft(request: HttpRequest) -> HttpResponse:
    viewer = _viewer(request)
    form = request.POST.get("form", "")
    _require_place(viewer, form)
    fields = {name: request.POST[name] for name in request.POST if name not in NOT_FIELDS}
    fields["upload"] = " ".join(request.POST.getlist("upload"))
    drafting.save_draft(viewer.user, form, fields)
    return JsonResponse({"saved": dates.clock(timezone.now(), timezone.get_current_timezone())})


def _viewer(request: HttpRequest) -> Someone:
    viewer: Someone | None = request.viewer  # type: ignore[attr-defined]
    if viewer is None:
        raise Http404
    return viewer


def _attachment(request: HttpRequest, public_id: str) -> Attachment:
    return get_object_or_404(_viewer(request).attachments, public_id=public_id)


def _require_place(viewer: Someone, form: str) -> None:
    """A draft belongs to a form that this person can open; anything else is a 404."""
    match = FORM.fullmatch(form)
    if match is None or (match["kind"] == "note" and isinstance(viewer, CustomerViewer)):
        raise Http404
    if match["kind"] is None:
        return
    places = viewer.serials if match["kind"] in ("support", "renewal") else viewer.tickets
    if not places.filter(pk=int(match["pk"])).exists():
        raise Http404


def _defused(answer: FileResponse) -> FileResponse:
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
