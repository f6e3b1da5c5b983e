from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from eticket.access import rights
from eticket.accounts import looking
from eticket.desk import audit_pages
from eticket.desk.requests import DeskRequest
from eticket.lib.csvs import rows_to_csv


@require_safe
def index(request: DeskRequest) -> HttpResponse:
    rights.require(request.user, "audit.read")
    return render(request, "desk/audit/index.html", audit_pages.page(request))


@require_safe
def export(request: DeskRequest) -> HttpResponseBase:
    """What the page shows, all of it, as a file that spreadsheets open."""
    rights.require(request.user, "audit.read")
    looking.downloaded(request.user, _("la auditoría"), by=request.user)
    return StreamingHttpResponse(
        rows_to_csv(audit_pages.csv_rows(request)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="auditoria.csv"'},
    )
