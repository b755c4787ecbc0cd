"""A file in an archive as a stream that is read in any order, and never kept whole.

It is unpacked as it is read. On the way places are remembered from which to unpack
again, so that who goes back unpacks little of it twice; of a file that is read in no
order the last pieces are held as well. The check sum is looked at when somebody
reads behind the end, as who reads in order does: who does not may do so, too.
"""

from __future__ import annotations

import errno
import lzma
import struct
import zipfile
import zlib
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from . import SourceError
from ._archive_unpack import Unpacking
from ._seekable import Seekable

PIECE = 64 << 10  # bytes that are unpacked at once
FAR = 256 << 10  # between the places that are remembered, or more:
PLACES = 512  # so many at most, of some 30 KB each
HELD = 384  # pieces of a file that is read in no order
ANEW = 16  # times that what has no places is begun again

DAMAGED = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError,
    ArithmeticError, LookupError, ValueError, NotImplementedError, RuntimeError,
)  # fmt: skip
CURE = "download it again; if that does not help, unpack it and import the folder"


class Stream(Seekable):
    """A file as it is unpacked.

    begin: unpacks it from its beginning. size, check: its bytes, and their CRC-32.
    """

    def __init__(self, begin: Callable[[], Unpacking], size: int, check: int) -> None:
        super().__init__(size)
        self._begin, self._size, self._check = begin, size, check
        self._every = max(FAR, size // PLACES)
        self._held: OrderedDict[int, bytes] = OrderedDict()
        self._holds = 1
        self._anew = 0
        self._sum = self._summed = 0
        self._from: Unpacking = _guarded(begin)
        first = self._from.copy()
        self._places: list[Unpacking] = [first] if first else []

    def readinto(self, buffer: Any) -> int:
        """The next bytes, of one piece; raises SourceError where it is damaged."""
        if self._wanted >= self._size:
            self._look_at_all()
            return 0
        number, start = divmod(self._wanted, PIECE)
        data = self._piece(number)[start : start + len(buffer)]
        buffer[: len(data)] = data
        self._wanted += len(data)
        return len(data)

    def _piece(self, number: int) -> bytes:
        if number in self._held:
            self._held.move_to_end(number)
            return self._held[number]
        self._stand_before(number * PIECE)
        data = b""
        while self._from.at <= number * PIECE:
            data = self._next()
        return data

    def _stand_before(self, start: int) -> None:
        """Unpack on from the nearest place that is not behind."""
        if start == self._from.at or self._from.go_to(start):
            return
        near = [place for place in self._places if place.at <= start]
        back = start < self._from.at
        if back and start:
            self._holds = HELD
        if near and (back or near[-1].at > self._from.at):
            self._from = near[-1].copy() or self._from
        elif back:
            self._anew += 1
            if self._anew > ANEW:
                what = "it is packed so that it can only be read from front to back"
                raise SourceError(what, "unpack it and import the folder")
            self._from = _guarded(self._begin)

    def _next(self) -> bytes:
        """The piece that is unpacked next."""
        at = self._from.at
        size = min(PIECE, self._size - at)
        data: bytes = _guarded(lambda: self._from.read(size))
        if len(data) < size:
            raise _damaged()
        if at == self._summed:
            self._sum, self._summed = zlib.crc32(data, self._sum), at + size
            self._remember()
        self._held[at // PIECE] = data
        while len(self._held) > self._holds:
            self._held.popitem(last=False)
        return data

    def _remember(self) -> None:
        """Remember this place when it is far enough from the last one."""
        if not self._places or self._from.at - self._places[-1].at < self._every:
            return
        if place := self._from.copy():
            self._places.append(place)

    def _look_at_all(self) -> None:
        """Unpack what nobody has asked for, too, and compare the check sum."""
        while self._summed < self._size:
            self._stand_before(self._summed)
            self._next()
        if self._sum != self._check:
            raise _damaged()


def _guarded(read: Callable[[], Any]) -> Any:
    try:
        return read()
    except DAMAGED as error:
        raise _damaged() from error
    except MemoryError as error:  # what LZMA asks for is said in the file
        what = "it takes too much memory to unpack it here"
        raise SourceError(what, "unpack it and import the folder") from error
    except OSError as error:
        if error.errno in {None, errno.EINVAL}:  # a place before its beginning
            raise _damaged() from error
        raise


def _damaged() -> SourceError:
    return SourceError("it is damaged in the archive", CURE)
