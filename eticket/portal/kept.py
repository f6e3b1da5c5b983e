"""What somebody typed into a page that could not be sent: kept, sent with one click (C111)."""

from dataclasses import dataclass

from django.core import signing
from django.http import HttpRequest

SALT = "kept-form"
LIFE = 86_400
FIELDS_LIMIT = 60
# Never carried on: proofs that belong to one page, and secrets.
LEFT_OUT = ("csrfmiddlewaretoken", "kept")
SECRET = ("password", "contrasena")
# The other fields of forms that hold a password.
BESIDE_SECRET = ("old", "confirm")


@dataclass(frozen=True)
class Kept:
    """The fields of one form, the path they were meant for, and whether it had files."""

    path: str
    fields: list[tuple[str, str]]
    had_files: bool

    @property
    def texts(self) -> list[str]:
        """What a person typed, to be read again; the rest is choices and keys."""
        return [value for _name, value in self.fields if " " in value.strip()]

    @property
    def sealed(self) -> str:
        """All of it as one hidden field that only we can have written."""
        return signing.dumps([self.path, self.fields, self.had_files], salt=SALT, compress=True)


def keep(request: HttpRequest, path: str) -> Kept | None:
    """The form in this request, meant for ``path``; None when nothing was typed."""
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in (*LEFT_OUT, *BESIDE_SECRET) and not any(secret in name for secret in SECRET)
        for value in values
    ][:FIELDS_LIMIT]
    if not any(value.strip() for _name, value in fields):
        return None
    return Kept(path, fields, bool(request.FILES))


def unseal(text: str) -> Kept | None:
    """What ``sealed`` wrote, for a day; None for anything else."""
    try:
        path, fields, had_files = signing.loads(text, salt=SALT, max_age=LIFE)
    except (signing.BadSignature, ValueError):
        return None
    return Kept(path, [(name, value) for name, value in fields], had_files)
