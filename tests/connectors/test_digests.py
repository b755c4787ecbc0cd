"""What tells what a file said before from what is new in it."""

import errno
import tempfile
import tracemalloc
from random import Random

import pytest
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


@pytest.mark.parametrize("disk", [True, False])
def test_fifty_thousand_keys_are_told_apart(disk, monkeypatch):
    """None is taken for another, wherever they are kept, in some bytes each."""
    if not disk:
        monkeypatch.setattr(tempfile, "TemporaryFile", _no_room)
    dice, count = Random(3), 50_000  # noqa: S311 - nobody has to be fooled
    keys = [dice.randbytes(KEY) for _ in range(count)]
    tracemalloc.start()
    seen = Digests()
    assert {seen.add(key, "") for key in keys} == {"new"}
    assert {seen.add(key, "") for key in keys} == {"same"}
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert held < (60_000 if disk else 6 * count * ENTRY)


def _no_room():
    raise OSError(errno.ENOSPC, "No space left on device")
