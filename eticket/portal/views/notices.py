from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from eticket.access.origins import client_address
from eticket.accounts.throttling import TooManyTries
from eticket.portal.privacy_forms import PublicRequestForm
from eticket.portal.views.sign_in import wait_sentence
from eticket.privacy import noticing, requesting

LARGEST = 2**31 - 1


@login_not_required
@require_safe
def current(request: HttpRequest) -> HttpResponse:
    return _notice(request, noticing.current_notice())


@login_not_required
@require_safe
def version(request: HttpRequest, number: int) -> HttpResponse:
    """An old version stays readable: somebody accepted it."""
    notice = noticing.notice_of(number) if number <= LARGEST else None
    if notice is None:
        raise Http404
    return _notice(request, notice)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def arco(request: HttpRequest) -> HttpResponse:
    """The rights over one's data, for anybody: the answer tells nothing of who is known (J4)."""
    page = "portal/privacy/arco.html"
    if request.method != "POST":
        if "enviado" in request.GET:
            return render(request, "portal/privacy/arco_sent.html")
        return render(request, page, {"form": PublicRequestForm()})
    form = PublicRequestForm(request.POST)
    if form.is_valid():
        try:
            requesting.ask(**form.cleaned_data, address=client_address(request))
        except TooManyTries as refusal:
            form.add_error(None, wait_sentence(refusal.seconds))
            answer = render(request, page, {"form": form}, status=429)
            answer["Retry-After"] = str(refusal.seconds)
            return answer
        return redirect("/derechos-arco/?enviado")
    return render(request, page, {"form": form}, status=422)


@login_not_required
@sensitive_variables("token")
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind the mail; opening it sends nothing to anybody (B8)."""
    page = "portal/privacy/arco_confirm.html"
    asked = requesting.request_of(token)
    if asked and request.method == "POST":
        try:
            asked = requesting.confirm(token)
        except requesting.RequestSpent:
            asked = None
    status = 200 if asked else 410
    return _private(render(request, page, {"asked": asked}, status=status))


@login_not_required
@sensitive_variables("token")
@require_http_methods(["GET", "HEAD", "POST"])
def opt_out(request: HttpRequest, token: str) -> HttpResponse:
    """No more news and surveys, by a link of a mail and without signing in (J2)."""
    page = "portal/privacy/opt_out.html"
    user = noticing.opting_out(token)
    if user and request.method == "POST":
        noticing.choose_secondary(user, secondary=False)
    context = {
        "known": user is not None,
        "is_out": user is not None and not noticing.allows_secondary(user),
    }
    return _private(render(request, page, context, status=200 if user else 410))


def _notice(request: HttpRequest, notice: object) -> HttpResponse:
    context = {"notice": notice, "versions": noticing.versions()}
    return render(request, "portal/entry/privacy.html", context)


def _private(answer: HttpResponse) -> HttpResponse:
    # The address holds the proof: no other page may learn it.
    answer["Referrer-Policy"] = "strict-origin"
    return answer
