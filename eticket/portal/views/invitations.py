from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from eticket.accounts import joining, offering
from eticket.accounts.inviting import AlreadyMember
from eticket.accounts.models import Invitation, Membership, User
from eticket.accounts.seats import NoSeatLeft
from eticket.lib.errors import RuleBroken
from eticket.portal.people_forms import InviteForm, JoinForm
from eticket.portal.requests import PortalRequest
from eticket.portal.views.sign_in import enter, known_browser, look_from, remember_browser
from eticket.privacy import consenting


@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: PortalRequest) -> HttpResponse:
    """Offer a place by mail; the answer does not tell whose the address is (C093)."""
    if not request.viewer.sees_people:
        raise Http404
    form = InviteForm(request.POST or None, initial={"role": "collaborator"})
    if request.method == "POST" and form.is_valid():
        try:
            made = offering.invite(request.viewer.account, **form.cleaned_data, by=request.user)
        except (AlreadyMember, offering.AlreadyInvited) as refusal:
            form.add_error("email", str(refusal))
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Invitación enviada a %(email)s.") % {"email": made.email})
            return redirect("portal:people.index")
    status = 422 if request.method == "POST" else 200
    return render(request, "portal/people/invite.html", {"form": form}, status=status)


@require_POST
def resend(request: PortalRequest, pk: int) -> HttpResponse:
    invitation = _invitation(request, pk)
    try:
        offering.resend(invitation, by=request.user)
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        said = _("Invitación reenviada a %(email)s; el enlace anterior ya no sirve.")
        messages.success(request, said % {"email": invitation.email})
    return redirect("portal:people.index")


@require_POST
def withdraw(request: PortalRequest, pk: int) -> HttpResponse:
    invitation = _invitation(request, pk)
    try:
        offering.withdraw(invitation, by=request.user)
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        said = _("La invitación de %(email)s quedó retirada.")
        messages.success(request, said % {"email": invitation.email})
    return redirect("portal:people.index")


@login_not_required
@sensitive_post_parameters()
@sensitive_variables("token")
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind the invitation's mail; opening it accepts nothing (B8)."""
    invitation = offering.invitation_of(token)
    if invitation is None or not joining.may_join(invitation):
        answer = render(request, "portal/people/invitation_over.html", status=404)
    elif joining.needs_password(invitation):
        answer = _as_new(request, token, invitation)
    else:
        answer = _as_known(request, token, invitation)
    # The address holds the proof: no other page may learn it.
    answer["Referrer-Policy"] = "strict-origin"
    return answer


def _as_new(request: HttpRequest, token: str, invitation: Invitation) -> HttpResponse:
    form = JoinForm(invitation, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            place = consenting.join_account(
                token,
                name=form.cleaned_data["name"],
                password=form.cleaned_data["password"],
                **form.consent,
            )
        except NoSeatLeft as refusal:
            form.add_error(None, str(refusal))
        except RuleBroken:
            # Spent meanwhile, or known meanwhile: the page says which.
            return redirect(request.path)
        else:
            browser = known_browser(request)
            enter(request, place.user, place)
            answer = _welcome(request, place)
            remember_browser(answer, browser, place.user)
            return answer
    context = {"invitation": invitation, "form": form}
    status = 422 if request.method == "POST" else 200
    return render(request, "portal/people/join.html", context, status=status)


def _as_known(request: HttpRequest, token: str, invitation: Invitation) -> HttpResponse:
    user = request.user
    is_invited = isinstance(user, User) and user.email == invitation.email
    refused = ""
    if request.method == "POST" and isinstance(user, User) and is_invited:
        try:
            place = joining.join(token, user=user)
        except (NoSeatLeft, AlreadyMember) as refusal:
            refused = str(refusal)
        except RuleBroken:
            return redirect(request.path)
        else:
            look_from(request, place)
            return _welcome(request, place)
    context = {"invitation": invitation, "is_invited": is_invited, "refused": refused}
    status = 422 if request.method == "POST" else 200
    return render(request, "portal/people/join_known.html", context, status=status)


def _welcome(request: HttpRequest, place: Membership) -> HttpResponse:
    said = _("Ya tiene acceso a la cuenta de %(name)s.")
    messages.success(request, said % {"name": place.account.name})
    return redirect("portal:home")


def _invitation(request: PortalRequest, pk: int) -> Invitation:
    invitation: Invitation = get_object_or_404(request.viewer.invitations, pk=pk)
    return invitation
