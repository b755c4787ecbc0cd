"""The appointments of an Outlook data file as one calendar that is held nowhere.

What belongs to one meeting may stand anywhere in the file, and how far repetitions are
counted is known at its end. So where each appointment stands is noted when it is first
seen, and its lines are asked for again when its turn has come. Those of the first few
thousand are held meanwhile, as few files have more.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from operator import itemgetter

from . import Extracted, Reading
from ._calendar_file import PIECE, Walk
from ._calendar_meeting import read_meetings
from ._calendar_spots import Spot

IN_MEMORY = 8 << 20  # bytes of lines that are held

Way = tuple[int, ...]


class Appointments:
    """Where they stand: the folders that hold some, by the items before each."""

    def __init__(self) -> None:
        self._walk = Walk()
        self._folders: list[tuple[int, Way]] = []
        self._held: dict[int, bytes] = {}
        self._room = IN_MEMORY

    def note(self, lines: Sequence[str], way: Way, number: int, before: int) -> None:
        """An appointment, by its folder and its number among the items of all folders.

        lines: of its VEVENT. before: how many items stand before its folder's.
        """
        if not self._folders or self._folders[-1][0] != before:
            self._folders.append((before, way))
        encoded = _encoded(lines)
        for line in encoded:
            self._walk.take(number, line)
        text = b"\n".join(encoded[1:-1])
        if len(text) <= self._room:
            self._room -= len(text)
            self._held[number] = text

    def meetings(
        self, lines_of: Callable[[Way, int], Sequence[str]], reading: Reading
    ) -> Iterator[Extracted]:
        """The meetings and people of all; nothing when there is none.

        lines_of: gives an appointment's lines by its folder and its place in there;
        ValueError when that is no longer possible.
        """

        def inside(spot: Spot) -> list[bytes]:
            if spot.offset in self._held:
                return self._held[spot.offset].split(b"\n")
            number = bisect_left(self._folders, spot.offset, key=itemgetter(0)) - 1
            before, way = self._folders[number]
            return _encoded(lines_of(way, spot.offset - before - 1)[1:-1])

        if self._walk.index.events:
            yield from read_meetings(self._walk.index, inside, reading)


def _encoded(lines: Sequence[str]) -> list[bytes]:
    """As they would stand in a file; very long ones are cut."""
    return [line.encode("utf-8", "replace")[:PIECE] for line in lines]
