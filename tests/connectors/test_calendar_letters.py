"""Calendars of other letters and line ends, rewritten while they are read."""

from __future__ import annotations

import codecs
import io
from unittest import mock

from hypothesis import given
from hypothesis import strategies as st

from connectors import _calendar_letters as letters

MADE_OF = st.text(st.sampled_from("aé😀\r\n")) | st.just("\r\n" * 40)


def lines(data):
    return data.replace(b"\r\n", b"\n")


@given(MADE_OF, st.integers(6, 11), st.lists(st.integers(0, 200), max_size=8))
def test_it_reads_like_the_whole_wherever_one_begins(text, piece, places):
    """A letter or a line end cut in two is whole, and going back gives the same."""
    whole = text.replace("\r\n", "\n").replace("\r", "\n").encode()
    ways = (
        (text.encode("utf-16-le"), codecs.utf_16_le_decode),
        (text.encode("utf-16-be"), codecs.utf_16_be_decode),
        (text.encode(), None),
    )
    with (
        mock.patch.object(letters, "PIECE", piece // 2 * 2),
        mock.patch.multiple(letters, FAR=7, PLACES=1 << 30),
    ):
        for data, decode in ways:
            seen = letters.rewritten(io.BytesIO(b"##" + data), 2, decode)
            all_of_it = seen.read()
            assert lines(all_of_it) == whole
            for place in places:
                seen.seek(place)
                assert seen.read() == all_of_it[place:]


@given(st.binary(max_size=60))
def test_noise_is_text_too(data):
    """Bytes that are no letters become the mark of what is none, and end."""
    seen = letters.rewritten(io.BytesIO(data), 0, codecs.utf_16_le_decode)
    whole = data.decode("utf-16-le", "replace").replace("\r\n", "\n")
    assert lines(seen.read()) == whole.replace("\r", "\n").encode()


def test_what_is_remembered_has_a_bound():
    """Of a larger file the places are farther apart."""
    with mock.patch.multiple(letters, PIECE=16, FAR=16, PLACES=10):
        seen = letters.rewritten(io.BytesIO(b"a\r" * 5000), 0, None)
        assert seen.read() == b"a\n" * 5000
        assert 5 < len(seen._places) <= 11
        seen.seek(4001)
        assert seen.read(2) == b"\na"
