"""A file in an archive as a path that is opened like any other.

A `Packed` path answers what connectors ask of a path (`open`, `is_file`, `iterdir`,
`stat` ...) from the archive's list; nothing of it is on the disk. Its content is a
stream (`_archive_stream`, `_archive_tar`).
"""

from __future__ import annotations

import calendar
import io
import os
import stat
from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path, PosixPath
from typing import IO, Any

from ._archive_stream import PIECE


@dataclass(frozen=True, slots=True)
class Entry:
    """One file in an archive.

    moment: seconds. mark: changes with its content. open: a new stream of it.
    """

    size: int
    moment: int
    mark: str
    open: Callable[[], io.RawIOBase]


class Tree:
    """The files and folders of one archive."""

    _known: dict[str, Tree] = {}  # noqa: RUF012 - the open archives, by their roots

    def __init__(self) -> None:
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
        """What changes with the content of the file, or of the folder's files.

        A database's newest content stands in its log.
        """
        if entry := self._entry():
            log = self.with_name(f"{self.name}-wal")
            beside = f"-{log.mark()}" if log.is_file() else ""
            return f"{entry.mark}-{entry.moment}{beside}"
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
        entry = self._entry()
        if entry is None:
            raise FileNotFoundError(2, "not in the archive")
        if set(mode) - set("rbt"):
            raise PermissionError(13, "an archive is only read")
        stream = io.BufferedReader(entry.open(), PIECE)
        if "b" in mode:
            return stream
        return io.TextIOWrapper(stream, encoding or "utf-8", errors, newline)


def moment_of(date_time: tuple[int, int, int, int, int, int]) -> int:
    """Seconds; the same on every machine, though a zip names no zone."""
    try:
        return max(0, calendar.timegm((*date_time, 0, 0, 0)))
    except (ValueError, OverflowError):
        return 0
