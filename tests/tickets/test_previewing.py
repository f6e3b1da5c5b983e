"""Previews: a picture of our own, or none; never a broken one (C027, C028, D8)."""

import io
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image

from eticket.accounts.models import User
from eticket.tickets.attaching import store
from eticket.tickets.models import Attachment, StoredFile, Ticket
from eticket.tickets.previewing import make_previews, preview_path
from eticket.tickets.replying import reply_as_customer
from tests.cast import a_file

Preview = StoredFile.Preview


def picture(size: tuple[int, int] = (1600, 900), kind: str = "PNG", **options: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "#0C5A63").save(out, kind, **options)
    return out.getvalue()


def bomb(side: int) -> bytes:
    """A small PNG of side × side pixels of one colour."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    packer = zlib.compressobj(9)
    row = bytes(1 + (side + 7) // 8)
    data = b"".join(packer.compress(row) for _ in range(side)) + packer.flush()
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def attached(ticket: Ticket, by: User, name: str, content: bytes) -> Attachment:
    reply_as_customer(ticket, by=by, body="Va", files=[store(a_file(name, content))])
    return Attachment.objects.get(name=name)


def test_a_picture_gets_a_small_copy(ana: User, ticket: Ticket) -> None:
    attachment = attached(ticket, ana, "captura.png", picture())
    assert attachment.preview == Preview.PENDING
    assert make_previews(5) == 1
    attachment.refresh_from_db()
    assert attachment.preview == Preview.READY
    with Image.open(preview_path(attachment.path)) as drawn:
        assert (drawn.format, drawn.size) == ("WEBP", (1200, 675))


def test_d8_place_and_device_of_a_photo_stay_behind(ana: User, ticket: Ticket) -> None:
    exif = Image.Exif()
    exif[0x010F] = "Telefono de Ana"
    exif[0x8825] = {1: "N", 2: (19.0, 25.0, 57.0)}
    attachment = attached(ticket, ana, "foto.jpg", picture(kind="JPEG", exif=exif))
    make_previews(5)
    drawn = preview_path(attachment.path).read_bytes()
    assert b"Telefono de Ana" not in drawn
    assert not Image.open(io.BytesIO(drawn)).getexif()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("bomba.png", bomb(30_000)),
        ("grande.png", bomb(7_000)),
        ("cortada.png", picture()[:400]),
        ("cortada.jpg", picture(kind="JPEG")[:300]),
        ("falsa.png", b"\x89PNG\r\n\x1a\n una captura"),
    ],
    ids=["bomb", "over 40 megapixels", "truncated png", "truncated jpeg", "not a picture"],
)
def test_c028_what_cannot_be_drawn_has_no_preview_and_stays_a_file(
    ana: User, ticket: Ticket, name: str, content: bytes
) -> None:
    attachment = attached(ticket, ana, name, content)
    make_previews(5)
    attachment.refresh_from_db()
    assert attachment.preview == Preview.NONE
    assert not preview_path(attachment.path).exists()
    assert not list(Path(preview_path(attachment.path)).parent.glob("*.part"))


def test_c027_a_heic_called_jpg_waits_for_no_preview(ana: User, ticket: Ticket) -> None:
    heic = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"
    assert attached(ticket, ana, "IMG_0001.jpg", heic).preview == Preview.NONE
