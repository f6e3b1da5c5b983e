"""A program's side of the activation: ask, verify, remember, and start without internet.

One file, to be read and copied. All it needs beside Python is the package `cryptography`.
"""

import base64
import hashlib
import json
import os
import secrets
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

BACK = timedelta(hours=24)
WAIT_SECONDS = 10
Send = Callable[[str, dict[str, Any], dict[str, str]], tuple[int, dict[str, Any]]]


class Refused(Exception):
    """The server said no; ``code`` is for the program, ``detail`` for its user."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail


class NotValid(Exception):
    """What was kept or received opens nothing; ``reason`` is one word."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass
class State:
    """What the program keeps, in a file that only its user reads."""

    serial: str
    credential: str = ""
    signed: str = ""
    signature: str = ""
    key_id: str = ""
    # The latest hour seen, of the server or of this computer.
    latest: str = ""
    # Of the request file that waits for its answer.
    pending: str = ""


@dataclass
class ActivationClient:
    """``keys`` are the public keys compiled into the program: key id → base64url."""

    folder: Path
    fingerprint: str
    product_id: int
    keys: dict[str, str]
    send: Send
    now: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))

    def activate(self, serial: str, **about: str) -> dict[str, Any]:
        """Take a seat. Raises Refused, NotValid."""
        state = State(serial=canonical_serial(serial))
        said = {**about, "product_id": self.product_id}
        # A lost answer is asked for again with the same key and the same words.
        headers = {"Idempotency-Key": secrets.token_hex(16)}
        return self._ask("/api/v1/activations", state, "activation", said, headers)

    def check_in(self, **about: str) -> dict[str, Any]:
        """A new lease, once a day while there is internet. Raises Refused, NotValid."""
        return self._ask("/api/v1/activations/check-in", self._load(), "check_in", about)

    def deactivate(self) -> None:
        """Give the seat back and forget all. Raises Refused, NotValid."""
        self._ask("/api/v1/activations/deactivation", self._load(), "deactivation", {})
        self._path.unlink()

    def may_start(self) -> dict[str, Any]:
        """What the kept answer says, if it opens the program now. Raises NotValid."""
        state, now = self._load(), self.now()
        said = self._verified(state, state.signed, state.signature, state.key_id)
        if state.latest and now < moment(state.latest) - BACK:
            raise NotValid("clock")
        if now >= moment(said["expires"]) or said["purpose"] == "deactivation":
            raise NotValid("expired")
        if not state.latest or now > moment(state.latest):
            state.latest = text_of(now)
            self._save(state)
        return said

    def request_file(self, serial: str, **about: str) -> bytes:
        """The request of a computer without internet, for the portal."""
        state = self._load() if self._path.exists() else State(canonical_serial(serial))
        state.serial, state.pending = canonical_serial(serial), secrets.token_urlsafe(24)
        self._save(state)
        said = {
            "v": 1, "purpose": "offline", "serial": state.serial, "nonce": state.pending,
            "fingerprint": self.fingerprint, "product_id": self.product_id,
            "created": text_of(self.now()), **about,
        }  # fmt: skip
        return json.dumps(said, ensure_ascii=False, indent=2).encode()

    def take_answer_file(self, content: bytes) -> dict[str, Any]:
        """The portal's answer to the request that waits, once. Raises NotValid."""
        state, answer = self._load(), json.loads(content)
        if not state.pending:
            raise NotValid("nonce")
        return self._accept(state, answer, "offline", state.pending)

    def _ask(
        self,
        path: str,
        state: State,
        purpose: str,
        about: dict[str, Any],
        headers: dict[str, str] | None = None,
    ) -> dict[str, Any]:
        nonce = secrets.token_urlsafe(24)
        body = {"serial": state.serial, "fingerprint": self.fingerprint, "nonce": nonce, **about}
        headers = dict(headers or {})
        if state.credential:
            headers["Authorization"] = f"Bearer {state.credential}"
        status, answer = self.send(path, body, headers)
        if status != 200:
            raise Refused(answer.get("code", "fault"), answer.get("detail", ""))
        return self._accept(state, answer, purpose, nonce)

    def _accept(
        self, state: State, answer: dict[str, Any], purpose: str, nonce: str
    ) -> dict[str, Any]:
        said = self._verified(state, answer["signed"], answer["signature"], answer["key_id"])
        if said["purpose"] != purpose or said["nonce"] != nonce:
            raise NotValid("nonce")
        state.signed, state.signature = answer["signed"], answer["signature"]
        state.key_id, state.latest = answer["key_id"], said["server_time"]
        state.credential = answer.get("credential", state.credential)
        state.pending = ""
        self._save(state)
        return said

    def _verified(self, state: State, signed: str, signature: str, key_id: str) -> dict[str, Any]:
        """The signed bytes, first verified and only then read. Raises NotValid."""
        if key_id not in self.keys:
            raise NotValid("key")
        key = Ed25519PublicKey.from_public_bytes(decoded(self.keys[key_id]))
        try:
            key.verify(decoded(signature), signed.encode())
        except (InvalidSignature, ValueError):
            raise NotValid("signature") from None
        said: dict[str, Any] = json.loads(signed)
        ours = {
            "v": 1,
            "product_id": self.product_id,
            "serial_hash": digest(state.serial),
            "fingerprint_hash": digest(self.fingerprint.lower()),
        }
        if any(said.get(name) != value for name, value in ours.items()):
            raise NotValid("computer")
        return said

    @property
    def _path(self) -> Path:
        return self.folder / "activation.json"

    def _load(self) -> State:
        try:
            return State(**json.loads(self._path.read_text("utf-8")))
        except (OSError, ValueError, TypeError):
            raise NotValid("none") from None

    def _save(self, state: State) -> None:
        half = self._path.with_suffix(".half")
        with os.fdopen(os.open(half, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "w") as file:
            json.dump(asdict(state), file)
        half.replace(self._path)


def over_https(site: str) -> Send:
    """Sends to a site such as https://soporte.example.com; URLError without internet."""

    def send(
        path: str, body: dict[str, Any], headers: dict[str, str]
    ) -> tuple[int, dict[str, Any]]:
        request = urllib.request.Request(  # noqa: S310
            site.rstrip("/") + path,
            json.dumps(body).encode(),
            {"Content-Type": "application/json", **headers},
        )
        try:
            with urllib.request.urlopen(request, timeout=WAIT_SECONDS) as answer:  # noqa: S310
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as refusal:
            try:
                return refusal.code, json.load(refusal)
            except ValueError:
                return refusal.code, {}

    return send


def canonical_serial(serial: str) -> str:
    """Upper case with hyphens, as it is hashed."""
    bare = "".join(letter for letter in serial.upper() if letter in "0123456789ABCDEF")
    return "-".join((bare[:8], bare[8:12], bare[12:16], bare[16:20], bare[20:]))


def moment(text: str) -> datetime:
    """Of "2026-11-25T18:00:00Z"."""
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def text_of(when: datetime) -> str:
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def decoded(text: str) -> bytes:
    """Of base64url without padding."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
