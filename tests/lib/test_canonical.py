"""The one text of an object (RFC 8785)."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eticket.lib.canonical import LARGEST, canonical

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
NUMBERS = st.integers(-LARGEST, LARGEST)
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(TEXTS, inner, max_size=5),
    max_leaves=20,
)


def shuffled(value: Any) -> Any:
    """The same value, its names in the opposite order."""
    if isinstance(value, dict):
        return {name: shuffled(value[name]) for name in reversed(list(value))}
    return [shuffled(one) for one in value] if isinstance(value, list) else value


@given(VALUES)
def test_it_reads_back_as_the_same_and_is_the_same_from_every_order(value: Any) -> None:
    text = canonical(value)
    assert json.loads(text) == value
    assert canonical(json.loads(text)) == canonical(shuffled(value)) == text
    text.encode()


@given(st.dictionaries(TEXTS, st.just(1)), st.dictionaries(TEXTS, st.just(1)))
def test_different_objects_have_different_texts(one: Any, other: Any) -> None:
    assert (canonical(one) == canonical(other)) == (one == other)


def test_the_example_of_the_standard() -> None:
    # RFC 8785, 3.2.3: sorted by UTF-16 units, so that U+1F600 stands before U+FB33.
    names = "\u20ac \r \ufb33 1 \U0001f600 \u0080 \u00f6".split(" ")
    assert list(json.loads(canonical(dict.fromkeys(names, 0)))) == [
        "\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33",
    ]  # fmt: skip
    said = canonical({"string": '\u20ac$\u000f\nA\'B"\\\\"/', "literals": [None, True, False]})
    assert said == (r'{"literals":[null,true,false],"string":"€$\u000f\nA' + "'" + r'B\"\\\\\"/"}')


@pytest.mark.parametrize("value", [1.5, float("nan"), LARGEST + 1, "\ud800", b"x", {"a": {1}}])
def test_what_has_no_canonical_text_is_refused(value: Any) -> None:
    with pytest.raises(ValueError, match=r"canonical|surrogates"):
        canonical(value)
