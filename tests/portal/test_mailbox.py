from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from eticket.accounts.models import User
from eticket.notifications.dispatching import dispatch_events
from eticket.notifications.mailbox import mail_names, read_mail
from eticket.notifications.sending import Sender
from eticket.tickets.models import Ticket


@pytest.fixture(autouse=True)
def _test_mailbox(settings: Any, tmp_path: Path) -> None:
    settings.TEST_MAILBOX = True
    settings.EMAIL_BACKEND = "eticket.notifications.mailbox.FolderBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"


@pytest.fixture
def names(ticket: Ticket, dario: User) -> list[str]:
    dispatch_events()
    Sender().send_due()
    return mail_names()


def test_the_mails_are_listed_newest_first_for_everybody(names: list[str], client: Client) -> None:
    page = client.get("/correo-de-prueba/").content.decode()
    assert "Este es un buzón de prueba" in page
    assert page.index(names[0]) < page.index(names[1])
    assert page.index("dario@dsoft.example") < page.index("ana@acme.example")


def test_an_empty_mailbox_says_how_to_fill_it(db: None, client: Client) -> None:
    assert "Todavía no hay correos" in client.get("/correo-de-prueba/").content.decode()


def test_a_mail_is_shown_with_its_text_and_sealed_html(names: list[str], client: Client) -> None:
    answer = client.get(f"/correo-de-prueba/{names[-1]}/")
    page = answer.content.decode()
    assert "ana@acme.example" in page
    assert f'src="/correo-de-prueba/{names[-1]}/cuerpo/"' in page
    assert 'sandbox="' in page
    assert "Recibimos su ticket" in page
    assert "frame-src 'self'" in answer["Content-Security-Policy"]


def test_the_body_may_only_be_framed_here_and_runs_nothing(
    names: list[str], client: Client
) -> None:
    answer = client.get(f"/correo-de-prueba/{names[-1]}/cuerpo/")
    assert "Recibimos su ticket" in answer.content.decode()
    policy = answer["Content-Security-Policy"]
    assert "sandbox " in policy
    assert "allow-scripts" not in policy
    assert "allow-same-origin" not in policy
    assert "frame-ancestors 'self'" in policy
    assert answer["X-Frame-Options"] == "SAMEORIGIN"


@pytest.mark.parametrize("name", ["..", "nada", "20261026T130342000000-00000000", "%2e%2e%2fx"])
def test_what_is_no_mail_is_not_found(names: list[str], client: Client, name: str) -> None:
    assert client.get(f"/correo-de-prueba/{name}/").status_code == 404
    assert client.get(f"/correo-de-prueba/{name}/cuerpo/").status_code == 404


def test_in_production_there_is_no_such_page(
    names: list[str], client: Client, settings: Any
) -> None:
    settings.TEST_MAILBOX = False
    for path in ("", f"{names[0]}/", f"{names[0]}/cuerpo/"):
        assert client.get(f"/correo-de-prueba/{path}").status_code == 404


def test_the_file_has_the_bytes_a_server_would_get(names: list[str], settings: Any) -> None:
    content = (settings.EMAIL_FILE_PATH / f"{names[0]}.eml").read_bytes()
    assert content.count(b"\n") == content.count(b"\r\n")
    mail = read_mail(names[0])
    assert mail
    assert mail.mail["Message-ID"]
    assert not list(settings.EMAIL_FILE_PATH.glob("*.part"))
