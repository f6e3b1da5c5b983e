import pyotp
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_safe

from eticket.access.headers import POLICY
from eticket.accounts.addresses import address_of, prove
from eticket.notifications.mailbox import TestMail, mail_names, read_mail

SHOWN = 100
FRAMING = f"{POLICY}; frame-src 'self'"
# A mail's own styles, and links that a click may follow; nothing is fetched and nothing runs.
SEALED = (
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox allow-popups"
    " allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation"
)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def prove_address(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind the mail that asks; opening it proves nothing, whoever opens it."""
    address = address_of(token)
    if address and request.method == "POST":
        prove(address)
        answer: HttpResponse = redirect(request.path)
    elif address:
        answer = render(request, "portal/mailbox/proof.html", {"address": address})
    else:
        answer = render(request, "portal/mailbox/proof_expired.html", status=404)
    # The address is a key: no other site may learn it from a click on this page.
    answer["Referrer-Policy"] = "strict-origin"
    return answer


@login_not_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    names = _mails()
    found = [mail for name in names[:SHOWN] if (mail := read_mail(name))]
    context = {"mails": found, "total": len(names), "code": _demo_code()}
    return render(request, "portal/mailbox/index.html", context)


@login_not_required
@require_safe
def show(request: HttpRequest, name: str) -> HttpResponse:
    answer = render(request, "portal/mailbox/show.html", {"mail": _mail(name)})
    answer["Content-Security-Policy"] = FRAMING
    return answer


@login_not_required
@require_safe
@xframe_options_sameorigin
def body(request: HttpRequest, name: str) -> HttpResponse:
    return HttpResponse(_mail(name).html, headers={"Content-Security-Policy": SEALED})


def _demo_code() -> str:
    """What an application of the demo's staff would show now."""
    return pyotp.TOTP(settings.DEMO_TOTP_SECRET).now() if settings.DEMO else ""


def _mails() -> list[str]:
    if not settings.TEST_MAILBOX:
        raise Http404
    return mail_names()


def _mail(name: str) -> TestMail:
    mail = read_mail(name) if settings.TEST_MAILBOX else None
    if mail is None:
        raise Http404
    return mail
