"""Where a file's events begin, put together by UID, in some 40 bytes an event.

A calendar of a life is small, but an export may hold hundreds of thousands of events,
and the parts of a series may stand anywhere in it.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from hashlib import blake2b
from itertools import pairwise
from typing import NamedTuple

METHOD_LENGTH = 32  # longer ones mean nothing, and are not kept whole


class Spot(NamedTuple):
    """Where an event begins: byte offset, its number, its calendar's METHOD."""

    offset: int
    number: int
    method: str


class Spots:
    """Events in the file's order; a UID is remembered by eight bytes of its hash."""

    def __init__(self) -> None:
        self._offsets = array("Q")
        self._numbers = array("Q")
        self._methods = array("L")
        self._uids = array("Q")
        self._method_names: dict[str, int] = {}

    def add(self, uid: str, spot: Spot) -> None:
        """Note one event; without a UID it belongs to no other."""
        key = uid or f"\n{spot.number}"
        digest = blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).digest()
        names = self._method_names
        self._offsets.append(spot.offset)
        self._numbers.append(spot.number)
        self._methods.append(names.setdefault(spot.method[:METHOD_LENGTH], len(names)))
        self._uids.append(int.from_bytes(digest))

    def groups(self) -> Iterator[list[Spot]]:
        """The events of each UID in the file's order, by where its first stands."""
        following, has_earlier = self._chains()
        methods = list(self._method_names)
        for first, earlier in enumerate(has_earlier):
            if earlier:
                continue
            group = []
            event = first
            while True:
                method = methods[self._methods[event]]
                group.append(Spot(self._offsets[event], self._numbers[event], method))
                event = following[event]
                if not event:
                    break
            yield group

    def _chains(self) -> tuple[array[int], bytearray]:
        """For each event the next of its UID, else 0; and whether one stands before."""
        events = len(self._uids)
        following = array("Q", bytes(8 * events))
        has_earlier = bytearray(events)
        by_uid = sorted(range(events), key=self._uids.__getitem__)
        for before, after in pairwise(by_uid):
            if self._uids[before] == self._uids[after]:
                following[before] = after
                has_earlier[after] = 1
        return following, has_earlier
