"""Whether a constancia holds, asked by anybody; the answer shows what the paper shows."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from eticket.access.origins import client_address
from eticket.accounts.publishing import publisher
from eticket.accounts.throttling import Pace, TooManyTries, take_try
from eticket.licensing.certifying import certificate_of, clean_code, standing_of
from eticket.portal.sheets import sheet_of
from eticket.portal.views.sign_in import wait_sentence

PAGE = "portal/certificates/verify.html"
GUESSING = Pace(free=10, waits=(10, 60, 300), memory=3600)


@login_not_required
@require_safe
def ask(request: HttpRequest) -> HttpResponse:
    """The field for the code, for whoever has the paper but no camera."""
    typed = request.GET.get("codigo", "")
    if code := clean_code(typed):
        return redirect("verify_code", code=code)
    problem = _("El código tiene 16 letras y números, en cuatro grupos.") if typed else ""
    context = {"typed": typed[:40], "problem": problem}
    return render(request, PAGE, context, status=422 if problem else 200)


@login_not_required
@require_safe
def show(request: HttpRequest, code: str) -> HttpResponse:
    """The paper behind a code: valid, expired or revoked today; guessing gets slow."""
    certificate = certificate_of(code)
    if certificate is None:
        return _none(request, code)
    standing = standing_of(certificate)
    context = {
        "certificate": certificate,
        "standing": standing,
        "sheet": sheet_of(request, standing),
        "publisher": publisher(),
    }
    return render(request, "portal/certificates/verified.html", context)


def _none(request: HttpRequest, code: str) -> HttpResponse:
    """Only wrong codes count: whoever has a paper is never slowed by whoever has none."""
    try:
        take_try([(f"verify:{client_address(request)}", GUESSING)])
    except TooManyTries as refusal:
        context = {"typed": code[:40], "problem": wait_sentence(refusal.seconds)}
        answer = render(request, PAGE, context, status=429)
        answer["Retry-After"] = str(refusal.seconds)
        return answer
    problem = _("No existe una constancia con este código. Compare letra por letra.")
    return render(request, PAGE, {"typed": code[:40], "problem": problem}, status=404)
