"""Names of files, as people give them (C019-C021, C030, C032)."""

import unicodedata

import pytest

from eticket.lib.filenames import LIMIT, clean_filename


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Póliza señal №7 €.pdf", "Póliza señal №7 €.pdf"),
        ("captura 😀.png", "captura 😀.png"),
        ('Factura 12, enero "copia"; v2.pdf', 'Factura 12, enero "copia"; v2.pdf'),
        ("linea\r\nContent-Type: html.txt", "linea Content-Type: html.txt"),
        ("dos\nlineas.txt", "dos lineas.txt"),
        ('"><img src=x onerror=alert(1)>.jpg', '"><img src=x onerror=alert(1)>.jpg'),
        ("..\\..\\windows\\a.txt", "a.txt"),
        ("../../etc/passwd", "passwd"),
        ("nulo\x00.png", "nulo.png"),
        ("  .  ", "archivo"),
        ("", "archivo"),
    ],
)
def test_c019_c020_c030_names_are_kept_as_typed_without_folders_and_controls(
    given: str, kept: str
) -> None:
    assert clean_filename(given) == kept


def test_c021_decomposed_accents_become_one_form() -> None:
    apple = unicodedata.normalize("NFD", "Nómina.pdf")
    assert apple != "Nómina.pdf"
    assert clean_filename(apple) == "Nómina.pdf"


@pytest.mark.parametrize("mark", list("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"))
def test_c032_direction_marks_cannot_hide_the_ending(mark: str) -> None:
    assert clean_filename(f"factura{mark}fdp.exe") == "facturafdp.exe"


def test_a_long_name_keeps_its_ending() -> None:
    name = clean_filename("á" * 400 + ".xml")
    assert len(name) <= LIMIT
    assert name.endswith("á.xml")
