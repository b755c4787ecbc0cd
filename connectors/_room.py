"""Room for what is remembered of a file, and little of it in memory.

What is large lies in a file without a name, mapped into memory: its pages are the
system's, which takes them back when memory is short.
"""

from __future__ import annotations

from contextlib import suppress
from mmap import mmap

IN_MEMORY = 1 << 20  # bytes
_PIECE = 1 << 18
_FEW = 1 << 14


def room(size: int) -> bytearray | mmap:
    """So many bytes that are nought.

    They are in memory when they are few, or when the disk has no room for them.
    """
    if size > IN_MEMORY:
        import tempfile  # what it loads takes long, and mail does without

        with suppress(OSError), tempfile.TemporaryFile() as file:
            for start in range(0, size, _PIECE):
                # a hole could not be filled on a full disk
                file.write(bytes(min(_PIECE, size - start)))
            file.flush()
            return mmap(file.fileno(), 0)
    return bytearray(size)


class Numbers:
    """Whole numbers of up to 64 bits, one behind the other."""

    def __init__(self) -> None:
        self._all = memoryview(bytearray(8 * _FEW)).cast("Q")
        self._count = 0

    def append(self, number: int) -> None:
        """Add one behind the others."""
        if self._count == len(self._all):
            grown = memoryview(room(4 * self._all.nbytes)).cast("Q")
            grown[: self._count] = self._all
            self._all = grown
        self._all[self._count] = number
        self._count += 1

    def view(self) -> memoryview[int]:
        """All that were added so far."""
        return self._all[: self._count]
