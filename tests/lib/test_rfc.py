"""RFCs as people write them, and what is refused with which reason (C103-C105)."""

import unicodedata

import pytest

from eticket.lib.rfc import RfcRefused, clean_rfc, has_right_check_digit, looks_like_rfc

WRITINGS = [
    ("QXW050203KZ0", "QXW050203KZ0"),
    ("qxw050203kz0", "QXW050203KZ0"),
    ("QXW-050203-KZ0", "QXW050203KZ0"),
    (" QXW 050203 KZ0 ", "QXW050203KZ0"),
    ("QXW\u00a0050203\u2013KZ0", "QXW050203KZ0"),
    ("QXW050203KZ0\u200b", "QXW050203KZ0"),
    ("QXWZ850617KZ9", "QXWZ850617KZ9"),
    ("ñañ050203qxa", "ÑAÑ050203QXA"),
    (unicodedata.normalize("NFD", "ÑAÑ050203QXA"), "ÑAÑ050203QXA"),
    ("p&g851223b24", "P&G851223B24"),
    ("P&amp;G851223B24", "P&G851223B24"),
    ("XAXX010101000", "XAXX010101000"),
]


@pytest.mark.parametrize(("typed", "stored"), WRITINGS)
def test_however_it_is_written_it_is_stored_bare(typed: str, stored: str) -> None:
    assert clean_rfc(typed) == stored


@pytest.mark.parametrize("rfc", ["QXW050203KZ0", "QXW050203KZ7", "QXWZ850617KZ9", "ÑAÑ050203QXA"])
def test_c103_a_wrong_check_digit_is_no_reason_to_refuse(rfc: str) -> None:
    assert clean_rfc(rfc) == rfc


def test_the_check_digit_is_told_for_a_hint() -> None:
    assert has_right_check_digit("EKU9003173C9")
    assert not has_right_check_digit("EKU9003173C8")


@pytest.mark.parametrize(
    ("rfc", "reason"),
    [
        ("QXW050203", "12 caracteres"),
        ("QXWZ850617", "12 caracteres"),
        ("QXW050203KZ", "12 caracteres"),
        ("QXWZ850617KZ99", "12 caracteres"),
        ("QXW051303KZ0", "fecha"),
        ("QXW050231KZ0", "fecha"),
        ("1XW050203KZ0", "forma"),
        ("QXW050203KZB", "forma"),
        ("QXW\x00050203KZ", "forma"),
        ("", "12 caracteres"),
    ],
)
def test_c104_what_is_no_rfc_is_refused_with_the_reason(rfc: str, reason: str) -> None:
    with pytest.raises(RfcRefused) as refusal:
        clean_rfc(rfc)
    assert reason in str(refusal.value)


def test_the_29th_of_february_needs_a_leap_year_of_either_century() -> None:
    assert clean_rfc("QXW000229KZ0")
    with pytest.raises(RfcRefused):
        clean_rfc("QXW010229KZ0")


def test_only_an_e_mail_has_an_at_sign() -> None:
    assert looks_like_rfc("QXW050203KZ0")
    assert not looks_like_rfc("ana@acme.example")
