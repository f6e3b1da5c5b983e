"""What a file is, by its bytes (checklist 27)."""

import pytest

from eticket.lib.filetypes import OFFICE, PREVIEWABLE, sniff


@pytest.mark.parametrize(
    ("head", "name", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n....", "captura.png", "image/png"),
        (b"\xff\xd8\xff\xe0....", "foto.jpg", "image/jpeg"),
        (b"%PDF-1.7", "acuse.pdf", "application/pdf"),
        (b"MZ\x90\x00", "acuse.pdf", "application/vnd.microsoft.portable-executable"),
        (b"\x00\x00\x00\x18ftypheic\x00", "IMG_0001.jpg", "image/heic"),
        (b"PK\x03\x04", "nomina.xlsx", OFFICE["xlsx"]),
        (b"PK\x03\x04", "respaldo.zip", "application/zip"),
        (b"<?xml version='1.0'?>", "cfdi.xml", "application/xml"),
        (b"a,b\n1,2", "equipos.csv", "text/csv"),
        (b"\x00\x01\x02", "datos.bin", "application/octet-stream"),
    ],
)
def test_the_type_comes_from_the_content(head: bytes, name: str, kind: str) -> None:
    assert sniff(head, name) == kind


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b"<html><script>alert(1)</script>", "error.html"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "plano.svg"),
        (b"<!DOCTYPE html>", "captura.png"),
        (b"alert(1)", "guion.js"),
    ],
)
def test_c029_nothing_that_runs_in_a_browser_gets_its_type(head: bytes, name: str) -> None:
    assert sniff(head, name) == "text/plain"


def test_c027_heic_is_not_drawn() -> None:
    assert "image/heic" not in PREVIEWABLE
