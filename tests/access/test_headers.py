"""Headers and hosts on every kind of answer (L1-L4, B7; checklist 1-7)."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from eticket.access import readiness
from eticket.accounts.models import User
from eticket.licensing.models import Serial
from eticket.portal.views import errors
from tests.cast import PASSWORD

Enter = Callable[[User], Client]


@pytest.fixture
def answers(client: Client, ana: User, enter: Enter, serial: Serial, rf: Any) -> dict[str, Any]:
    signed_in = enter(ana)
    csv = signed_in.get(reverse("portal:serials.devices_csv", args=[serial.number]))
    csv.getvalue()
    bare = Client(raise_request_exception=False)
    return {
        "page": client.get("/entrar/"),
        "signed in": signed_in.get("/perfil/"),
        "download": csv,
        "redirect": client.get("/tickets/"),
        "sent on": client.post("/perfil/", {"name": "x"}),
        "bad request": client.get("/entrar/", headers={"Host": "malo.example"}),
        "forbidden": Client(enforce_csrf_checks=True).post("/entrar/", {"login": "x"}),
        "missing": client.get("/no-hay/"),
        "wrong method": client.post("/guia-rapida/"),
        "refused": client.post("/entrar/", {"login": "x", "password": "y"}),
        "health": client.get("/healthz"),
        "static": bare.get("/static/ui/icons/favicon.svg"),
    }


def test_l1_l2_every_answer_carries_the_headers(answers: dict[str, Any]) -> None:
    for kind, answer in answers.items():
        policy = answer.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'"), kind
        assert "unsafe" not in policy, kind
        assert "frame-ancestors 'none'" in policy, kind
        assert answer.headers["X-Content-Type-Options"] == "nosniff", kind
        assert answer.headers["X-Frame-Options"] == "DENY", kind
        assert answer.headers["Referrer-Policy"] == "same-origin", kind
        assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin", kind
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin", kind
        assert "camera" not in answer.headers["Permissions-Policy"], kind
        assert "Server" not in answer.headers, kind
        assert "X-Powered-By" not in answer.headers, kind


def test_l4_nothing_but_static_files_may_be_stored(answers: dict[str, Any]) -> None:
    for kind, answer in answers.items():
        if kind != "static":
            assert answer.headers["Cache-Control"] == "no-store", kind


def test_the_answers_are_of_the_kinds_they_are_named_for(answers: dict[str, Any]) -> None:
    assert [answer.status_code for answer in answers.values()][:11] == [
        200, 200, 200, 302, 307, 400, 403, 404, 405, 422, 200,
    ]  # fmt: skip


def test_l3_cookies_are_ours_closed_to_scripts_and_small(client: Client, ana: User) -> None:
    client.get("/entrar/")
    client.post("/entrar/", {"login": "ana@acme.example", "password": PASSWORD})
    assert set(client.cookies) == {"csrftoken", "known", "sessionid"}
    for cookie in client.cookies.values():
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"
        assert len(cookie.OutputString()) < 4096
        assert not cookie["domain"]


FOREIGN = [
    {"Host": "malo.example"},
    {"Host": "testserver.malo.example"},
    {"Host": "testserver@malo.example"},
    {"Host": "testserver:80@malo.example"},
    {"Host": "testserver, malo.example"},
    {"Host": "malo.example:80"},
    {"Host": "[::1].malo.example"},
    {"Host": " malo.example"},
    {"Host": "malo.example#testserver"},
    {"Host": "malo.example/testserver"},
    {"Host": "xn--malo.example"},
    {"X-Forwarded-Host": "malo.example"},
    {"X-Forwarded-Server": "malo.example"},
    {"X-Forwarded-Proto": "https"},
    {"X-Forwarded-Port": "444"},
    {"X-Forwarded-For": "malo.example"},
    {"X-Host": "malo.example"},
    {"X-Original-Host": "malo.example"},
    {"X-Original-URL": "//malo.example/"},
    {"X-Rewrite-URL": "//malo.example/"},
    {"X-HTTP-Host-Override": "malo.example"},
    {"Forwarded": "host=malo.example;proto=https"},
    {"Forwarded": 'for=1.2.3.4;host="malo.example"'},
    {"Referer": "http://malo.example/"},
    {"Origin": "http://malo.example"},
    {"X_FORWARDED_HOST": "malo.example"},
]


@pytest.mark.parametrize("headers", FOREIGN)
def test_b7_no_redirect_leads_to_a_foreign_host(
    client: Client, ana: User, headers: dict[str, str]
) -> None:
    signing_in = {"login": "ana@acme.example", "password": PASSWORD}
    for answer in (
        client.get("/", headers=headers),
        client.get("/tickets/", headers=headers),
        client.get("/levantar-ticket/", headers=headers),
        client.post("/contrasena/", {"login": "x"}, headers=headers),
        client.post("/entrar/", signing_in, headers=headers),
    ):
        assert "malo" not in str(answer.headers)
        assert answer.status_code == 400 or answer["Location"].startswith("/")
        assert "malo" not in answer.content.decode()


def test_the_ready_page_tells_nothing_but_ready(client: Client, db: None, monkeypatch: Any) -> None:
    assert (client.get("/readyz").status_code, client.get("/readyz").content) == (200, b"ok\n")
    monkeypatch.setattr(readiness, "FREE_BYTES", 2**80)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (503, b"not ready\n")


def test_not_ready_when_events_wait_too_long(client: Client, ana: User) -> None:
    from datetime import timedelta

    from eticket.accounts.passwords import request_reset
    from eticket.events.models import Event
    from eticket.events.redacting import redacting

    request_reset("ana@acme.example", address="")
    assert client.get("/readyz").status_code == 200
    old = Event.objects.get().happened_at - timedelta(minutes=20)
    with redacting("an old event", by=None):
        Event.objects.update(happened_at=old)
    assert client.get("/readyz").status_code == 503


def test_the_page_for_a_fault_needs_neither_database_nor_request(rf: Any) -> None:
    answer = errors.server_error(rf.get("/"))
    assert answer.status_code == 500
    assert "No pudimos mostrar la página" in answer.content.decode()


def test_production_cookies_are_bound_to_the_host() -> None:
    import subprocess
    import sys

    code = (
        "from eticket import settings as s;"
        "print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE,"
        " s.SECURE_HSTS_SECONDS, s.SECURE_SSL_REDIRECT, s.ALLOWED_HOSTS)"
    )
    environment = {"SITE_URL": "https://soporte.example.com", "SECRET_KEY": "x" * 60}
    said = subprocess.run(
        [sys.executable, "-c", code], cwd=settings.BASE_DIR, env=environment,
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert said.split() == [
        "__Host-sessionid", "__Host-csrftoken", "True", "31536000", "True",
        "['soporte.example.com']",
    ]  # fmt: skip
