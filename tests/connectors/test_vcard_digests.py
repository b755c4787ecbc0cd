"""What tells a card that was read before from one that was not."""

import sys
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from connectors._vcard_digests import ENTRY, Digests


def test_a_key_is_new_once():
    """The first text under a key is new, the same one later is not."""
    seen = Digests()
    assert [seen.add(b"a", b"x"), seen.add(b"b", b"x")] == ["new", "new"]
    assert [seen.add(b"a", b"x"), seen.add(b"b", b"x")] == ["same", "same"]


def test_another_text_under_a_key_is_another_until_it_comes_again():
    """Every text under a key is told from the ones before it."""
    seen = Digests()
    said = [seen.add(b"a", text) for text in (b"x", b"y", b"z", b"y", b"x")]
    assert said == ["new", "other", "other", "same", "same"]


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 3)), max_size=60))
def test_it_says_what_a_dictionary_would(pairs):
    """Digests answer as if the texts themselves had been kept."""
    seen, held = Digests(), {}
    for key, content in pairs:
        texts = held.setdefault(key, set())
        expected = "same" if content in texts else "other" if texts else "new"
        texts.add(content)
        assert seen.add(bytes([key]), bytes([content])) == expected


def test_a_hundred_thousand_keys_are_told_apart_in_a_few_bytes_each():
    """None is taken for another, and memory holds little more than the entries."""
    dice, count = Random(3), 100_000  # noqa: S311 - nobody has to be fooled
    keys = [dice.randbytes(12) for _ in range(count)]
    seen = Digests()
    empty = _size(seen)
    assert {seen.add(key, b"") for key in keys} == {"new"}
    assert {seen.add(key, b"") for key in keys} == {"same"}
    assert _size(seen) - empty < count * ENTRY * 1.25


def _size(seen):
    return sum(map(sys.getsizeof, seen._buckets))
