import re
from time import process_time

import pytest

from eticket.lib.gist import gist
from eticket.lib.text import asked, filesize, initials, to_html

REL = ' rel="nofollow noopener noreferrer" target="_blank"'


def links(text: str) -> list[tuple[str, str]]:
    return re.findall(r'<a href="([^"]*)"[^>]*>([^<]*)</a>', to_html(text))


def test_blank_lines_part_paragraphs_and_single_ones_break() -> None:
    assert to_html("Uno\r\ndos\n\n  \ntres\n") == "<p>Uno<br>dos</p><p>tres</p>"
    assert to_html("  \n ") == ""


def test_markup_is_shown_as_typed() -> None:
    assert to_html('<b onclick="x()">&amp;</b>') == (
        '<p>&lt;b onclick="x()"&gt;&amp;amp;&lt;/b&gt;</p>'
    )


@pytest.mark.parametrize(
    ("text", "address", "words"),
    [
        (
            "(ver https://example.mx/ayuda).",
            "https://example.mx/ayuda",
            "https://example.mx/ayuda",
        ),
        ("https://example.mx/a_(b)", "https://example.mx/a_(b)", "https://example.mx/a_(b)"),
        ("www.example.mx,", "https://www.example.mx", "www.example.mx"),
        ("soporte@example.mx.", "mailto:soporte@example.mx", "soporte@example.mx"),
        ("¿http://example.mx?", "http://example.mx", "http://example.mx"),
        ("«https://example.mx/ñ»", "https://example.mx/ñ", "https://example.mx/ñ"),
        ("https://example.mx/?a=1&b=2", "https://example.mx/?a=1&amp;b=2", None),
    ],
)
def test_links_end_where_the_sentence_goes_on(text: str, address: str, words: str | None) -> None:
    """C135."""
    assert links(text) == [(address, words or address)]


@pytest.mark.parametrize(
    "text",
    [
        "javascript:alert(1)",
        r"C:\nomina\2026_07",
        "https://",
        "a@b",
        "data:text/html,<script>",
        "usuario@@example",
    ],
)
def test_what_is_no_address_stays_text(text: str) -> None:
    """C135."""
    assert links(text) == []


def test_a_link_cannot_leave_its_attribute() -> None:
    made = to_html('https://example.mx/"onmouseover="alert(1) https://example.mx/\'x')
    assert "onmouseover=" not in re.sub(r">[^<]*<", "><", made)


def test_a_link_opens_elsewhere_and_tells_nothing() -> None:
    assert to_html("https://example.mx") == (
        f'<p><a href="https://example.mx"{REL}>https://example.mx</a></p>'
    )


def test_a_seal_of_four_thousand_letters_is_quick() -> None:
    """C136: and no pattern here may run away on it."""
    seal = "A1b2@" * 800 + "www." * 500
    assert to_html(seal).startswith("<p>A1b2@")


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Mariana Ibarra", "MI"),
        ("Contadores Asociados del Bajío, S.C.", "CA"),
        ("María de la Ñ Ortiz", "MÑ"),
        ("élodie", "É"),
        ("ana@example.mx", "AE"),
        ("007", "0"),
        ("", ""),
    ],
)
def test_initials_skip_the_small_words(name: str, letters: str) -> None:
    assert initials(name) == letters


@pytest.mark.parametrize(
    ("size", "said"),
    [
        (0, "0 KB"),
        (12, "1 KB"),
        (319_488, "312 KB"),
        (2 * 1024**2, "2 MB"),
        (2_500_000, "2.4 MB"),
        (31 * 1024**2 + 9, "31 MB"),
        (3 * 1024**3, "3 GB"),
    ],
)
def test_sizes_are_said_as_people_say_them(size: int, said: str) -> None:
    assert filesize(size) == said


@pytest.mark.parametrize(
    "text",
    [
        "http://a" + ")" * 20_000 + "x)",
        "http://a/" + ")" * 20_000,
        "http://a/" + "(" * 10_000 + ")" * 10_000,
        "!" * 20_000 + "x",
        "(www." * 4_000,
        ("\n" + "\t" * 99) * 200,
        "a.-" * 6_000 + "@",
    ],
)
def test_c8_no_text_takes_its_square_to_read(text: str) -> None:
    began = process_time()
    to_html(text)
    asked(text)
    gist(text)
    assert process_time() - began < 0.1


@pytest.mark.parametrize("tail", ["", ")", ").", "]", "}!", "))", "...", ")\u201d"])
@pytest.mark.parametrize("link", ["https://example.mx/a", "https://example.mx/a_(b)"])
def test_c135_only_what_the_link_opened_is_closed_in_it(link: str, tail: str) -> None:
    assert links(link + tail)[0][0] == link
