"""A file in an archive as a path that is opened like any other.

A `Packed` path answers what connectors ask of a path (`open`, `is_file`, `iterdir`,
`stat` ...) from the archive's list; nothing of it is on the disk. Its stream unpacks
as it is read. Going back near the beginning unpacks from there again; going back or
forth farther needs the file in no order, and then it waits in memory or, when it is
large, in a file that never had a name: nothing of it is left after a kill.
"""

from __future__ import annotations

import calendar
import errno
import io
import lzma
import os
import shutil
import stat
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path, PosixPath
from typing import IO, Any

from . import SourceError

NEAR = 1 << 20  # bytes that are rather unpacked again than kept
IN_MEMORY = 32 << 20  # a file that is read in no order waits there up to this
SPARE = 1 << 30  # left free on the disk

_BLOCK = 256 * 1024
_DAMAGED = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError,
    ArithmeticError, LookupError, ValueError, NotImplementedError, RuntimeError,
)  # fmt: skip
_CURE = "download it again; if that does not help, unpack it and import the folder"


@dataclass(frozen=True, slots=True)
class Entry:
    """One file in an archive.

    moment: seconds. mark: changes with its content. open: a new stream of it.
    """

    size: int
    moment: int
    mark: str
    open: Callable[[Path], io.RawIOBase]


def open_zipped(
    zipped: zipfile.ZipFile, entry: zipfile.ZipInfo, room: Path
) -> io.RawIOBase:
    """A new stream of a file in a zip."""
    return Stream(lambda: zipped.open(entry), entry.file_size, room)


class Tree:
    """The files and folders of one archive.

    room: where a large file that is read in no order waits.
    """

    _known: dict[str, Tree] = {}  # noqa: RUF012 - the open archives, by their roots

    def __init__(self, room: Path) -> None:
        self.room = room
        self.files: dict[tuple[str, ...], Entry] = {}
        self.folders: dict[tuple[str, ...], dict[str, None]] = {(): {}}
        self._root = ""

    def __bool__(self) -> bool:
        return bool(self.files)

    def root(self, place: str, name: str) -> Packed:
        """The path of all of it; it stands for a folder until `forget`."""
        self._root = f"{place}/{name}"
        self._known[self._root] = self
        return Packed(self._root)

    def forget(self) -> None:
        """Nothing is there any more."""
        self._known.pop(self._root, None)

    def add(self, place: tuple[str, ...], entry: Entry) -> bool:
        """Put a file in; whether nothing else of its name was there."""
        if not place or place in self.files or place in self.folders:
            return False
        if any(place[:depth] in self.files for depth in range(1, len(place))):
            return False
        for depth in range(len(place)):
            self.folders.setdefault(place[:depth], {})[place[depth]] = None
        self.files[place] = entry
        return True

    @classmethod
    def holding(cls, path: Path) -> tuple[Tree | None, tuple[str, ...]]:
        """The open archive a path is in, and where in it."""
        for above in (path, *path.parents):
            if (found := cls._known.get(str(above))) is not None:
                return found, path.parts[len(above.parts) :]
        return None, ()


class Packed(PosixPath):
    """A path inside an open archive; once that is closed nothing is there."""

    def _entry(self) -> Entry | None:
        tree, place = Tree.holding(self)
        return tree.files.get(place) if tree else None

    def mark(self) -> str:
        """What changes with the content of the file, or of the folder's files."""
        if entry := self._entry():
            return f"{entry.mark}-{entry.moment}"
        return "-".join(f"{p.name}:{p.mark()}" for p in sorted(self.iterdir()))

    def is_file(self) -> bool:
        """Whether the archive holds a file of that name."""
        return self._entry() is not None

    def is_dir(self) -> bool:
        """Whether the archive holds files below that name."""
        tree, place = Tree.holding(self)
        return tree is not None and place in tree.folders

    def exists(self) -> bool:
        """Whether it is either."""
        return self.is_file() or self.is_dir()

    def is_symlink(self) -> bool:
        """No: links are left out."""
        return False

    def iterdir(self) -> Generator[Packed, None, None]:
        """What stands directly in a folder."""
        tree, place = Tree.holding(self)
        if tree is None or place not in tree.folders:
            raise FileNotFoundError(2, "not in the archive")
        for name in tree.folders[place]:
            yield self / name

    def stat(self, *, follow_symlinks: bool = True) -> os.stat_result:
        """Size and time of a file; a folder has none."""
        del follow_symlinks
        entry = self._entry()
        if entry is None and not self.is_dir():
            raise FileNotFoundError(2, "not in the archive")
        kind = stat.S_IFREG | 0o400 if entry else stat.S_IFDIR | 0o500
        size, moment = (entry.size, entry.moment) if entry else (0, 0)
        times = (moment,) * 3 + (float(moment),) * 3 + (moment * 10**9,) * 3
        return os.stat_result((kind, 0, 0, 1, 0, 0, size, *times))

    def lstat(self) -> os.stat_result:
        """The same: there are no links."""
        return self.stat()

    def open(  # type: ignore[override]  # the same, without the types of each mode
        self,
        mode: str = "r",
        buffering: int = -1,
        encoding: str | None = None,
        errors: str | None = None,
        newline: str | None = None,
    ) -> IO[Any]:
        """A stream of the file, to read only."""
        del buffering
        tree, _ = Tree.holding(self)
        entry = self._entry()
        if tree is None or entry is None:
            raise FileNotFoundError(2, "not in the archive")
        if set(mode) - set("rbt"):
            raise PermissionError(13, "an archive is only read")
        stream = io.BufferedReader(
            entry.open(tree.room), _BLOCK if entry.size > NEAR else 8192
        )
        if "b" in mode:
            return stream
        return io.TextIOWrapper(stream, encoding or "utf-8", errors, newline)


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
                most = min(_BLOCK, self._wanted - self._at)
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
            shutil.copyfileobj(source, spool, _BLOCK)
        return spool

    def _guarded(self, read: Callable[[], Any]) -> Any:
        try:
            return read()
        except _DAMAGED as error:
            raise _damaged() from error
        except OSError as error:
            if error.errno in {None, errno.EINVAL}:  # a place before its beginning
                raise _damaged() from error
            raise


def _damaged() -> SourceError:
    return SourceError("it is damaged in the archive", _CURE)


def spooled(size: int, room: Path) -> IO[bytes]:
    """Room for so many bytes, in memory or in a file without a name.

    Raises SourceError when the disk has none.
    """
    return io.BytesIO() if size <= IN_MEMORY else _nameless(size, room)


def as_file(source: IO[bytes], size: int, room: Path) -> IO[bytes]:
    """What a stream still gives, in a file without a name."""
    file = _nameless(size, room)
    shutil.copyfileobj(source, file, _BLOCK)
    file.flush()
    return file


def _nameless(size: int, room: Path) -> IO[bytes]:
    room.mkdir(mode=0o700, parents=True, exist_ok=True)
    if size > shutil.disk_usage(room).free - SPARE:
        raise SourceError(
            f"the disk has no room for {size >> 20:,} MB of it", "make room"
        )
    return tempfile.TemporaryFile(dir=room)


def moment_of(date_time: tuple[int, int, int, int, int, int]) -> int:
    """Seconds; the same on every machine, though a zip names no zone."""
    try:
        return max(0, calendar.timegm((*date_time, 0, 0, 0)))
    except (ValueError, OverflowError):
        return 0
