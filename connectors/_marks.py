"""The marks of all texts read before, in a file that never had a name.

A dictionary of them takes some 450 bytes a text, in each process that holds one. The
file is mapped into memory: its pages are the system's, which takes them back when
memory is short, and processes share them.
"""

from __future__ import annotations

import os
from array import array
from collections.abc import Iterable, Iterator
from itertools import accumulate
from mmap import ACCESS_READ, mmap
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

from ._digests import KEY, digest_of

START = 24  # letters of a mark that tell it from all others
_HALF = START // 2  # bytes
_ENTRY = 2 * _HALF + KEY
_BUCKETS = 1 << 16  # by the first two bytes: a million marks make 16 entries of one
_HEAD = 4 * (_BUCKETS + 1)  # where the entries of each bucket begin


class Mark(NamedTuple):
    """What is known of a text: the rest of its mark, and its key's `digest_of`."""

    rest: str
    key: bytes


class Marks:
    """Marks to be asked for; another process is handed the open file.

    descriptor: of a file that `write_marks` made, closed with the rest.
    """

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor
        self._map = mmap(descriptor, 0, access=ACCESS_READ)
        self._starts = memoryview(self._map)[:_HEAD].cast("I")

    def __reduce__(self) -> tuple[Any, ...]:
        return Marks, (self.descriptor,)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._starts.release()
        self._map.close()
        os.close(self.descriptor)

    def __contains__(self, mark: str) -> bool:
        return self.get(bytes.fromhex(mark[:START])) is not None

    def get(self, start: bytes) -> Mark | None:
        """What is known of a text by its mark's first bytes; None if it is new."""
        if len(start) < _HALF:
            return None
        bucket = start[0] << 8 | start[1]
        first = _HEAD + _ENTRY * self._starts[bucket]
        end = _HEAD + _ENTRY * self._starts[bucket + 1]
        at = self._map.find(start, first, end)
        while at >= 0 and (at - _HEAD) % _ENTRY:  # found across entries
            at = self._map.find(start, at + 1, end)
        if at < 0:
            return None
        entry = self._map[at + _HALF : at + _ENTRY]
        return Mark(entry[:_HALF].hex(), entry[_HALF:])


def write_marks(said: Iterable[tuple[str, str]], room: Path) -> Marks:
    """The marks of texts, each with the key of what it gave, in the marks' order.

    What is no mark is left out: its text is then read again. room: a folder on a disk.
    """
    import tempfile  # what it loads takes long, and processes that read do without

    often = array("I", bytes(4 * _BUCKETS))
    with tempfile.TemporaryFile(dir=room) as file:
        file.write(bytes(_HEAD))
        for entry in _entries(said):
            often[int.from_bytes(entry[:2])] += 1
            file.write(entry)
        file.seek(0)
        file.write(array("I", accumulate(often, initial=0)))
        file.flush()
        return Marks(os.dup(file.fileno()))


def _entries(said: Iterable[tuple[str, str]]) -> Iterator[bytes]:
    for mark, key in said:
        try:
            told = bytes.fromhex(mark)
        except ValueError:
            continue
        if _HALF <= len(told) <= 2 * _HALF:
            yield told.ljust(2 * _HALF, b"\0") + digest_of(key)
