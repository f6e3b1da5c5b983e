"""Text messages through a provider that answers, refuses, breaks, dawdles or talks too much."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import pytest
from django.conf import settings as product
from django.utils import timezone

from eticket.accounts import coding
from eticket.accounts.models import Account, CodePair, Contact, Publisher
from eticket.lib import outbound
from eticket.notifications import sms
from eticket.notifications.dispatching import dispatch_events
from eticket.notifications.mailbox import mail_names, read_mail
from eticket.notifications.models import Delivery, State
from eticket.notifications.sending import Sender
from tests.notifications.conftest import Sink, text_of

MOBILE, NORA = "+525512345678", "nora@nopal.example"


class Provider(ThreadingHTTPServer):
    """A gateway of this test: what it was asked, and how it answers."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[tuple[str, str, dict[str, str], str]] = []
        self.status = 200
        self.silent_seconds = 0.0
        self.letters = 2
        self.headers: dict[str, str] = {}
        self.drips = False

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/mensajes"


class Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        provider: Any = self.server
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        provider.asked.append((self.command, self.path, dict(self.headers), body))
        time.sleep(provider.silent_seconds)
        self.send_response(provider.status)
        self.send_header("Content-Length", str(provider.letters))
        for name, value in provider.headers.items():
            self.send_header(name, value)
        self.end_headers()
        try:
            if provider.drips:
                for _ in range(provider.letters):
                    self.wfile.write(b"x")
                    time.sleep(0.05)
            else:
                self.wfile.write(b"x" * provider.letters)
        except OSError:
            # Whoever asked had enough.
            return

    def do_GET(self) -> None:
        self.do_POST()

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture
def provider(settings: Any) -> Iterator[Provider]:
    server = Provider()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    settings.SMS_PROVIDER, settings.SMS_URL, settings.SMS_INSIDE = "http", server.url, True
    settings.SMS_FROM = "eTicket"
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def delivery(publisher: Publisher) -> Delivery:
    """Nora's code, to be sent."""
    account = Account.objects.create(
        rfc="NOP010203AB4", name="Nopal, S.A.", customer_since=timezone.now()
    )
    Contact.objects.create(account=account, name="Nora Paz", email=NORA)
    coding.ask_for_codes(account, NORA, MOBILE, address="192.0.2.1")
    dispatch_events()
    return Delivery.objects.get(channel="sms")


def code() -> str:
    return coding.sms_code(CodePair.objects.get())


def send() -> Sender:
    sender = Sender(channel="sms")
    sender.send_due()
    return sender


def minutes_to_next_try(delivery: Delivery) -> float:
    delivery.refresh_from_db()
    return (delivery.next_at - timezone.now()).total_seconds() / 60


def test_e12_the_provider_gets_brand_code_and_minutes_and_nothing_personal(
    delivery: Delivery, provider: Provider
) -> None:
    send()
    delivery.refresh_from_db()
    assert delivery.state == State.SENT
    [(method, path, headers, body)] = provider.asked
    assert (method, path, headers["Content-Type"]) == ("POST", "/mensajes", "application/json")
    assert json.loads(body) == {
        "to": MOBILE,
        "from": "eTicket",
        "text": f"eTicket: {code()} es su clave para registrarse. Vence en 10 minutos. "
        "No la comparta.",
    }


def test_the_message_is_one_sms_and_on_a_secure_site_names_it_for_the_phone(
    delivery: Delivery, provider: Provider, settings: Any
) -> None:
    settings.SECURE, settings.SITE_HOST = True, "soporte.example.com"
    send()
    text = json.loads(provider.asked[0][3])["text"]
    assert text.endswith(f"\n\n@soporte.example.com #{code()}")
    assert len(text) <= 160
    assert text.isascii()


def test_headers_body_and_method_are_the_operators_and_nothing_breaks_out_of_them(
    provider: Provider, settings: Any
) -> None:
    settings.SMS_HEADERS = {"Content-Type": "application/x-www-form-urlencoded", "X-Key": "k"}
    settings.SMS_BODY, settings.SMS_METHOD = "a=$phone&b=$text", "POST"
    sms.send(sms.Sms("+525512345678", 'ñ & "x"=1'))
    assert parse_qs(provider.asked[0][3]) == {"a": ["+525512345678"], "b": ['ñ & "x"=1']}
    assert provider.asked[0][2]["X-Key"] == "k"
    settings.SMS_METHOD, settings.SMS_BODY = "GET", ""
    settings.SMS_URL = f"{provider.url}?t=$text&p=$phone"
    sms.send(sms.Sms("+525512345678", "a&b"))
    assert provider.asked[1][:2] == ("GET", "/mensajes?t=a%26b&p=%2B525512345678")


