"""Databases of other programs, read from a private copy: the file is never opened.

SQLite would write beside a file it only reads, and its program may be at work in it.
The log is copied too: SQLite puts in what is not yet moved from it.

Spec: https://www.sqlite.org/fileformat2.html
"""

from __future__ import annotations

import errno
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from . import SourceError
from ._head import begins_with

MAGIC = b"SQLite format 3\0"
MAX_SIZE = 1 << 30  # an address book with its pictures
MAX_ROW = 64 << 20  # a picture in it included

_CURE = "close the program it belongs to, copy the file again and import the copy"


def is_sqlite(path: Path) -> bool:
    """Whether the file begins like a database."""
    return begins_with(path, MAGIC)


@contextmanager
def open_database(path: Path) -> Iterator[sqlite3.Connection]:
    """An address book's database; what is no text in it is made readable.

    Raises SourceError for what cannot be read, whenever that shows.
    """
    try:
        if path.stat().st_size > MAX_SIZE:
            cure = "export the address book as vCard and import that"
            raise SourceError(f"it is larger than {MAX_SIZE >> 30} GB", cure)
        with copied(path) as con:
            con.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MAX_ROW)
            con.text_factory = _text
            yield con
    except (sqlite3.Error, OverflowError, UnicodeError) as error:
        raise SourceError("the database is damaged", _CURE) from error
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise SourceError("the disk has no room for a copy", "make room") from error
        cure = "check that the file is there and may be read"
        raise SourceError("the file cannot be opened", cure) from error


@contextmanager
def copied(path: Path) -> Iterator[sqlite3.Connection]:
    """A private copy with its log, opened; gone when it is done with."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, "copy.db")
        _copy(path, copy)
        log = path.with_name(f"{path.name}-wal")
        if log.is_file():
            _copy(log, copy.with_name("copy.db-wal"))
        with closing(sqlite3.connect(copy)) as con:
            con.execute("pragma trusted_schema = off")
            _open_for_good(con, Path(folder))
            con.row_factory = sqlite3.Row
            yield con


def _copy(path: Path, to: Path) -> None:
    """Copy through the path itself, which may be in an archive."""
    with path.open("rb") as source, to.open("wb") as target:
        shutil.copyfileobj(source, target)


def _open_for_good(con: sqlite3.Connection, folder: Path) -> None:
    """Have the copy's files open and take their names away: a kill leaves nothing."""
    con.execute("pragma locking_mode = exclusive")  # no third file for others
    con.execute("select count(*) from sqlite_schema").fetchall()
    for file in folder.iterdir():
        file.unlink()


def columns_of(con: sqlite3.Connection, table: str) -> set[str]:
    """The columns of a table, empty when there is none; a view is none."""
    query = "select count(*) from sqlite_schema where type = 'table' and name = ?"
    if not con.execute(query, [table]).fetchone()[0]:
        return set()
    query = "select name from pragma_table_info(?)"
    return {name for (name,) in con.execute(query, [table])}


def text_of(value: Any) -> str:
    """A value as one line; empty for what is no text and no number."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return " ".join(str(value).split()) if isinstance(value, (str, int, float)) else ""


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace").replace("\0", "")
