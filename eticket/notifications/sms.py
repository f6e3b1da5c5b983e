"""Text messages: what they say, and the providers that send them, chosen by settings.

A message is brand, code and minutes, nothing personal (E12). Without a provider nothing that
needs one is offered.
"""

import json
import urllib.parse
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from string import Template
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from eticket.accounts import coding
from eticket.lib import outbound
from eticket.lib.outbound import OutboundFailed, OutboundRefused
from eticket.notifications.mailbox import FolderBackend
from eticket.notifications.models import Delivery
from eticket.notifications.notices import Notice

TWILIO = "https://api.twilio.com/2010-04-01/Accounts/{account}/Messages.json"
BUSY = 429


class SmsTrouble(Exception):
    """The provider cannot take any message now."""


class SmsRefused(Exception):
    """The provider will never take this message."""


@dataclass(frozen=True)
class Sms:
    phone: str
    text: str


def is_offered() -> bool:
    """Whether text messages can be sent at all."""
    return bool(settings.SMS_PROVIDER) and not any(findings())


def findings() -> Iterator[str]:
    """A sentence for each setting without which no text message can go out."""
    if not settings.SMS_PROVIDER:
        if settings.SECURE:
            yield "SMS_PROVIDER is not set: registering with a mobile is not offered"
        return
    if settings.SMS_PROVIDER not in _PROVIDERS:
        yield f"SMS_PROVIDER: there is no provider called {settings.SMS_PROVIDER}"
    for name in _NEEDED.get(settings.SMS_PROVIDER, ()):
        if not getattr(settings, name):
            yield f"{name} is not set, which SMS_PROVIDER={settings.SMS_PROVIDER} needs"


def compose(delivery: Delivery, notice: Notice) -> Sms:
    """The text message of one delivery."""
    words = {
        "code": coding.sms_code(notice.code_pair),
        "minutes": coding.LIFE.seconds // 60,
        "host": settings.SITE_HOST if settings.SECURE else "",
    }
    text = render_to_string(f"notifications/{delivery.template}.txt", words)
    return Sms(delivery.address, text.strip())


def send(sms: Sms) -> None:
    """Hand one message to the provider. Raises SmsTrouble, SmsRefused."""
    _PROVIDERS[settings.SMS_PROVIDER](sms)


def _to_folder(sms: Sms) -> None:
    # Beside the test mails, for whoever tries the product on one machine.
    message = EmailMessage(_("Mensaje SMS"), sms.text, "SMS", [sms.phone])
    FolderBackend().send_messages([message])


def _to_twilio(sms: Sms) -> None:
    account = settings.SMS_TWILIO_ACCOUNT
    login = b64encode(f"{account}:{settings.SMS_TWILIO_TOKEN}".encode()).decode()
    fields = {"To": sms.phone, "From": settings.SMS_FROM, "Body": sms.text}
    _post(
        settings.SMS_URL or TWILIO.format(account=urllib.parse.quote(account, safe="")),
        headers={
            "Authorization": f"Basic {login}",
            "Content-Type": "application/x-www-form-urlencoded",
        },
        body=urllib.parse.urlencode(fields).encode(),
    )


def _to_http(sms: Sms) -> None:
    headers: dict[str, str] = settings.SMS_HEADERS
    escape = _escape_for(headers)
    given = {"phone": sms.phone, "text": sms.text, "sender": settings.SMS_FROM}
    body = Template(settings.SMS_BODY).safe_substitute({k: escape(v) for k, v in given.items()})
    # A provider that is asked by GET has the values in its address.
    quoted = {k: urllib.parse.quote(v, safe="") for k, v in given.items()}
    url = Template(settings.SMS_URL).safe_substitute(quoted)
    _post(url, method=settings.SMS_METHOD, headers=headers, body=body.encode())


def _escape_for(headers: Mapping[str, str]) -> Callable[[str], str]:
    kind = next((v for k, v in headers.items() if k.lower() == "content-type"), "")
    if "json" in kind:
        return lambda text: json.dumps(text)[1:-1]
    return urllib.parse.quote_plus if "urlencoded" in kind else str


def _post(url: str, **request: Any) -> None:
    try:
        answer = outbound.call(url, **request, is_inside=settings.SMS_INSIDE)
    except OutboundFailed as fault:
        raise SmsTrouble(str(fault)) from fault
    except OutboundRefused as fault:
        raise SmsRefused(str(fault)) from fault
    # What the provider says is not repeated anywhere: it may hold the message.
    if answer.status == BUSY or answer.status >= 500:
        raise SmsTrouble(f"HTTP {answer.status}")
    if not 200 <= answer.status < 300:
        raise SmsRefused(f"HTTP {answer.status}")


_NEEDED = {
    "http": ("SMS_URL",),
    "twilio": ("SMS_TWILIO_ACCOUNT", "SMS_TWILIO_TOKEN", "SMS_FROM"),
}
_PROVIDERS: dict[str, Callable[[Sms], None]] = {
    "folder": _to_folder,
    "http": _to_http,
    "twilio": _to_twilio,
}