def test_twilio_is_asked_as_its_interface_wants(provider: Provider, settings: Any) -> None:
    settings.SMS_PROVIDER = "twilio"
    settings.SMS_TWILIO_ACCOUNT, settings.SMS_TWILIO_TOKEN = "AC12", "secreto"
    sms.send(sms.Sms(MOBILE, "eTicket: 1234"))
    [(method, _path, headers, body)] = provider.asked
    assert method == "POST"
    assert headers["Authorization"] == "Basic QUMxMjpzZWNyZXRv"
    assert parse_qs(body) == {"To": [MOBILE], "From": ["eTicket"], "Body": ["eTicket: 1234"]}


def test_what_the_provider_refuses_is_given_up_and_its_words_are_kept_nowhere(
    delivery: Delivery, provider: Provider
) -> None:
    provider.status = 400
    send()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.error) == (State.FAILED, "HTTP 400")


@pytest.mark.parametrize("status", [500, 503, 429])
def test_a_provider_in_trouble_is_left_alone_and_asked_again(
    delivery: Delivery, provider: Provider, status: int
) -> None:
    provider.status = status
    sender = send()
    assert 1 <= minutes_to_next_try(delivery) <= 1.5
    assert (delivery.state, delivery.error) == (State.PENDING, f"HTTP {status}")
    assert sender.send_due() == 0
    provider.status = 200
    Delivery.objects.update(next_at=timezone.now())
    send()
    delivery.refresh_from_db()
    assert delivery.state == State.SENT
    # The same code, however often.
    assert len({body for _m, _p, _h, body in provider.asked}) == 1


@pytest.mark.parametrize("trouble", ["silent", "drips", "huge", "nobody"])
def test_what_takes_too_long_or_says_too_much_is_tried_again(
    delivery: Delivery, provider: Provider, trouble: str, monkeypatch: pytest.MonkeyPatch,
    settings: Any,
) -> None:  # fmt: skip
    monkeypatch.setattr(outbound, "SECONDS", 0.5)
    if trouble == "silent":
        provider.silent_seconds = 1.0
    elif trouble == "drips":
        provider.drips, provider.letters = True, 40
    elif trouble == "huge":
        provider.letters = 10_000_000
    else:
        settings.SMS_URL = "http://127.0.0.1:9/"
    began = time.monotonic()
    send()
    assert time.monotonic() - began < 1.5
    delivery.refresh_from_db()
    assert delivery.state == State.PENDING
    assert code() not in delivery.error


def test_c12_a_redirect_is_not_followed(delivery: Delivery, provider: Provider) -> None:
    provider.status, provider.headers = 302, {"Location": provider.url}
    send()
    delivery.refresh_from_db()
    assert (delivery.state, len(provider.asked)) == (State.FAILED, 1)


def test_mails_go_out_while_the_provider_of_text_messages_is_in_trouble(
    delivery: Delivery, provider: Provider, sink: Sink, deliver: Callable[[], None]
) -> None:
    provider.status = 500
    deliver()
    [mail] = sink.to(NORA)
    found = coding.mail_code(CodePair.objects.get())
    assert f"{found[:3]} {found[3:]}" in text_of(mail)
    assert "Nopal" not in text_of(mail)
    assert code() not in text_of(mail)
    delivery.refresh_from_db()
    assert delivery.state == State.PENDING


def test_codes_that_died_meanwhile_are_not_sent(delivery: Delivery, provider: Provider) -> None:
    CodePair.objects.update(tries=coding.TRIES)
    send()
    delivery.refresh_from_db()
    assert (delivery.state, provider.asked) == (State.DROPPED, [])


def test_without_a_provider_the_message_lies_beside_the_test_mails(
    delivery: Delivery, settings: Any, tmp_path: Any
) -> None:
    settings.EMAIL_FILE_PATH = tmp_path
    assert product.SMS_PROVIDER == "folder"
    send()
    [name] = mail_names()
    found = read_mail(name)
    assert code() in found.text
    assert (found.address, found.html) == (MOBILE, "")


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"SMS_PROVIDER": "", "SECURE": True}, ["SMS_PROVIDER is not set"]),
        ({"SMS_PROVIDER": "paloma"}, ["no provider called paloma"]),
        ({"SMS_PROVIDER": "http"}, ["SMS_URL is not set"]),
        ({"SMS_PROVIDER": "twilio", "SMS_FROM": "+1"}, ["SMS_TWILIO_ACCOUNT", "SMS_TWILIO_TOKEN"]),
        ({"SMS_PROVIDER": ""}, []),
    ],
)
def test_what_is_missing_is_said_and_then_nothing_is_offered(
    settings: Any, values: dict[str, Any], said: list[str]
) -> None:
    for name, value in values.items():
        setattr(settings, name, value)
    found = list(sms.findings())
    assert len(found) == len(said)
    assert all(words in finding for words, finding in zip(said, found, strict=True))
    assert not sms.is_offered()
