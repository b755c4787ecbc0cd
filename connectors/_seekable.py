"""What every stream of our own shares: one stands anywhere, and reads on from there."""

from __future__ import annotations

import errno
import io
import os
from array import array
from bisect import bisect_right
from collections.abc import Callable
from typing import IO, Any, Generic, TypeVar

FAR = 64 << 10  # bytes between places that are remembered
T = TypeVar("T")


class Seekable(io.RawIOBase):
    """A stream to read only; what is made of it gives `readinto`, from `_wanted` on.

    size: its bytes; None when that is not known before its end.
    """

    def __init__(self, size: int | None) -> None:
        super().__init__()
        self._end = size
        self._wanted = 0

    def readable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """It is, though it may have its price."""
        return True

    def tell(self) -> int:
        """Where the next read begins."""
        return self._wanted

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Note where to read next; nothing is read for it yet."""
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._wanted}.get(whence, self._end)
        if start is None:
            raise io.UnsupportedOperation("where it ends is not known")
        if start + offset < 0:
            raise OSError(errno.EINVAL, "before the beginning")
        self._wanted = start + offset
        return self._wanted


class Pieced(Seekable, Generic[T]):
    """What is made of a file piece by piece, in whatever order, and never held whole.

    take: the piece that is made of what stands at a place of the file, and where the
    following one does; None behind the last. start: where the first one does. every:
    bytes between the places that are remembered, to go on from; what is read in order
    never goes back to one. The file is closed with it.
    """

    def __init__(
        self, file: IO[bytes], take: Callable[[T], tuple[bytes, T] | None], start: T,
        every: int = FAR,
    ) -> None:  # fmt: skip
        super().__init__(None)
        self._file, self._take, self._every = file, take, every
        self._places, self._origins = array("Q", [0]), [start]
        self._at, self._piece, self._following = 0, b"", start

    def readinto(self, buffer: Any) -> int:
        """The next bytes, of one piece."""
        near = bisect_right(self._places, self._wanted) - 1
        if self._wanted < self._at or self._places[near] > self._at:
            self._at, self._piece = self._places[near], b""
            self._following = self._origins[near]
        while self._wanted >= self._at + len(self._piece):
            if not self._go_on():
                return 0
        start = self._wanted - self._at
        data = self._piece[start : start + len(buffer)]
        buffer[: len(data)] = data
        self._wanted += len(data)
        return len(data)

    def _go_on(self) -> bool:
        """Make the following piece; whether there is one."""
        if not (made := self._take(self._following)):
            return False
        self._at += len(self._piece)
        if self._at - self._places[-1] >= self._every:
            self._places.append(self._at)
            self._origins.append(self._following)
        self._piece, self._following = made
        return True

    def close(self) -> None:
        """The file, too."""
        self._file.close()
        super().close()
