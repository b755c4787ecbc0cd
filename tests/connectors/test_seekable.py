"""Streams of our own, made piece by piece."""

from __future__ import annotations

import io

from connectors._seekable import FAR, Pieced

PIECES = 10_000


def a_hundred(number: int) -> tuple[bytes, int] | None:
    """A piece that says its number, and the next one's."""
    return (b"%100d" % number, number + 1) if number < PIECES else None


def test_few_places_are_remembered_of_many_small_pieces():
    """A place for each would take more memory than the pieces do."""
    seen = Pieced(io.BytesIO(), a_hundred, 0)
    assert len(seen.read()) == 100 * PIECES
    assert 10 < len(seen._places) <= 1 + 100 * PIECES // FAR
    for number in (9_999, 0, 4_321, 655, 656):
        seen.seek(100 * number)
        assert seen.read(100) == b"%100d" % number
