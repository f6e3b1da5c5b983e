"""Every example of docs/api.md is run, and the test vector is computed again."""

import json
import re
from base64 import urlsafe_b64decode
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.test import Client
from time_machine import TimeMachineFixture

from eticket.accounts.models import Account
from eticket.lib.canonical import canonical
from eticket.licensing.models import Product, Serial
from eticket.licensing.offline import read_request
from tests.cast import issue

TEXT = Path("docs/api.md").read_text("utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```", TEXT, re.M | re.S)
CALLS = [(asked, BLOCKS[n + 1][1]) for n, (kind, asked) in enumerate(BLOCKS) if kind == "http"]
OFFLINE = next(text for kind, text in BLOCKS if kind == "json" and '"offline"' in text)
NUMBER = "7B0F5C1E-3D6A-4C52-9E0B-2F4A6C8E0D13"


def test_the_calls_of_the_papers_are_answered_as_they_say(
    acme: Account, product: Product, time_machine: TimeMachineFixture
) -> None:
    time_machine.move_to("2026-11-25T18:00:00Z", tick=False)
    issue(acme, product, devices_max=5)
    Serial.objects.update(number=NUMBER, valid_until="2027-09-01")
    credential, client = "", Client(enforce_csrf_checks=True)
    for asked, told in CALLS:
        head, _blank, body = asked.partition("\n\n")
        first, *lines = head.strip().replace("{credential}", credential).split("\n")
        method, path = first.split()
        headers = dict(line.split(": ", 1) for line in lines)
        kind = headers.pop("Content-Type", "application/json")
        answer = client.generic(method, path, body, content_type=kind, headers=headers).json()
        credential = answer.get("credential", credential)
        assert re.fullmatch(like(told), json.dumps(answer, ensure_ascii=False)), answer
    assert len(CALLS) == 5


def like(told: str) -> str:
    """A pattern of what is told, where … stands for anything."""
    exact = json.dumps(json.loads(told), ensure_ascii=False)
    return re.escape(exact).replace("…", ".*")


def test_the_request_file_of_the_papers_is_read() -> None:
    asked = read_request(OFFLINE.encode())
    assert (asked.serial, asked.computer.name) == (NUMBER, "SIN-RED-01")


def test_the_vector_is_what_it_says() -> None:
    vector = json.loads(Path("docs/activation-vector.json").read_text("utf-8"))
    pair = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(vector["seed_hex"]))
    public = pair.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    signed = vector["signed"].encode()
    assert decoded(vector["public_key"]) == public
    assert vector["key_id"] == sha256(public).hexdigest()[:16]
    assert bytes.fromhex(vector["signed_utf8_hex"]) == signed
    assert decoded(vector["signature"]) == pair.sign(signed)
    said = json.loads(signed)
    assert canonical(said) == vector["signed"]
    assert said["serial_hash"] == sha256(vector["serial"].encode()).hexdigest()
    assert said["fingerprint_hash"] == sha256(vector["fingerprint"].encode()).hexdigest()
    known = Ed25519PublicKey.from_public_bytes(public)
    for place in range(len(signed)):
        other = signed[:place] + bytes([signed[place] ^ 1]) + signed[place + 1 :]
        with pytest.raises(InvalidSignature):
            known.verify(decoded(vector["signature"]), other)


def decoded(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
