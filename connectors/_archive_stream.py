"""A stream out of an archive, to be read in any order.

It unpacks as it is read. Going back near the beginning unpacks from there again;
going back or forth farther needs the file in no order, and then it waits in memory
or, when it is large, in a file that never had a name: nothing of it is left after a
kill.
"""

from __future__ import annotations

import errno
import io
import lzma
import os
import shutil
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from . import SourceError

NEAR = 1 << 20  # bytes that are rather unpacked again than kept
IN_MEMORY = 32 << 20  # a file that is read in no order waits there up to this
SPARE = 1 << 30  # left free on the disk

BLOCK = 256 * 1024
DAMAGED = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError,
    ArithmeticError, LookupError, ValueError, NotImplementedError, RuntimeError,
)  # fmt: skip
CURE = "download it again; if that does not help, unpack it and import the folder"


class Stream(io.RawIOBase):
    """A file as it is unpacked; `begin` gives a stream of it from its beginning."""

    def __init__(self, begin: Callable[[], IO[bytes]], size: int, room: Path) -> None:
        super().__init__()
        self._begin, self._size, self._room = begin, size, room
        self._at = self._wanted = 0
        self._whole: IO[bytes] | None = None
        self._mapped: IO[bytes] | None = None
        self._source = self._guarded(begin)

    def readable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """It is, though at a price."""
        return True

    def tell(self) -> int:
        """Where the next read begins."""
        return self._wanted

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Note where to read next; nothing is unpacked for it yet."""
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._wanted}.get(whence, self._size)
        if start + offset < 0:
            raise OSError(22, "before the beginning")
        self._wanted = start + offset
        return self._wanted

    def readinto(self, buffer: Any) -> int:
        """The next bytes; raises SourceError where the archive is damaged."""
        if self._wanted >= self._size:
            # read to the end once, where the check sum is looked at
            return 0 if self._whole or self._at != self._size else self._fill(buffer)
        if self._whole is None and self._wanted != self._at:
            self._go()
        return self._fill(buffer)

    def fileno(self) -> int:
        """A real file with all of it, for whoever maps it into memory."""
        if self._mapped is None:
            with self._guarded(self._begin) as source:
                self._mapped = self._guarded(
                    lambda: as_file(source, self._size, self._room)
                )
        return self._mapped.fileno()

    def close(self) -> None:
        """Let go of what was kept."""
        self._source.close()
        if self._mapped:
            self._mapped.close()
        if self._whole:
            self._whole.close()
        super().close()

    def _fill(self, buffer: Any) -> int:
        source = self._whole or self._source
        if self._whole:
            self._whole.seek(self._wanted)
        data = self._guarded(lambda: source.read(len(buffer)))
        buffer[: len(data)] = data
        self._wanted += len(data)
        self._at = self._wanted
        return len(data)

    def _go(self) -> None:
        """Stand where the next read begins."""
        if self._wanted < self._at <= NEAR:
            self._source.close()
            self._source, self._at = self._guarded(self._begin), 0
        if 0 <= self._wanted - self._at <= NEAR:
            while self._at < self._wanted:
                most = min(BLOCK, self._wanted - self._at)
                data = self._guarded(lambda: self._source.read(most))  # noqa: B023 - called at once
                if not data:
                    raise _damaged()
                self._at += len(data)
        else:
            self._whole = self._guarded(self._kept)

    def _kept(self) -> IO[bytes]:
        """All of it, to be read in any order."""
        spool = spooled(self._size, self._room)
        with self._begin() as source:
            shutil.copyfileobj(source, spool, BLOCK)
        return spool

    def _guarded(self, read: Callable[[], Any]) -> Any:
        try:
            return read()
        except DAMAGED as error:
            raise _damaged() from error
        except OSError as error:
            if error.errno in {None, errno.EINVAL}:  # a place before its beginning
                raise _damaged() from error
            raise


def _damaged() -> SourceError:
    return SourceError("it is damaged in the archive", CURE)


def spooled(size: int, room: Path) -> IO[bytes]:
    """Room for so many bytes, in memory or in a file without a name.

    Raises SourceError when the disk has none.
    """
    return io.BytesIO() if size <= IN_MEMORY else _nameless(size, room)


def as_file(source: IO[bytes], size: int, room: Path) -> IO[bytes]:
    """What a stream still gives, in a file without a name."""
    file = _nameless(size, room)
    shutil.copyfileobj(source, file, BLOCK)
    file.flush()
    return file


def _nameless(size: int, room: Path) -> IO[bytes]:
    room.mkdir(mode=0o700, parents=True, exist_ok=True)
    if size > shutil.disk_usage(room).free - SPARE:
        raise SourceError(
            f"the disk has no room for {size >> 20:,} MB of it", "make room"
        )
    return tempfile.TemporaryFile(dir=room)
