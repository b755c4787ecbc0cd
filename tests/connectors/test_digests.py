"""What tells what a file said before from what is new in it."""

import sys
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from connectors._digests import ENTRY, KEY, Digests, digest_of

A, B = digest_of("a"), digest_of("b")


def test_a_key_is_new_once():
    """The first text under a key is new, the same one later is not."""
    seen = Digests()
    assert [seen.add(A, "x"), seen.add(B, "x")] == ["new", "new"]
    assert [seen.add(A, "x"), seen.add(B, "x")] == ["same", "same"]


def test_a_key_alone_is_new_once():
    """Where only the key matters, whatever was said under it, the first is new."""
    seen = Digests()
    assert [seen.is_new(key) for key in ("a", "b", "a", "\ud800", "\ud800")] == [
        True, True, False, True, False,
    ]  # fmt: skip


def test_another_text_under_a_key_is_another_until_it_comes_again():
    """Every text under a key is told from the ones before it."""
    seen = Digests()
    said = [seen.add(A, text) for text in ("x", "y", "z", "y", "x")]
    assert said == ["new", "other", "other", "same", "same"]


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 3)), max_size=60))
def test_it_says_what_a_dictionary_would(pairs):
    """Digests answer as if the texts themselves had been kept."""
    seen, held = Digests(), {}
    for key, content in pairs:
        texts = held.setdefault(key, set())
        expected = "same" if content in texts else "other" if texts else "new"
        texts.add(content)
        assert seen.add(digest_of(str(key)), str(content)) == expected


def test_a_hundred_thousand_keys_are_told_apart_in_a_few_bytes_each():
    """None is taken for another, and memory holds little more than the entries."""
    dice, count = Random(3), 100_000  # noqa: S311 - nobody has to be fooled
    keys = [dice.randbytes(KEY) for _ in range(count)]
    seen = Digests()
    empty = _size(seen)
    assert {seen.add(key, "") for key in keys} == {"new"}
    assert {seen.add(key, "") for key in keys} == {"same"}
    assert _size(seen) - empty < count * ENTRY * 1.25


def _size(seen):
    return sum(map(sys.getsizeof, seen._buckets))
