"""Whatever is sent, by whomever, to whatever address: never an error of ours (C1, C7, C9)."""

import random
import re
from html.parser import HTMLParser
from time import process_time
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import pytest
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT
from django.urls import NoReverseMatch, reverse

from tests import test_exposure
from tests.exposure import PEOPLE
from tests.test_exposure import ADDRESSES, LINES, OURS

# The same people and objects as in the table of who gets what.
cast, samples = test_exposure.cast, test_exposure.samples

SEED, REQUESTS, SECONDS = 20261026, 3000, 2.0
FORM = "application/x-www-form-urlencoded"
NUL = ["\0", "a\0b", "%00", "\0" * 300]
HOSTILE = [
    *NUL, *NUL, "", " ", "%", "%zz", "\r\nX-Injected: 1", "\t", "\x1b[2J", "\x85", "\u2028",
    "0", "-1", "1e999", "nan", "²", "١٢", "9" * 17, "9" * 19, str(2**31), str(2**63),
    "-" + str(2**63), "1" + "0" * 30, "9" * 5000, "true", "None", "[]", "{}", "null", "..",
    "../../etc/passwd", "//evil.example", "/\\evil.example", "javascript:alert(1)", "'", '"',
    "'; DROP TABLE x;--", "%s%d{0}{{x}}{% x %}", "<script>alert(1)</script>", "]]>",
    "\u202e", "\u200b", "\ufeff", "\u00ed\u00a0\u0080", "ﷺ" * 120, "ﬃ" * 120, "\ufb2c" * 120,
    "e\u0301" * 200, "😀" * 130, "Z\u0351\u036b\u0343" * 100, "A" * 300, "x" * 20_001,
    "http://a)" * 900,
    f"{'a' * 290}@example.mx", "a@" + ".".join(["b" * 60] * 4), "ñ@ñ.mx", "a@[127.0.0.1]",
    "0001-01-01", "9999-12-31", "31/12/9999", "2026-02-30", "WzAsMCwxLDFd", "eyJhIjoxfQ",
    "S_1_" + "9" * 40, "00000000-0000-4000-8000-000000000000", "ar_" + "a" * 32,
    "reply:" + "9" * 15, "note:1", "service", "area-" + "9" * 30,
]  # fmt: skip
# What addresses and forms take, beside what the pages write themselves.
QUERY = [
    "q", "pagina", "estado", "sistema", "area", "orden", "vista", "asignado", "cuenta", "cliente",
    "serie", "servicio", "persona", "anterior", "renovar", "desde", "antes", "hilo", "lista",
    "next", "estrellas", "contacto", "buscar", "inactivos", "responder", "calificar", "nuevas",
]  # fmt: skip
BODY = ["form_key", "upload", "drop", "draft", "seen", "shown_at", "kept", "form", "token", "then"]
HEADERS = {
    "HTTP_REFERER": ["http://testserver/tickets/?" + "a&" * 300, "http://[", "x:\xff"],
    "HTTP_COOKIE": ['sessionid="\\000aaaaaaaa"', "csrftoken=\xff", 'theme="\\000"', "known=a.b:c"],
    "HTTP_USER_AGENT": ["\xff" * 5000, "Chrome/ Windows"],
    "HTTP_ACCEPT_LANGUAGE": ["x" * 5000, "\xff"],
    "HTTP_X_FORWARDED_FOR": ["::1, \xff", ","],
    "HTTP_RANGE": ["bytes=9999999999999999999-"],
    "HTTP_IF_MODIFIED_SINCE": ["Thu, 99 Zzz 99999 99:99:99 GMT"],
    "HTTP_ORIGIN": ["http://[", "null"],
    "HTTP_HX_REQUEST": ["true"],
}  # fmt: skip
KINDS = [FORM, "application/json", "multipart/form-data", "multipart/form-data; boundary=\xff"]
Fields = list[tuple[str, str]]


