"""Tar archives, plain or packed, listed without believing what their headers say.

A plain tar is read where it is. A packed one can only be read in order: what may be
of use is kept while it passes by, in memory or in a file without a name.
"""

from __future__ import annotations

import bz2
import gzip
import hashlib
import io
import lzma
import os
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any

from . import SourceError
from ._seekable import Seekable

IN_MEMORY = 32 << 20  # what is kept of a packed tar, up to this
SPARE = 1 << 30  # left free on the disk
BLOCK = 256 << 10
MAX_HEADER = 1 << 20  # a member's own header, long names included
_PACKED = {
    ".tgz": gzip.open, ".gz": gzip.open, ".tbz2": bz2.open, ".bz2": bz2.open,
    ".txz": lzma.open, ".xz": lzma.open,
}  # fmt: skip


class Passing:
    """A tar as it passes by: `tarfile` reads headers from it, `keep` the contents.

    held: where the contents kept are read from.
    """

    def __init__(self, source: IO[bytes], held: IO[bytes], *, packed: bool) -> None:
        self.source, self.held, self.packed = source, held, packed
        self._at = self._end = 0
        self._last = b""

    def tell(self) -> int:
        """Where the next header's byte is."""
        return self._at

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Pass over what lies between; back only to the byte before."""
        del whence
        if offset == self._at - 1 and self._last:
            self._at = offset
            return offset
        if offset < self._at:
            raise tarfile.ReadError("it goes back")
        if self.packed:
            while self._at < offset and self.read(min(BLOCK, offset - self._at)):
                pass
        else:
            self._at, self._last = offset, b""
        return self._at

    def read(self, size: int) -> bytes:
        """The next bytes; raises ReadError for more than a header may have."""
        if size > MAX_HEADER:
            raise tarfile.ReadError("a header is too large")
        if self._last and self._at == self._end - 1:
            data, self._last = self._last, b""
            self._at += 1
            return data + self.read(size - 1)[: size - 1] if size > 1 else data
        if not self.packed:
            self.source.seek(self._at)
        data = self.source.read(size)
        self._at += len(data)
        self._end, self._last = self._at, data[-1:]
        return data

    def keep(self, start: int, size: int) -> tuple[int, str]:
        """Make a member readable: where it begins in `held`, and its content's hash."""
        if not self.packed:
            return start, self._sampled(start, size)
        self.seek(start)
        place = self.held.seek(0, os.SEEK_END)
        digest = hashlib.blake2b(digest_size=12)
        while size:
            data = self.read(min(BLOCK, size))
            if not data:
                raise tarfile.ReadError("it ends early")
            self.held.write(data)
            digest.update(data)
            size -= len(data)
        return place, digest.hexdigest()

    def _sampled(self, start: int, size: int) -> str:
        """A hash of a few places: the archive's own time tells the rest."""
        digest = hashlib.blake2b(digest_size=12)
        for place in range(0, size, max(4096, size // 16)):
            self.source.seek(start + place)
            digest.update(self.source.read(min(4096, size - place)))
        return digest.hexdigest()


def only_forward(source: IO[bytes], name: str, room: Path, stack: ExitStack) -> Passing:
    """The tar in a file, unpacked as it is read; what is kept goes with the stack."""
    opens = _PACKED.get(f".{name.lower().rpartition('.')[2]}")
    if opens is None:
        return Passing(source, source, packed=False)
    unpacked = stack.enter_context(opens(source, "rb"))  # type: ignore[operator]  # alike, without a common type
    held = stack.enter_context(_Growing(room))
    return Passing(unpacked, held, packed=True)  # type: ignore[arg-type]  # it is a stream


class _Growing(io.RawIOBase):
    """Bytes in memory until they are many, then in a file without a name."""

    def __init__(self, room: Path) -> None:
        super().__init__()
        self._room = room
        self._held: IO[bytes] = io.BytesIO()
        self._in_memory = True

    def write(self, data: Any) -> int:
        """Put bytes at the end."""
        if self._in_memory and self._held.tell() + len(data) > IN_MEMORY:
            moved = _nameless(self._room)
            moved.write(self._held.getvalue())  # type: ignore[attr-defined]  # it is in memory
            self._held, self._in_memory = moved, False
        return self._held.write(data)

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Stand there."""
        return self._held.seek(offset, whence)

    def read(self, size: int = -1) -> bytes:
        """The bytes from there."""
        return self._held.read(size)

    def close(self) -> None:
        """Nothing of it is left."""
        self._held.close()
        super().close()


def _nameless(room: Path) -> IO[bytes]:
    """A file of which nothing is left after a kill; SourceError on a full disk."""
    room.mkdir(mode=0o700, parents=True, exist_ok=True)
    if shutil.disk_usage(room).free < SPARE + IN_MEMORY:
        raise SourceError("the disk has no room for what is in it", "make room")
    return tempfile.TemporaryFile(dir=room)


def listed(passing: Passing) -> Iterator[tarfile.TarInfo]:
    """The members in their order; raises TarError."""
    with tarfile.open(fileobj=passing, mode="r:") as tar:  # type: ignore[call-overload]  # it reads and seeks
        while (member := tar.next()) is not None:
            tar.members.clear()  # else every header stays
            yield member


def window(held: IO[bytes], start: int, size: int) -> io.RawIOBase:
    """A new stream of one member."""
    return _Window(held, start, size)


class _Window(Seekable):
    """A stretch of another stream, read as a stream of its own."""

    def __init__(self, held: IO[bytes], start: int, size: int) -> None:
        super().__init__(size)
        self._held, self._start, self._size = held, start, size

    def readinto(self, buffer: Any) -> int:
        """The next bytes of the stretch."""
        most = max(0, min(len(buffer), self._size - self._wanted))
        self._held.seek(self._start + self._wanted)
        data = self._held.read(most)
        buffer[: len(data)] = data
        self._wanted += len(data)
        return len(data)
