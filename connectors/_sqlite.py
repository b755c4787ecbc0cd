"""Databases of other programs, read from memory: the file itself is never opened.

SQLite would write beside a file it only reads. So a copy is made in memory, and
what its program has not yet moved from the write-ahead log into it is put in.

Spec: https://www.sqlite.org/fileformat2.html
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from . import SourceError
from ._head import begins_with

MAGIC = b"SQLite format 3\0"
SMALLEST = 512  # a page
MAX_SIZE = 1 << 30  # an address book with its pictures
MAX_ROW = 64 << 20  # a picture in it included

_HEADER, _FRAME = 32, 24  # bytes of the log's own header, and before each page
_CURE = "close the program it belongs to, copy the file again and import the copy"


def is_sqlite(path: Path) -> bool:
    """Whether the file begins like a database."""
    return begins_with(path, MAGIC)


@contextmanager
def open_database(path: Path) -> Iterator[sqlite3.Connection]:
    """The database with its log, in memory; what is no text in it is made readable.

    Raises SourceError for what cannot be read, whenever that shows.
    """
    try:
        with closing(sqlite3.connect(":memory:")) as con:
            con.deserialize(_whole(path))
            con.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MAX_ROW)
            con.execute("pragma trusted_schema = off")
            con.text_factory = _text
            con.row_factory = sqlite3.Row
            yield con
    except (sqlite3.Error, OverflowError, UnicodeError) as error:
        raise SourceError("the database is damaged", _CURE) from error
    except OSError as error:
        cure = "check that the file is there and may be read"
        raise SourceError("the file cannot be opened", cure) from error


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


def _whole(path: Path) -> bytes:
    """The file's bytes with its log put in, as a database without a log."""
    if path.stat().st_size > MAX_SIZE:
        cure = "export the address book as vCard and import that"
        raise SourceError(f"it is larger than {MAX_SIZE >> 30} GB", cure)
    data = bytearray(path.read_bytes())
    log = path.with_name(f"{path.name}-wal")
    if log.is_file() and log.stat().st_size <= MAX_SIZE:
        _put_in(data, log.read_bytes())
    if not data.startswith(MAGIC) or len(data) < SMALLEST:
        raise SourceError("the database is damaged", _CURE)
    data[18:20] = b"\1\1"  # it has no log any more
    return bytes(data)


def _put_in(data: bytearray, log: bytes) -> None:
    """Copy the pages of whole transactions from the log into the database."""
    magic, page = log[:4], int.from_bytes(log[8:12])
    if magic not in {b"\x37\x7f\x06\x82", b"\x37\x7f\x06\x83"} or not page:
        return
    order = "big" if magic[3] & 1 else "little"
    salt, summed = log[16:24], _summed(log[:24], (0, 0), order)
    waiting: dict[int, bytes] = {}
    for start in range(_HEADER, len(log) - _FRAME - page + 1, _FRAME + page):
        head = log[start : start + _FRAME]
        content = log[start + _FRAME : start + _FRAME + page]
        summed = _summed(content, _summed(head[:8], summed, order), order)
        told = (int.from_bytes(head[16:20]), int.from_bytes(head[20:24]))
        if head[8:16] != salt or told != summed:
            return  # older than the log's last beginning, or torn
        waiting[int.from_bytes(head[:4])] = content
        if pages := int.from_bytes(head[4:8]):
            _write_pages(data, waiting, pages, page)
            waiting.clear()


def _write_pages(
    data: bytearray, waiting: dict[int, bytes], pages: int, size: int
) -> None:
    if pages * size > MAX_SIZE:
        return
    data[pages * size :] = bytes(max(0, pages * size - len(data)))
    for number, content in waiting.items():
        if 0 < number <= pages:
            data[(number - 1) * size : number * size] = content


def _summed(data: bytes, start: tuple[int, int], order: str) -> tuple[int, int]:
    """The log's checksum over what follows what `start` sums up."""
    import struct

    first, second = start
    words = struct.unpack(f"{'>' if order == 'big' else '<'}{len(data) // 4}I", data)
    for even, odd in zip(words[::2], words[1::2], strict=True):
        first = (first + even + second) & 0xFFFFFFFF
        second = (second + odd + first) & 0xFFFFFFFF
    return first, second
