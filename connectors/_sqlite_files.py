"""The files of another program's database as SQLite reads them: through their paths.

SQLite asks this for bytes instead of the system, so that a database in a zip is read
where it is, and nothing is ever written, locked or made beside one that lies open. Its
log counts as SQLite has it: what is in it and not yet in the database is read there.

Spec: https://www.sqlite.org/vfs.html, https://www.sqlite.org/wal.html
"""

from __future__ import annotations

import io
import os
from itertools import count
from pathlib import Path
from typing import IO, Any, NoReturn

import apsw

from ._head import begins_with

DATABASE = "database"  # what SQLite calls it; the log is `database-wal`
_JOURNAL = bytes.fromhex("d9d505f920a163d7")  # how one begins that is in force
_numbers = count(1)


class Files(apsw.VFS):
    """The database at a path and its log.

    name: of this way to files, to open connections by.
    """

    def __init__(self, path: Path) -> None:
        self.name = f"files-{next(_numbers)}"
        self._path, self._log = path, path.with_name(f"{path.name}-wal")
        self._opened: list[IO[bytes]] = []
        super().__init__(self.name, base="")

    def state(self) -> list[tuple[int, int]]:
        """What changes when somebody writes into them."""
        found = [path.stat() for path in (self._path, self._log) if path.is_file()]
        return [(status.st_size, status.st_mtime_ns) for status in found]

    def is_half_written(self) -> bool:
        """Whether its program, at work or stopped, has not finished a change.

        What stood before is then in the database's journal, to be put back by whoever
        may write.
        """
        journal = self._path.with_name(f"{self._path.name}-journal")
        return begins_with(journal, _JOURNAL)

    def xFullPathname(self, name: str) -> str:
        """There is one folder only."""
        return name

    def xAccess(self, pathname: str, flags: int) -> bool:
        """Whether there is a log; any other file beside it is not looked at."""
        del flags
        return pathname == f"{DATABASE}-wal" and self._log.is_file()

    def xOpen(self, name: Any, flags: list[int]) -> Any:
        """The database, or its log, which is empty when there is none."""
        del flags
        asked = name.filename() if isinstance(name, apsw.URIFilename) else name
        if asked == DATABASE:
            self._opened.append(self._path.open("rb"))
        elif asked == f"{DATABASE}-wal":
            there = self._log.is_file()
            self._opened.append(self._log.open("rb") if there else io.BytesIO())
        else:
            raise apsw.CantOpenError
        return _File(self._opened[-1])

    def look_behind_the_end(self) -> None:
        """Have an archive look at the check sums; raises SourceError at damage."""
        for stream in self._opened:
            stream.seek(0, os.SEEK_END)
            stream.read(1)

    def xDelete(self, filename: str, syncdir: bool) -> NoReturn:
        """Nothing is."""
        raise apsw.ReadOnlyError


class _File:
    """One of them, by the methods SQLite calls; nobody else is at it."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._size = stream.seek(0, os.SEEK_END)

    def xRead(self, amount: int, offset: int) -> bytes:
        self._stream.seek(offset)
        return self._stream.read(amount)

    def xFileSize(self) -> int:
        return self._size

    def xClose(self) -> None:
        self._stream.close()

    def xWrite(self, data: bytes, offset: int) -> NoReturn:
        raise apsw.ReadOnlyError

    def xTruncate(self, size: int) -> NoReturn:
        raise apsw.ReadOnlyError

    def xSync(self, flags: int) -> None:
        pass

    def xLock(self, level: int) -> None:
        pass

    def xUnlock(self, level: int) -> None:
        pass

    def xCheckReservedLock(self) -> bool:
        return False

    def xFileControl(self, op: int, pointer: int) -> bool:
        return False

    def xSectorSize(self) -> int:
        return 4096

    def xDeviceCharacteristics(self) -> int:
        return 0
