"""Fingerprints of computers: one computer is one row, in whatever letter case it says its own."""

from typing import Any

from django.db import models


def clean_fingerprint(text: str) -> str:
    """As it is kept and compared: without blanks around it, in lower case."""
    return text.strip().lower()


class FingerprintField(models.CharField):  # type: ignore[type-arg]
    """Cleans on the way to the database, in filters and in bulk as well."""

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return clean_fingerprint(value) if isinstance(value, str) else value