class Page(HTMLParser):
    """The links of a page and its forms: where each goes, how, and the fields it sends."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.forms: list[tuple[str, str, Fields]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and given.get("href", "").startswith(("/", "?")):
            self.links.append(given["href"])
        elif tag == "form":
            self.forms.append((given.get("action", ""), given.get("method", "get").upper(), []))
        elif self.forms and tag == "option" and self.forms[-1][2]:
            name, value = self.forms[-1][2][-1]
            self.forms[-1][2][-1] = (name, value or given.get("value", ""))
        elif self.forms and "name" in given and tag in ("input", "select", "textarea", "button"):
            self.forms[-1][2].append((given["name"], given.get("value", "")))


class Fuzzer:
    """Walks the site as everybody, one odd request after another, always in the same order."""

    def __init__(self, people: dict[str, Client], objects: dict[str, dict[str, Any]]) -> None:
        self.random = random.Random(SEED)
        self.people, self.objects = people, objects
        for client in people.values():
            client.raise_request_exception = False
        self.pages: dict[str, list[str]] = {name: ["/"] for name in people}
        self.forms: dict[str, dict[str, tuple[str, str, Fields]]] = {name: {} for name in people}
        self.faults: list[str] = []

    def step(self) -> None:
        person = self.random.choice(PEOPLE)
        self.random.choice([self.address, self.page, self.form, self.form])(person)

    def odd(self) -> str:
        return self.random.choice(HOSTILE)

    def query(self) -> str:
        asked = [(self.random.choice(QUERY), self.odd()) for _ in range(self.random.randrange(4))]
        return "?" + urlencode(asked) if asked else ""

    def address(self, person: str) -> None:
        """Any address, with odd arguments."""
        name, pattern = self.random.choice(self.random.choice([OURS, OURS, ADDRESSES]))
        given = {}
        for argument in pattern.pattern.converters:
            known = [one[argument] for one in self.objects.values() if argument in one]
            given[argument] = self.random.choice([*known, self.odd(), self.odd(), self.odd()])
        try:
            path = reverse(name, kwargs=given)
        except NoReverseMatch:
            path = "/" + quote(self.odd(), safe="/") + "/"
        if self.random.random() < 0.5:
            self.send(person, "GET", path + self.query())
        else:
            method = self.random.choice(["POST", "POST", "PUT", "DELETE"])
            fields = [(self.random.choice(BODY), self.odd()) for _ in range(3)]
            self.send(person, method, path, fields)

    def page(self, person: str) -> None:
        """A page that some link led to, with an odd query."""
        path = self.random.choice(self.pages[person])
        self.send(person, "GET", path.partition("?")[0] + self.query())

    def form(self, person: str) -> None:
        """A form of some page, a few of its fields odd, or with one that it lacks."""
        path, method, sent = self.random.choice([*self.forms[person].values()])
        fields = list(sent)
        for _ in range(self.random.randrange(1, 4)):
            place = self.random.randrange(len(fields) + 1)
            name = fields[place][0] if place < len(fields) else self.random.choice(BODY + QUERY)
            fields[place : place + 1] = [(name, self.odd())]
        if method == "GET":
            self.send(person, "GET", f"{path.partition('?')[0]}?{urlencode(fields)}")
        else:
            self.send(person, "POST", path, fields)

    def send(self, person: str, method: str, path: str, fields: Fields | None = None) -> None:
        client, headers = self.people[person], dict[str, Any]()
        if self.random.random() < 0.1:
            name = self.random.choice(list(HEADERS))
            headers[name] = self.random.choice(HEADERS[name])
        body, kind = self.body(fields) if fields is not None else (b"", FORM)
        if self.random.random() < 0.05:
            kind = self.random.choice(KINDS)
        began = process_time()
        got: Any = client.generic(method, path, body, content_type=kind, **headers)
        if got.streaming:
            got.getvalue()
        took = process_time() - began
        if got.status_code >= 500 or took > SECONDS:
            error = got.exc_info[1] if getattr(got, "exc_info", None) else ""
            told = [(name, value[:50]) for name, value in fields or []]
            self.faults.append(
                f"{got.status_code} in {took:.1f} s: {person} {method} {path[:200]} {kind} "
                f"{headers} {told} {error!r}"
            )
        elif not got.streaming and got.get("Content-Type", "").startswith("text/html"):
            self.learn(person, path, got.content.decode())

    def body(self, fields: Fields) -> tuple[bytes, str]:
        if self.random.random() < 0.6:
            return urlencode(fields).encode(), FORM
        parts = [(f'name="{name}"', value) for name, value in fields]
        if self.random.random() < 0.5:
            parts.append((f'name="files"; filename="{self.odd()}"', "%PDF-1.4"))
        text = "".join(
            f"--{BOUNDARY}\r\nContent-Disposition: form-data; {head}\r\n\r\n{value}\r\n"
            for head, value in parts
        )
        return f"{text}--{BOUNDARY}--\r\n".encode(), MULTIPART_CONTENT

    def learn(self, person: str, path: str, text: str) -> None:
        page, here, pages = Page(text), urlsplit(path).path, self.pages[person]
        for link in page.links[:60]:
            whole = here + link if link.startswith("?") else link
            if whole not in pages and len(pages) < 300:
                pages.append(whole)
        for action, method, fields in page.forms:
            target = action or path
            # Signed out, or with another password, a person would see little more.
            if re.search(r"/(salir|contrasena|sesiones)/", target):
                continue
            names = ",".join(sorted(name for name, _value in fields))
            self.forms[person].setdefault(
                f"{urlsplit(target).path} {names}", (target, method, fields)
            )


@pytest.mark.crowd
@pytest.mark.django_db(transaction=True)
def test_c1_nothing_that_is_sent_is_an_error_of_ours(
    cast: dict[str, Client], samples: dict[str, dict[str, Any]]
) -> None:
    fuzzer = Fuzzer(cast, samples)
    for line in LINES:
        if line.method == "GET":
            path = reverse(line.name, kwargs=samples[line.sample])
            for person in PEOPLE:
                fuzzer.send(person, "GET", path)
    for _ in range(REQUESTS):
        fuzzer.step()
    assert sum(len(forms) for forms in fuzzer.forms.values()) > 100
    assert fuzzer.faults == []
