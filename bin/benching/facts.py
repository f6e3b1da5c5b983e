"""Run inside the product: which pages are measured, who looks, how many statements each takes.

Prints JSON. The sessions it opens are the ones the load runs with.
"""

import json
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))
os.environ["DJANGO_SETTINGS_MODULE"] = "eticket.settings"

import django

django.setup()

from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import reverse  # noqa: E402

from eticket.accounts.models import User  # noqa: E402
from eticket.licensing.models import Serial  # noqa: E402
from eticket.ops.demo.cast import SOPORTE, TEAM  # noqa: E402
from eticket.ops.demo.corpus import MEDIUM, RARE  # noqa: E402
from eticket.ops.demo.filling import holder_email  # noqa: E402
from eticket.tickets.models import OPEN_STATUSES, Area, Ticket  # noqa: E402

DEEP = 20
FILE_SIZE = 20_480
# A secret as Django makes them; the same in cookie and form.
CSRF = "benchbenchbenchbenchbenchbench00"
CONTROL = re.compile(r"BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|PRAGMA", re.IGNORECASE)


def main() -> None:
    people = {
        "reader": User.objects.get(email=holder_email(1)),
        "writer": User.objects.get(email=holder_email(2)),
        "agent": User.objects.get(email=TEAM[0].email),
    }
    clients = {name: _enter(user) for name, user in people.items()}
    clients[""] = Client(HTTP_HOST="localhost")
    pages = list(_pages(clients, people["writer"]))
    for page in pages:
        page["statements"], page["gzip"] = _look(clients[page["who"]], page)
    cookies = {name: _cookies(client) for name, client in clients.items()}
    json.dump({"pages": pages, "cookies": cookies, "csrf": CSRF}, sys.stdout)


def _enter(user: User) -> Client:
    client = Client(HTTP_HOST="localhost")
    client.force_login(user, backend="eticket.accounts.signing_in.Backend")
    client.cookies["csrftoken"] = CSRF
    return client


def _cookies(client: Client) -> str:
    return "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())


def _pages(clients: dict[str, Client], writer: User) -> Iterator[dict[str, Any]]:
    """Name, who looks, addresses by turns; and for forms their fields and a file."""
    tickets = reverse("portal:tickets.index")
    desk = reverse("desk:tickets.index")
    area = Area.objects.get(name=SOPORTE)
    queue = f"{desk}?vista=area-{area.pk}"
    own = _numbers(Ticket.objects.filter(raised_by__email=holder_email(1)))
    of_area = _numbers(Ticket.objects.filter(area=area).order_by("-id"))
    yield _page("entry", "", [reverse("account_login")])
    yield _page("customer list", "reader", [tickets])
    yield _page("customer list, last page", "reader", [_deep(clients["reader"], tickets)])
    yield _page("customer list, filtered", "reader", [f"{tickets}?estado=abiertos"])
    yield _page("customer ticket", "reader", _shown("portal", own))
    yield _page("customer search, rare", "reader", [f"{tickets}?q={RARE}"])
    yield _page("customer search, common", "reader", [f"{tickets}?q={MEDIUM}"])
    yield _page("desk queue", "agent", [queue])
    yield _page("desk queue, page 20", "agent", [_deep(clients["agent"], queue)])
    yield _page("desk ticket", "agent", _shown("desk", of_area))
    yield _page("desk search, rare", "agent", [f"{desk}?q={RARE}"])
    yield _page("desk search, common", "agent", [f"{desk}?q={MEDIUM}"])
    mine = Ticket.objects.filter(raised_by=writer, status__in=OPEN_STATUSES)
    replies = [reverse("portal:tickets.reply", args=[n]) for n in _numbers(mine)]
    yield _page("reply", "writer", replies, {"body": "Ya lo intentamos y sigue igual."})
    serial = Serial.objects.get(account__memberships__user=writer)
    form = reverse("portal:tickets.new_support", args=[serial.number])
    said = {
        "area": str(area.pk),
        "subject": "Error al timbrar la nómina",
        "follow_up_email": writer.email,
        "confirm_email": writer.email,
        "phone": writer.phone,
        "confirm_phone": writer.phone,
        "body": "Marca un error en 12 recibos de la quincena.",
    }
    yield _page("create with a 20 KB file", "writer", [form], said, file=FILE_SIZE)


def _page(
    name: str, who: str, paths: list[str], fields: dict[str, str] | None = None, file: int = 0
) -> dict[str, Any]:
    return {"name": name, "who": who, "paths": paths, "fields": fields, "file": file}


def _numbers(tickets: Any) -> list[str]:
    return list(tickets.values_list("number", flat=True)[:40])


def _shown(space: str, numbers: list[str]) -> list[str]:
    return [reverse(f"{space}:tickets.show", args=[number]) for number in numbers]


def _deep(client: Client, path: str) -> str:
    """The address some pages further, as the links lead there."""
    here = path
    for _ in range(DEEP):
        html = client.get(here).content.decode()
        link = re.search(r'rel="next" href="(\?[^"]*)"', html)
        if not link:
            break
        here = path.partition("?")[0] + link[1].replace("&amp;", "&")
    return here


def _look(client: Client, page: dict[str, Any]) -> tuple[int, int]:
    """Statements of the page, sessions included, and its bytes as a browser gets them."""
    _ask(client, page, "first-look-at-the-form")
    with CaptureQueriesContext(connection) as asked:
        _ask(client, page, "second-look-at-the-form")
    # Now, for the next request empties the record.
    statements = sum(not CONTROL.match(query["sql"]) for query in asked.captured_queries)
    sent = 0
    if page["fields"] is None:
        answer = client.get(page["paths"][0], headers={"accept-encoding": "gzip"})
        sent = len(answer.content)
    return statements, sent


def _ask(client: Client, page: dict[str, Any], key: str) -> None:
    path = page["paths"][0]
    if page["fields"] is None:
        answer = client.get(path)
        assert answer.status_code == 200, (page["name"], answer.status_code)
        return
    data: dict[str, Any] = {**page["fields"], "form_key": key}
    if page["file"]:
        data["files"] = SimpleUploadedFile("nota.txt", b"x" * page["file"])
    answer = client.post(path, data)
    assert answer.status_code == 302, (page["name"], answer.status_code, answer.content[:2000])


main()
