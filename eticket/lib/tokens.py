"""Tokens of links in mails: made from the row whenever a mail is composed, kept hashed (B8)."""

import hashlib

from django.utils.crypto import salted_hmac
from django.utils.http import urlsafe_base64_encode


def token_of(purpose: str, *parts: object) -> str:
    """The 256-bit token of a row for one purpose; the same whenever it is asked for."""
    said = ":".join(map(str, parts))
    return urlsafe_base64_encode(salted_hmac(purpose, said, algorithm="sha256").digest())


def hash_of(token: str) -> str:
    """What the database keeps of a token: whoever reads it there cannot open the link."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
