"""What was read before, in 16 bytes each: doubles are known by that.

A dictionary of two digests takes over 200 bytes an entry, which is more than all else
that is held of a large address book.
"""

from __future__ import annotations

import hashlib
from typing import Literal, TypeAlias

HALF = 8  # bytes of the key's digest; as many of the content's follow
ENTRY = 2 * HALF
BUCKETS = 4096  # each is searched from its start: a million entries make 4 KB of one

Found: TypeAlias = Literal["new", "same", "other"]


class Digests:
    """Keys with what was said under them, all of it as digests.

    Of two texts one is taken for the other once in many billions of books: more than
    9 bytes of digest tell keys apart, and 8 more what is said under one.
    """

    def __init__(self) -> None:
        self._buckets = [bytearray() for _ in range(BUCKETS)]

    def add(self, key: bytes, content: bytes) -> Found:
        """Note what is said under a key; whether the same was, or something else."""
        told = hashlib.blake2b(key, digest_size=HALF + 2).digest()
        bucket = self._buckets[int.from_bytes(told[HALF:]) % BUCKETS]
        entry = told[:HALF] + hashlib.blake2b(content, digest_size=HALF).digest()
        if not _holds(bucket, told[:HALF]):
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
