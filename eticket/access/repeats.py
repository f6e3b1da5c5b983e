"""Telling a form that was sent twice from one that says something else (C001, C002)."""

import hashlib

from django.http import HttpRequest

from eticket.lib.folding import clean_body

SAYS = ("body", "then", "upload")


def key_of(request: HttpRequest) -> str | None:
    """The key of what this form says, at this address, by this person; None without a form key.

    The same form with another text, on another ticket or with another end is another message.
    """
    form_key = request.POST.get("form_key")
    if not form_key:
        return None
    said = [clean_body(one) for name in SAYS for one in request.POST.getlist(name)]
    files = [f"{file.name}:{file.size}" for file in request.FILES.getlist("files")]
    parts = "\0".join((request.path, form_key, *said, *files))
    digest = hashlib.sha256(parts.encode("utf-8", "replace")).hexdigest()
    return f"{request.user.pk}:{digest[:40]}"
