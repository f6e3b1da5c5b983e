"""Pages for what went wrong: in the product's look, with a way on, without internals."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from eticket.accounts.models import User

Enter = Callable[[User], Client]
HERE = {"Origin": "http://testserver"}


def test_a_missing_page_says_so_and_leads_on(client: Client, db: None) -> None:
    answer = client.get("/no-hay/")
    page = answer.content.decode()
    assert answer.status_code == 404
    assert "No encontramos esta página" in page
    assert 'href="/"' in page
    assert "no-hay" not in page


@pytest.mark.parametrize("headers", [HERE, {"Origin": "http://testserver", "Referer": "x"}])
def test_c111_a_stale_form_of_ours_keeps_the_text_and_sends_it_with_one_click(
    ana: User, enter: Enter, headers: dict[str, str]
) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies = enter(ana).cookies
    answer = client.post("/perfil/?x=1", {"name": "Ana la del Bajío", "phone": ""}, headers=headers)
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "Ana la del Bajío" in page
    assert 'action="/perfil/?x=1"' in page


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "http://malo.example"},
        {"Origin": "null"},
        {"Origin": "https://testserver"},
        {"Origin": "http://testserver:81"},
        {"Referer": "http://testserver/"},
    ],
)
def test_words_of_another_site_are_not_shown_and_nothing_is_done(
    ana: User, enter: Enter, headers: dict[str, str]
) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies = enter(ana).cookies
    answer = client.post("/perfil/", {"name": "Llame al 55 0000 0000"}, headers=headers)
    assert answer.status_code == 403
    assert "0000" not in answer.content.decode()
    ana.refresh_from_db()
    assert ana.name == "Ana Ruiz"


def test_a_fault_shows_no_internals(ana: User, enter: Enter, monkeypatch: Any) -> None:
    from eticket.accounts import profiling

    def fail(*_given: Any, **_more: Any) -> None:
        raise RuntimeError("clave interna 4711")

    monkeypatch.setattr(profiling, "change_profile", fail)
    client = enter(ana)
    client.raise_request_exception = False
    answer = client.post("/perfil/", {"name": "Ana"})
    assert answer.status_code == 500
    assert "No pudimos mostrar la página" in answer.content.decode()
    assert "4711" not in answer.content.decode()
    assert "Traceback" not in answer.content.decode()
