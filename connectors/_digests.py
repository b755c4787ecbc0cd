"""What a file said before, as digests, and few of them in memory.

A set of keys takes over 100 bytes an entry, a dictionary of two digests over 200,
which is more than all else that is held of a large address book. They have room in a
file when they are more than some ten thousand.
"""

from __future__ import annotations

import hashlib
from mmap import mmap
from struct import iter_unpack
from typing import Literal, TypeAlias

from ._room import room

KEY, CONTENT = 10, 8  # bytes
ENTRY = KEY + CONTENT
_EMPTY = bytes(ENTRY)
_FEW = 1 << 14  # places for entries; two thirds of them are taken at most
_PIECE = _FEW * ENTRY

Found: TypeAlias = Literal["new", "same", "other"]
_Table: TypeAlias = bytearray | mmap


def digest_of(key: str) -> bytes:
    """What a key is known by."""
    return hashlib.blake2b(key.encode("utf-8", "replace"), digest_size=KEY).digest()


class Digests:
    """Keys with what was said under them, all of it as digests.

    Of two texts one is taken for the other once in many billions of books: 10 bytes of
    digest tell keys apart, and 8 more what is said under one. An entry stands at the
    place its key's digest names, or at the next ones that are free.
    """

    def __init__(self) -> None:
        self._places = _FEW
        self._taken = 0
        self._table: _Table = bytearray(_PIECE)

    def is_new(self, key: str) -> bool:
        """Note a key of which only the first matters; whether this is the first."""
        return self.add(digest_of(key), "") == "new"

    def add(self, key: bytes, content: str) -> Found:
        """Note what is said under a key; whether the same was, or something else.

        key: as `digest_of` gives it.
        """
        said = hashlib.blake2b(content.encode(), digest_size=CONTENT).digest()
        entry = key + said
        at, found = self._look(key, entry)
        if found != "same":
            self._table[at : at + ENTRY] = entry
            self._taken += 1
            if self._taken * 3 > self._places * 2:
                self._grow()
        return found

    def _look(self, key: bytes, entry: bytes) -> tuple[int, Found]:
        """Where an entry stands or may stand, and what stands under its key."""
        table, size = self._table, self._places * ENTRY
        at = int.from_bytes(key) % self._places * ENTRY
        found: Found = "new"
        while (held := table[at : at + ENTRY]) != _EMPTY:
            if held == entry:
                return at, "same"
            if held.startswith(key):
                found = "other"
            at = (at + ENTRY) % size
        return at, found

    def _grow(self) -> None:
        """Move to a table four times as large: each entry moves seldom."""
        old = self._table
        self._places *= 4
        self._table = room(self._places * ENTRY)
        for start in range(0, len(old), _PIECE):
            for (entry,) in iter_unpack(f"{ENTRY}s", old[start : start + _PIECE]):
                if entry != _EMPTY:
                    at, _ = self._look(entry[:KEY], entry)
                    self._table[at : at + ENTRY] = entry
