"""What no page of ours sends: NUL in addresses, other codecs than UTF-8 (C7, C9)."""

from collections.abc import Callable
from io import BytesIO
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.db import connections
from django.test import Client
from django.test.client import RequestFactory

from eticket.accounts.models import User
from eticket.tickets.models import Ticket

Enter = Callable[[User], Client]


@pytest.mark.parametrize(
    "path",
    ["/tickets/%00/", "/tickets/S_1%00/responder/", "/archivos/%00/", "/series/%00/",
     "/confirmar-correo/%00/"],
)  # fmt: skip
def test_c9_a_nul_in_a_path_is_no_page(ana: User, enter: Enter, path: str) -> None:
    assert enter(ana).get(path).status_code == 400


@pytest.mark.parametrize("nul", ["%00", "%0%000", "a%00b"])
@pytest.mark.parametrize("path", ["/tickets/?q=", "/tickets/generar/servicio/?anterior="])
def test_c9_a_nul_in_a_query_is_as_if_it_were_not_there(
    ana: User, enter: Enter, path: str, nul: str
) -> None:
    answer = enter(ana).get(path + nul)
    assert answer.status_code == 200
    assert "%00" not in answer.wsgi_request.GET.urlencode()


@pytest.mark.parametrize(
    "path",
    ["/mesa/tickets/%00/", "/mesa/series/%00/", "/mesa/tickets/levantar/1/?serie=a%00b",
     "/mesa/catalogos/accounts/user/?q=%00"],
)  # fmt: skip
def test_c9_nor_at_the_desk(elena: User, enter: Enter, path: str) -> None:
    assert enter(elena).get(path).status_code in (200, 400, 404)


@pytest.mark.parametrize("name", ["form_key", "upload", "drop", "draft"])
def test_c9_nor_in_a_field_beside_the_text(
    ana: User, ticket: Ticket, enter: Enter, name: str
) -> None:
    sent = {"body": "Sigue", "form_key": "k", name: "a\0b"}
    answer = enter(ana).post(f"/tickets/{ticket.number}/responder/", sent)
    assert answer.status_code in (200, 302, 422)


@pytest.mark.parametrize(
    "charset", ["hex", "utf-7", "unicode_escape", "rot13", "utf-8", "nonsense"]
)
@pytest.mark.parametrize("kind", ["text/plain", "multipart/form-data; boundary=x"])
def test_c7_the_sender_chooses_no_codec(
    rf: RequestFactory, db: None, kind: str, charset: str
) -> None:
    from eticket.wsgi import application

    body = b'--x\r\nContent-Disposition: form-data; name="login"\r\n\r\n\\ud800\r\n--x--\r\n'
    environ = rf.post("/entrar/").environ | {
        "CONTENT_TYPE": f"{kind}; charset={charset}",
        "CONTENT_LENGTH": str(len(body)),
        "QUERY_STRING": urlencode({"next": "/tickets/"}),
        "wsgi.input": BytesIO(body),
        "REQUEST_URI": quote("/entrar/"),
    }
    statuses: list[str] = []
    held = {one.alias: one.close_if_unusable_or_obsolete for one in connections.all()}
    for one in connections.all():
        # The test's own connection, in its transaction, outlives this request.
        one.close_if_unusable_or_obsolete = lambda: None  # type: ignore[method-assign]
    try:
        start: Any = lambda status, _headers: statuses.append(status)  # noqa: E731
        answer: Any = application(environ, start)
        answer.close()
    finally:
        for one in connections.all():
            one.close_if_unusable_or_obsolete = held[one.alias]  # type: ignore[method-assign]
    assert statuses[0][:3] in ("200", "403", "422")


@pytest.mark.parametrize("header", ["Referer", "Origin"])
def test_c7_an_address_that_is_none_is_not_ours(
    ana: User, ticket: Ticket, enter: Enter, header: str
) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies = enter(ana).cookies
    path = f"/tickets/{ticket.number}/"
    assert client.get(path, headers={header: "http://["}).status_code == 200
    refused = client.post(f"{path}responder/", {"body": "x"}, headers={header: "http://["})
    assert refused.status_code == 403
