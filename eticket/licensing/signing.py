"""The key that signs what programs are answered: files of their own, never in the database.

Two pairs: "current" signs; "next" is published already, so that programs hold it before it signs
(security.md, 37). To rotate is to let the next one sign and to make another next one.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from django.conf import settings
from django.utils.http import urlsafe_base64_encode

NAMES = ("current", "next")
ALGORITHM = "Ed25519"


class NoSigningKey(Exception):
    """There is no key to sign with; `manage.py signing_key` makes it."""


@dataclass(frozen=True)
class SigningKey:
    """One pair; ``key_id`` is the beginning of the public key's SHA-256."""

    pair: Ed25519PrivateKey

    @property
    def public(self) -> bytes:
        return self.pair.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    @property
    def key_id(self) -> str:
        return sha256(self.public).hexdigest()[:16]

    def sign(self, text: str) -> str:
        """The signature of the text's UTF-8 bytes, base64url without padding."""
        return urlsafe_base64_encode(self.pair.sign(text.encode()))


def signing_key() -> SigningKey:
    """The pair that signs. Raises NoSigningKey."""
    return _key("current")


def published_keys() -> list[dict[str, str]]:
    """The public keys that programs hold, the signing one first. Raises NoSigningKey."""
    return [
        {
            "key_id": key.key_id,
            "algorithm": ALGORITHM,
            "public_key": urlsafe_base64_encode(key.public),
            "use": name,
        }
        for name, key in ((name, _key(name)) for name in NAMES)
    ]


def make_keys() -> list[str]:
    """Make the pairs that are missing; their names."""
    _folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    missing = [name for name in NAMES if not _path(name).exists()]
    for name in missing:
        _write(_path(name))
    return missing


def rotate_keys() -> None:
    """Let the next pair sign, and make another next one. Raises NoSigningKey."""
    _key("next")
    fresh = _folder() / "fresh.pem"
    fresh.unlink(missing_ok=True)
    _write(fresh)
    # A fall between the two leaves no "next", which doctor tells and make_keys() mends.
    _path("next").rename(_path("current"))
    fresh.rename(_path("next"))
    _flush(_folder())


def key_findings() -> Iterator[str]:
    """A sentence for each thing about the keys that is not as it must be."""
    folder = _folder()
    if not folder.exists():
        return
    for path in (folder, *map(_path, NAMES)):
        if not path.exists():
            yield f"signing key {path.name}: missing; manage.py signing_key makes it"
        elif path.stat().st_mode & 0o077:
            yield f"signing key {path.name}: others may read it"
    for name in NAMES:
        try:
            if _path(name).exists():
                _key(name)
        except NoSigningKey:
            yield f"signing key {_path(name).name}: is no Ed25519 key"


def _key(name: str) -> SigningKey:
    path = _path(name)
    try:
        state = path.stat()
        return _read(path, state.st_mtime_ns, state.st_ino)
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm) as fault:
        raise NoSigningKey(name) from fault


@lru_cache(maxsize=4)
def _read(path: Path, changed: int, inode: int) -> SigningKey:
    pair = load_pem_private_key(path.read_bytes(), None)
    if not isinstance(pair, Ed25519PrivateKey):
        raise TypeError("no Ed25519 key")
    return SigningKey(pair)


def _write(path: Path) -> None:
    """A new pair, on disk before anybody uses it."""
    pem = Ed25519PrivateKey.generate().private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )
    half = path.with_suffix(".half")
    half.unlink(missing_ok=True)
    with os.fdopen(os.open(half, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        file.write(pem)
        file.flush()
        os.fsync(file.fileno())
    half.rename(path)
    _flush(path.parent)


def _flush(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _folder() -> Path:
    return Path(settings.SIGNING_KEYS)


def _path(name: str) -> Path:
    return _folder() / f"{name}.pem"
