"""A program on a computer of Acme: what it asks, and what it is answered."""

import json
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from eticket.access import pacing
from eticket.accounts.models import Account
from eticket.licensing.models import Product, Serial
from tests.cast import issue

NONCE = "nonce-0123456789abcdef"
FINGERPRINT = "9f86d081884c7d659a2feaa0c55ad015"


@pytest.fixture(autouse=True)
def _fresh(signing_keys: None) -> Iterator[None]:
    pacing.forget()
    yield
    pacing.forget()


@pytest.fixture
def two(acme: Account, product: Product) -> Serial:
    return issue(acme, product, devices_max=2)


class Program:
    """One computer; ``ask`` sends what differs from the usual."""

    def __init__(self, serial: str, fingerprint: str = FINGERPRINT) -> None:
        self.client = Client(enforce_csrf_checks=True)
        self.usual = {"serial": serial, "fingerprint": fingerprint, "nonce": NONCE}
        self.credential = ""

    def activate(self, **said: Any) -> Any:
        key = said.pop("key", uuid4().hex)
        answer = self.ask("activations", {"name": "CONTA-01"} | said, **{"Idempotency-Key": key})
        if answer.status_code == 200:
            self.credential = answer.json()["credential"]
        return answer

    def check_in(self, **said: Any) -> Any:
        return self.ask("activations.check_in", said)

    def deactivate(self, **said: Any) -> Any:
        return self.ask("activations.deactivate", said)

    def ask(self, name: str, said: dict[str, Any], **headers: str) -> Any:
        if self.credential:
            headers["Authorization"] = f"Bearer {self.credential}"
        body = json.dumps(self.usual | said)
        return self.send(name, body, **headers)

    def send(self, name: str, body: str | bytes, **headers: str) -> Any:
        kind = headers.pop("Content-Type", "application/json")
        path = reverse(f"api:{name}")
        return self.client.post(path, body, content_type=kind, headers=headers)


@pytest.fixture
def program(two: Serial) -> Program:
    return Program(two.number)


@pytest.fixture
def another(two: Serial) -> Callable[[str], Program]:
    """One more computer of the same serial."""
    return lambda fingerprint: Program(two.number, fingerprint)
