"""What a file said before, in 16 bytes each: doubles are known by that.

A set of keys takes over 100 bytes an entry, a dictionary of two digests over 200,
which is more than all else that is held of a large address book.
"""

from __future__ import annotations

import hashlib
from typing import Literal, TypeAlias

HALF = 8  # bytes of the key's digest; as many of the content's follow
KEY = HALF + 2
ENTRY = 2 * HALF
BUCKETS = 4096  # each is searched from its start: a million entries make 4 KB of one

Found: TypeAlias = Literal["new", "same", "other"]


def digest_of(key: str) -> bytes:
    """What a key is known by."""
    return hashlib.blake2b(key.encode("utf-8", "replace"), digest_size=KEY).digest()


class Digests:
    """Keys with what was said under them, all of it as digests.

    Of two texts one is taken for the other once in many billions of books: more than
    9 bytes of digest tell keys apart, and 8 more what is said under one.
    """

    def __init__(self) -> None:
        self._buckets = [bytearray() for _ in range(BUCKETS)]

    def is_new(self, key: str) -> bool:
        """Note a key of which only the first matters; whether this is the first."""
        return self.add(digest_of(key), "") == "new"

    def add(self, key: bytes, content: str) -> Found:
        """Note what is said under a key; whether the same was, or something else.

        key: as `digest_of` gives it.
        """
        bucket = self._buckets[int.from_bytes(key[HALF:]) % BUCKETS]
        said = hashlib.blake2b(content.encode(), digest_size=HALF).digest()
        start = key[:HALF]
        entry = start + said
        if not _holds(bucket, start):
            bucket += entry
            return "new"
        if _holds(bucket, entry):
            return "same"
        bucket += entry
        return "other"


def _holds(bucket: bytearray, start: bytes) -> bool:
    """Whether an entry begins so."""
    at = bucket.find(start)
    while at % ENTRY and at >= 0:  # found across entries
        at = bucket.find(start, at + 1)
    return at >= 0
