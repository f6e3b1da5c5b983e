"""Text, addresses and serials made equal before they are compared (C064, C082, C085, C096)."""

import zoneinfo

import pytest

from eticket.lib.emails import clean_email
from eticket.lib.folding import clean_body, clean_line, fold, stem, words
from eticket.lib.serials import clean_serial

SERIAL = "3F9A0C21-7B4E-4D19-9C55-0A1B2C3D4E5F"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("nómina", "NOMINA"),
        ("PÉREZ ÑÚÑEZ", "pérez ñúñez"),
        ("Muñoz", "munoz"),
        ("Straße", "STRASSE"),
    ],
)
def test_c082_c083_accents_and_case_do_not_part_words(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_singular_meets_plural() -> None:
    for one, many in (("factura", "facturas"), ("recibo", "recibos"), ("error", "errores")):
        assert stem(one) == stem(many)


def test_words_are_cut_at_everything_that_is_no_letter_or_digit() -> None:
    assert words("S_14_2026: ¿Nómina (sur)?") == ["s", "14", "2026", "nomina", "sur"]


@pytest.mark.parametrize(
    "typed",
    [
        "ana\u200b@example.mx",
        " Ana@Example.MX ",
        "ana@example.mx\u00a0",
        "ana\uff20example.mx",
        "\ufeffana@example.mx",
    ],
)
def test_c064_c096_an_address_is_one_however_it_was_pasted(typed: str) -> None:
    assert clean_email(typed) == "ana@example.mx"


@pytest.mark.parametrize(
    "typed",
    [
        SERIAL.lower(),
        SERIAL.replace("-", ""),
        "{" + SERIAL + "}",
        f"  {SERIAL} ",
        SERIAL.replace("-", "\u2013"),
    ],
)
def test_c085_a_serial_is_one_however_it_is_written(typed: str) -> None:
    assert clean_serial(typed) == SERIAL


@pytest.mark.parametrize("typed", ["", "3F9A0C21", SERIAL + "0", SERIAL[:-1] + "G"])
def test_what_is_no_serial_is_none(typed: str) -> None:
    assert clean_serial(typed) is None


def test_a_line_keeps_what_was_typed_but_nothing_invisible() -> None:
    assert clean_line(" Error\x00 al\u202e timbrar \n 4031 😊 ") == "Error al timbrar 4031 😊"


def test_a_text_keeps_its_lines_and_its_joined_emoji() -> None:
    assert clean_body("uno\r\n\r\n👩‍💻 dos\x07\ud800\n\n") == "uno\n\n👩‍💻 dos"


def test_c073_the_time_zones_are_our_own_and_not_the_hosts() -> None:
    assert zoneinfo.TZPATH == ()
