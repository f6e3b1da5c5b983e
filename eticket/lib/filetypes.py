"""What a file is, told by its first bytes and not by its name (security.md, checklist 27)."""

OCTETS = "application/octet-stream"
SIGNATURES: list[tuple[int, bytes, str]] = [
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (0, b"BM", "image/bmp"),
    (0, b"II*\x00", "image/tiff"),
    (0, b"MM\x00*", "image/tiff"),
    (4, b"ftypheic", "image/heic"),
    (4, b"ftypheix", "image/heic"),
    (4, b"ftypmif1", "image/heic"),
    (4, b"ftyp", "video/mp4"),
    (0, b"\x1aE\xdf\xa3", "video/webm"),
    (0, b"%PDF-", "application/pdf"),
    (0, b"PK\x03\x04", "application/zip"),
    (0, b"PK\x05\x06", "application/zip"),
    (0, b"\x1f\x8b", "application/gzip"),
    (0, b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (0, b"Rar!", "application/vnd.rar"),
    (0, b"\xd0\xcf\x11\xe0", "application/x-ole-storage"),
    (0, b"MZ", "application/vnd.microsoft.portable-executable"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"OggS", "audio/ogg"),
]
OFFICE = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
TEXTS = {"csv": "text/csv", "xml": "application/xml", "json": "application/json"}
# What Pillow turns into a preview; everything else is a plain tile.
PREVIEWABLE = {"image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp"}


def sniff(head: bytes, name: str) -> str:
    """The type by content; the name's ending only tells kinds of the same content apart."""
    ending = name.rpartition(".")[2].lower()
    for offset, mark, kind in SIGNATURES:
        if head[offset : offset + len(mark)] == mark:
            return OFFICE.get(ending, kind) if kind == "application/zip" else kind
    if b"\x00" in head:
        return OCTETS
    return TEXTS.get(ending, "text/plain")
