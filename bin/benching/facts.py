"""Run inside the product: which pages are measured, who looks, how many statements each takes.

Prints JSON. The sessions it opens are the ones the load runs with.
"""

import json
import os
import re
import sys
from collections.abc import Iterator
from datetime import timedelta
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
from django.utils import timezone  # noqa: E402

from eticket.accounts.models import User  # noqa: E402
from eticket.licensing.models import LimitKind, Product, Serial  # noqa: E402
from eticket.ops.demo.cast import SOPORTE, TEAM  # noqa: E402
from eticket.ops.demo.corpus import MEDIUM, RARE  # noqa: E402
from eticket.ops.demo.filling import holder_email  # noqa: E402
from eticket.tickets.models import Area, Ticket  # noqa: E402

DEEP = 20
WRITERS = 100
PROGRAMS = 1000
SAID = "Marca un error en 12 recibos de la quincena y ya lo intentamos dos veces."
FILE_SIZE = 20_480
# A secret as Django makes them; the same in cookie and form.
CSRF = "benchbenchbenchbenchbenchbench00"
CONTROL = re.compile(r"BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|PRAGMA", re.IGNORECASE)


def main() -> None:
    pages = list(_pages())
    for page in pages:
        page["statements"], page["gzip"] = _look(page)
    for page in pages:
        for one in page["asked"]:
            one["cookies"] = _cookies(one.pop("client"))
    json.dump({"pages": pages, "csrf": CSRF}, sys.stdout)


def _enter(user: User) -> Client:
    client = Client(HTTP_HOST="localhost")
    client.force_login(user, backend="eticket.accounts.signing_in.Backend")
    client.cookies["csrftoken"] = CSRF
    return client


def _cookies(client: Client) -> str:
    return "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())


def _pages() -> Iterator[dict[str, Any]]:
    """Each page by its name, and what is asked for by turns: by whom, where, with which fields."""
    tickets, desk = reverse("portal:tickets.index"), reverse("desk:tickets.index")
    area = Area.objects.get(name=SOPORTE)
    queue = f"{desk}?vista=area-{area.pk}"
    own = _numbers(Ticket.objects.filter(raised_by__email=holder_email(1)))
    of_area = _numbers(Ticket.objects.filter(area=area).order_by("-id"))
    reader = _enter(User.objects.get(email=holder_email(1)))
    agent = _enter(User.objects.get(email=TEAM[0].email))
    yield _page("entry", Client(HTTP_HOST="localhost"), reverse("account_login"))
    yield _page("customer list", reader, tickets)
    yield _page("customer list, last page", reader, _deep(reader, tickets))
    yield _page("customer list, filtered", reader, f"{tickets}?estado=abiertos")
    yield _page("customer ticket", reader, *_shown("portal", own))
    yield _page("customer search, rare", reader, f"{tickets}?q={RARE}")
    yield _page("customer search, common", reader, f"{tickets}?q={MEDIUM}")
    yield _page("desk queue", agent, queue)
    yield _page("desk queue, page 20", agent, _deep(agent, queue))
    yield _page("desk ticket", agent, *_shown("desk", of_area))
    yield _page("desk search, rare", agent, f"{desk}?q={RARE}")
    yield _page("desk search, common", agent, f"{desk}?q={MEDIUM}")
    yield from _forms(area)


def _forms(area: Area) -> Iterator[dict[str, Any]]:
    """Many people write, each on a serial that has room without end."""
    writers = list(User.objects.filter(email__in=map(holder_email, range(2, 2 + WRITERS))))
    product = Product.objects.create(
        name="Sistema de medición", one_open_per_email=False, max_open_tickets=32_000
    )
    Serial.objects.filter(account__memberships__user__in=writers).update(product=product)
    replies, creations = [], []
    for writer in writers:
        client = _enter(writer)
        serial = Serial.objects.get(account__memberships__user=writer)
        path = reverse("portal:tickets.new_support", args=[serial.number])
        said = {"subject": "Error al timbrar la nómina", "body": SAID, "area": str(area.pk)}
        # The confirmations stay empty: email and telephone are the person's own.
        known = {"follow_up_email": writer.email, "phone": writer.phone}
        creations.append({"client": client, "path": path, "fields": {**said, **known}})
        own = Ticket.objects.filter(raised_by=writer, closed_at=None).first()
        if own:
            path = reverse("portal:tickets.reply", args=[own.number])
            replies.append({"client": client, "path": path, "fields": {"body": SAID}})
    yield {"name": "activations", "asked": _programs(product), "file": 0}
    yield {"name": "reply", "asked": replies, "file": 0}
    yield {"name": "create with a 20 KB file", "asked": creations, "file": FILE_SIZE}


def _programs(product: Product) -> list[dict[str, Any]]:
    """Programs of many serials, each request from a computer that is new there."""
    serials = Serial.objects.exclude(product=product).order_by("id")[:PROGRAMS]
    kept = Serial.objects.filter(pk__in=list(serials.values_list("pk", flat=True)))
    valid_until = timezone.now().date() + timedelta(days=300)
    kept.update(devices_kind=LimitKind.UNLIMITED, devices_max=None, valid_until=valid_until)
    client, path = Client(HTTP_HOST="localhost"), reverse("api:activations")
    return [
        {"client": client, "path": path, "fields": None, "serial": number}
        for number in kept.values_list("number", flat=True)
    ]


def _page(name: str, client: Client, *paths: str) -> dict[str, Any]:
    asked = [{"client": client, "path": path, "fields": None} for path in paths]
    return {"name": name, "asked": asked, "file": 0}


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


def _look(page: dict[str, Any]) -> tuple[int, int]:
    """Statements of the page, sessions included, and its bytes as a browser gets them."""
    _ask(page, "first-look-at-the-form")
    with CaptureQueriesContext(connection) as record:
        _ask(page, "second-look-at-the-form")
    # Now, for the next request empties the record.
    statements = sum(not CONTROL.match(query["sql"]) for query in record.captured_queries)
    one, sent = page["asked"][0], 0
    if one["fields"] is None and "serial" not in one:
        answer = one["client"].get(one["path"], headers={"accept-encoding": "gzip"})
        sent = len(answer.content)
    return statements, sent


def _ask(page: dict[str, Any], key: str) -> None:
    one = page["asked"][0]
    if "serial" in one:
        said = {"serial": one["serial"], "fingerprint": key, "nonce": key, "name": "Medición"}
        headers = {"Idempotency-Key": key}
        answer = one["client"].post(
            one["path"], said, content_type="application/json", headers=headers
        )
        assert answer.status_code == 200, (page["name"], answer.content)
        return
    if one["fields"] is None:
        answer = one["client"].get(one["path"])
        assert answer.status_code == 200, (page["name"], answer.status_code)
        return
    data: dict[str, Any] = {**one["fields"], "form_key": key}
    if page["file"]:
        data["files"] = SimpleUploadedFile("nota.txt", b"x" * page["file"])
    answer = one["client"].post(one["path"], data)
    assert answer.status_code == 302, (page["name"], answer.status_code, answer.content[:2000])


main()
