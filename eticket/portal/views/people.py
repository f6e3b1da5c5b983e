from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from eticket.access.origins import client_address
from eticket.accounts import managing
from eticket.accounts.models import Membership, Role
from eticket.accounts.passwords import WrongPassword
from eticket.accounts.seats import seats_taken
from eticket.accounts.throttling import TooManyTries
from eticket.lib.errors import RuleBroken
from eticket.portal.people_forms import PasswordForm, RoleForm
from eticket.portal.people_page import invitation_row, person_row
from eticket.portal.requests import PortalRequest
from eticket.portal.views.sign_in import wait_sentence


@require_safe
def index(request: PortalRequest) -> HttpResponse:
    """Who has a place in the account and who was offered one (S88)."""
    viewer = request.viewer
    if not viewer.sees_people:
        raise Http404
    taken, bought = seats_taken(viewer.account), viewer.account.additional_users or 0
    context = {
        "people": [
            person_row(one) for one in viewer.people.order_by("disabled_at", "created_at", "id")
        ],
        "invitations": [
            invitation_row(one) for one in viewer.invitations.order_by("-invited_at", "-id")
        ],
        "taken": taken,
        "bought": bought,
        "has_room": taken < bought,
    }
    return render(request, "portal/people/index.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: PortalRequest, pk: int) -> HttpResponse:
    """One person of the account; a POST gives another role."""
    person = _person(request, pk)
    form = RoleForm(request.POST or None, initial={"role": person.role})
    if request.method == "POST" and form.is_valid():
        try:
            managing.change_role(person, form.cleaned_data["role"], by=request.user)
        except RuleBroken as refusal:
            form.add_error("role", str(refusal))
        else:
            person.role = form.cleaned_data["role"]
            said = _("%(name)s ahora tiene el rol %(role)s.")
            messages.success(
                request, said % {"name": person.user.name, "role": person.get_role_display()}
            )
            return redirect("portal:people.index")
    return _page(request, person, form, 422 if request.method == "POST" else 200)


@require_POST
def disable(request: PortalRequest, pk: int) -> HttpResponse:
    person = _person(request, pk)
    try:
        managing.disable(person, by=request.user)
    except RuleBroken as refusal:
        return _refused(request, person, refusal)
    said = _("%(name)s ya no tiene acceso. Sus tickets siguen en la cuenta.")
    messages.success(request, said % {"name": person.user.name})
    return redirect("portal:people.index")


@require_POST
def enable(request: PortalRequest, pk: int) -> HttpResponse:
    person = _person(request, pk)
    try:
        managing.enable(person, by=request.user)
    except RuleBroken as refusal:
        return _refused(request, person, refusal)
    messages.success(request, _("%(name)s tiene acceso otra vez.") % {"name": person.user.name})
    return redirect("portal:people.index")


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def make_holder(request: PortalRequest, pk: int) -> HttpResponse:
    """Pass the account to this person; only its Titular can, with the password."""
    person = _person(request, pk)
    if request.viewer.membership.role != Role.HOLDER or not person_row(person)["can_hold"]:
        raise Http404
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            managing.make_holder(
                person,
                by=request.user,
                password=form.cleaned_data["password"],
                address=client_address(request),
            )
        except WrongPassword as refusal:
            form.add_error("password", str(refusal))
        except TooManyTries as refusal:
            form.add_error("password", wait_sentence(refusal.seconds))
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            said = _("%(name)s es el Titular. Usted sigue como Administrador.")
            messages.success(request, said % {"name": person.user.name})
            return redirect("portal:people.index")
    status = 422 if request.method == "POST" else 200
    return render(
        request, "portal/people/make_holder.html", {"person": person, "form": form}, status=status
    )


def _person(request: PortalRequest, pk: int) -> Membership:
    person: Membership = get_object_or_404(request.viewer.people, pk=pk)
    return person


def _page(
    request: PortalRequest, person: Membership, form: RoleForm, status: int = 200
) -> HttpResponse:
    mine = request.viewer.membership
    row = person_row(person)
    context: dict[str, Any] = {
        "person": person,
        "row": row,
        "form": form,
        "is_changeable": person.role != Role.HOLDER and person.pk != mine.pk,
        "can_hold": mine.role == Role.HOLDER and row["can_hold"],
        "is_own": person.pk == mine.pk,
    }
    return render(request, "portal/people/show.html", context, status=status)


def _refused(request: PortalRequest, person: Membership, refusal: RuleBroken) -> HttpResponse:
    form = RoleForm({"role": person.role})
    form.add_error(None, str(refusal))
    return _page(request, person, form, 422)
