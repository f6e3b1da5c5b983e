"""Static files: hashed and compressed; the style sheet and the script each in one file.

In development a page loads the parts one by one; collectstatic puts them together, so that a
page needs one request for its style and one for its script.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.files.storage import Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

STYLE, SCRIPT = "ui/css/app.css", "ui/js/app.js"
_STYLE_IMPORT = re.compile(r'^@import "([^"]+)" layer\((\w+)\);$', re.M)
_COMMENT = re.compile(r"/\*.*?\*/", re.S)
_SCRIPT_IMPORT = re.compile(r'^import (?:\{[^}]*\} from )?"\./([\w-]+\.js)";\n', re.M)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|const|class) )", re.M)

Paths = dict[str, tuple[Storage, str]]


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Whitenoise's storage, with one style sheet and one script."""

    support_js_module_import_aggregation = True
    manifest_strict = False

    def stored_name(self, name: str) -> str:
        """The hashed name; the plain one where nothing was collected, as in tests."""
        return super().stored_name(name) if self.hashed_files else name

    def post_process(self, paths: Paths, dry_run: bool = False, **options: Any) -> Iterator[Any]:
        """Put the two files together, then let the hashes be made."""
        if not dry_run:
            for name, joined in ((STYLE, joined_style), (SCRIPT, joined_script)):
                if name in paths:
                    Path(self.path(name)).write_text(joined(paths), "utf-8")
                    paths[name] = (self, name)
        yield from super().post_process(paths, dry_run, **options)  # type: ignore[no-untyped-call]


def joined_style(paths: Paths) -> str:
    """app.css with each ``@import "x" layer(y);`` replaced by ``@layer y { x }``."""

    def inlined(match: re.Match[str]) -> str:
        part = _COMMENT.sub("", _read(paths, f"ui/css/{match[1]}"))
        lines = (line.strip() for line in part.splitlines())
        return f"@layer {match[2]} {{\n" + "\n".join(filter(None, lines)) + "\n}"

    return _STYLE_IMPORT.sub(inlined, _read(paths, STYLE))


def joined_script(paths: Paths) -> str:
    """app.js with the modules it imports, each in a block of its own; only dom.js is shared."""
    content = _read(paths, SCRIPT)
    parts = [_EXPORT.sub("", _read(paths, "ui/js/dom.js"))]
    parts += (
        "{\n" + _SCRIPT_IMPORT.sub("", _read(paths, f"ui/js/{name}")) + "}\n"
        for name in _SCRIPT_IMPORT.findall(content)
        if name != "dom.js"
    )
    return "\n".join([*parts, _SCRIPT_IMPORT.sub("", content)])


def _read(paths: Paths, name: str) -> str:
    storage, path = paths[name]
    with storage.open(path) as file:
        return bytes(file.read()).decode()
