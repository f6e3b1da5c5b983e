from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from eticket.access.viewers import CustomerViewer
from eticket.accounts.models import Role


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Who has a place in the account, to read (S88)."""
    viewer: CustomerViewer = request.viewer  # type: ignore[attr-defined]
    if not viewer.sees_people:
        raise Http404
    people = viewer.people.order_by("disabled_at", "created_at", "id")
    active = [one for one in people if one.disabled_at is None and one.user.is_active]
    context = {
        "people": people,
        "active": {one.pk for one in active},
        "used": sum(one.role != Role.HOLDER for one in active),
        "bought": viewer.account.additional_users,
    }
    return render(request, "portal/people/index.html", context)
