"""Absolute links by the name of their address; the host is the settings', never a request's."""

from django.conf import settings
from django.urls import reverse


def absolute(name: str, *args: object) -> str:
    """The full address of the page with this URL name."""
    return f"{settings.SITE_URL}{reverse(name, args=args)}"
