"""Telephones as Mexicans write them (C107, C108)."""

import pytest

from eticket.lib.phones import (
    MobileRefused,
    PhoneRefused,
    clean_mobile,
    clean_phone,
    show_phone,
)


@pytest.mark.parametrize(
    "typed",
    [
        "55 1234 5678",
        "55-1234-5678",
        "(55) 1234 5678",
        "+52 55 1234 5678",
        "+5215512345678",
        "521 55 1234 5678",
        "52 55 1234 5678",
        "044 55 1234 5678",
        "045 55 1234 5678",
        "01 55 1234 5678",
        "55\u200b1234\u20115678",
        "５５ 1234 5678",
        "+52 (01) 55 1234 5678",
        "+52 044 55 1234 5678",
        "\u202a+52 55 1234 5678\u202c",
        "55.1234.5678",
    ],
)
def test_c107_every_writing_is_one_number(typed: str) -> None:
    assert clean_phone(typed) == "+525512345678"


@pytest.mark.parametrize("typed", ["442 123 4567", "811 234 5678", "800 123 4567"])
def test_c108_mobile_fixed_and_free_numbers_are_all_accepted(typed: str) -> None:
    assert clean_phone(typed) == "+52" + typed.replace(" ", "")


def test_an_extension_is_kept_and_shown() -> None:
    stored = clean_phone("55 5677 3812 ext. 104")
    assert (stored, show_phone(stored)) == ("+525556773812;ext=104", "55 5677 3812 ext. 104")


def test_a_number_across_the_border_keeps_its_country() -> None:
    assert show_phone(clean_phone("+1 915 555 0123")) == "+19155550123"


@pytest.mark.parametrize("typed", ["5677-3812", "12345", "", "no tengo", "1" * 40, "55\x00"])
def test_what_nobody_could_call_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(PhoneRefused) as refusal:
        clean_phone(typed)
    assert "55 1234 5678" in str(refusal.value)


def test_three_digit_areas_are_shown_in_threes() -> None:
    assert show_phone("+524777182046") == "477 718 2046"


@pytest.mark.parametrize(
    "typed", ["55 1234 5678", "442 123 4567", "+52 1 811 234 5678", "+526641234567"]
)
def test_c108_any_mexican_number_may_be_a_mobile(typed: str) -> None:
    assert clean_mobile(typed) == clean_phone(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "800 123 4567", "01 800 123 4567", "900 123 4567", "+1 915 555 0123", "+1 619 555 0123",
        "+34 612 345 678", "55 1234 5678 ext. 3", "55 1234 5678 x3", "5677-3812", "", "911",
    ],
)  # fmt: skip
def test_what_cannot_get_a_text_message_is_refused(typed: str) -> None:
    with pytest.raises(MobileRefused, match="celular de México"):
        clean_mobile(typed)
