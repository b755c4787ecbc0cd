"""Where a file's events begin, put together by UID, and little of it in memory.

A calendar of a life is small, but an export may hold hundreds of thousands of events,
and the parts of a series may stand anywhere in it. The some 30 bytes of each have room
in files.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from hashlib import blake2b
from itertools import pairwise
from typing import NamedTuple

from ._room import Numbers, room

PARTS = 1024
METHODS = 32  # bits of the number of a METHOD
METHOD_LENGTH = 32  # longer ones mean nothing, and are not kept whole


class Spot(NamedTuple):
    """Where an event begins: byte offset, its number, its calendar's METHOD."""

    offset: int
    number: int
    method: str


class Spots:
    """Events in the file's order; a UID is remembered by eight bytes of its hash."""

    def __init__(self) -> None:
        self._offsets = Numbers()
        self._numbers = Numbers()  # of each its method's behind it
        self._uids = Numbers()
        self._method_names: dict[str, int] = {}

    def add(self, uid: str, spot: Spot) -> None:
        """Note one event; without a UID it belongs to no other."""
        key = uid or f"\n{spot.number}"
        digest = blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).digest()
        names = self._method_names
        method = names.setdefault(spot.method[:METHOD_LENGTH], len(names))
        self._offsets.append(spot.offset)
        self._numbers.append(spot.number << METHODS | method)
        self._uids.append(int.from_bytes(digest))

    def groups(self) -> Iterator[list[Spot]]:
        """The events of each UID in the file's order, by where its first stands."""
        following, has_earlier = self._chains()
        offsets, numbers = self._offsets.view(), self._numbers.view()
        methods = list(self._method_names)
        for first, earlier in enumerate(has_earlier):
            if earlier:
                continue
            group = []
            event = first
            while True:
                number, method = divmod(numbers[event], 1 << METHODS)
                group.append(Spot(offsets[event], number, methods[method]))
                event = following[event]
                if not event:
                    break
            yield group

    def _chains(self) -> tuple[memoryview[int], memoryview[int]]:
        """For each event the next of its UID, else 0; and whether one stands before."""
        uids = self._uids.view()
        following = memoryview(room(4 * len(uids))).cast("I")
        has_earlier = memoryview(room(len(uids)))
        for events in self._parts():
            events.sort(key=uids.__getitem__)
            for before, after in pairwise(events):
                if uids[before] == uids[after]:
                    following[before] = after
                    has_earlier[after] = 1
        return following, has_earlier

    def _parts(self) -> Iterator[list[int]]:
        """The events parted by their UIDs, in their order: a list of all is large."""
        last = array("I", bytes(4 * PARTS))  # one more than each part's last event
        uids = self._uids.view()
        before = memoryview(room(4 * len(uids))).cast("I")
        for event, uid in enumerate(uids):
            before[event] = last[uid % PARTS]
            last[uid % PARTS] = event + 1
        for event in last:
            part = []
            at = event
            while at:
                part.append(at - 1)
                at = before[at - 1]
            part.reverse()
            yield part
