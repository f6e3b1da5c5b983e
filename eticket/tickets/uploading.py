"""Receiving files: each is stopped at its limit while it streams; the form learns why (C026)."""

from tempfile import SpooledTemporaryFile
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest
from django.utils.translation import gettext as _

from eticket.lib.filenames import clean_filename
from eticket.tickets.attaching import FILE_LIMIT, FILES_LIMIT, not_saved, too_big, too_many

MEMORY = 256 * 1024


class UploadHandler(FileUploadHandler):
    """Small files in memory, others in a temporary file; a refused one costs nothing further.

    Django's own handlers cannot skip one file: that closes the good one before it.
    """

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.count = 0
        self.refused: list[str] = []
        if request is not None:
            request.refused_files = self.refused  # type: ignore[attr-defined]

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.count += 1
        taken = self.count <= FILES_LIMIT
        self.out: Any = SpooledTemporaryFile(MEMORY) if taken else None  # noqa: SIM115

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if self.out is None:
            return
        if start + len(raw_data) > FILE_LIMIT:
            self._refuse(too_big)
            return
        try:
            self.out.write(raw_data)
        except OSError:
            self._refuse(not_saved)

    def file_complete(self, file_size: int) -> "UploadedFile[Any] | None":
        if self.out is None:
            return None
        self.out.seek(0)
        return UploadedFile(
            self.out,
            self.file_name,
            self.content_type,
            file_size,
            self.charset,
            self.content_type_extra,
        )

    def upload_complete(self) -> None:
        if self.count > FILES_LIMIT:
            self.refused.append(
                _("%(sentence)s Se quedaron los primeros %(limit)d.")
                % {"sentence": too_many(self.count), "limit": FILES_LIMIT}
            )

    def upload_interrupted(self) -> None:
        if getattr(self, "out", None) is not None:
            self.out.close()

    def _refuse(self, sentence: Any) -> None:
        self.out.close()
        self.out = None
        self.refused.append(sentence(clean_filename(self.file_name or "")))


def refused_files(request: HttpRequest) -> list[str]:
    """Why files of this request were not taken, one sentence each; reads the body."""
    request.FILES  # noqa: B018
    return list(getattr(request, "refused_files", ()))
