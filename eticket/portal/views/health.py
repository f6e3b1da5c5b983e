from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from eticket.access.readiness import is_ready


@login_not_required
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@login_not_required
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """The process can serve; what is missing is in the logs and in `manage.py doctor`, not here."""
    ready = is_ready()
    return HttpResponse(
        "ok\n" if ready else "not ready\n",
        content_type="text/plain",
        status=200 if ready else 503,
    )
