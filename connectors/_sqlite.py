"""Databases of other programs, read where they are and never written to.

SQLite would write beside a file it only reads, and its program may be at work in it:
it is given its bytes by `_sqlite_files`, out of an archive too, and holds some pages of
them. What changed while it was read is not believed.

Spec: https://www.sqlite.org/fileformat2.html
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import SourceError
from ._head import begins_with

if TYPE_CHECKING:
    import apsw

MAGIC = b"SQLite format 3\0"
MAX_ROW = 64 << 20  # a picture in it included
MAX_MEMORY = 256 << 20  # to put in order what its program keeps in none

_CURE = "close the program it belongs to, copy the file again and import the copy"
_FINISH = "open its program once more and close it, then import the database again"
_ENCODINGS = {"UTF-16le": "utf-16-le", "UTF-16be": "utf-16-be"}


def is_sqlite(path: Path) -> bool:
    """Whether the file begins like a database."""
    return begins_with(path, MAGIC)


class Database:
    """What a database says, by query; what is no text in it is made readable."""

    def __init__(self, con: apsw.Connection) -> None:
        self._con = con
        self._encoding = _ENCODINGS.get(str(con.pragma("encoding")), "utf-8")

    def rows(self, query: str, values: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
        """The rows of a query, as they come."""
        _, rows = self._ask(query, values)
        return rows

    def named(self, query: str) -> Iterator[dict[str, Any]]:
        """The rows of a query, each by the names of its columns."""
        names, rows = self._ask(query, ())
        return (dict(zip(names, row, strict=True)) for row in rows)

    def columns(self, table: str) -> set[str]:
        """The columns of a table, empty when there is none; a view is none."""
        query = "select name from sqlite_schema where type = 'table' and rootpage > 0"
        if (table,) not in self.rows(query):
            return set()
        query = "select name from pragma_table_info(?)"
        return {name for (name,) in self.rows(query, [table])}

    def _ask(
        self, query: str, values: Sequence[Any]
    ) -> tuple[list[str], Iterator[tuple[Any, ...]]]:
        """Texts are asked for as bytes, as not all that is called text is one."""
        names = self._names(query, values)
        own = [f"c{number}" for number in range(len(names))]
        told = ", ".join(
            f"typeof({c}) = 'text', iif(typeof({c}) = 'text', cast({c} as blob), {c})"
            for c in own
        )
        asked = f"with said({', '.join(own)}) as ({query}) select {told} from said"
        return names, map(self._row, self._con.execute(asked, values))

    def _names(self, query: str, values: Sequence[Any]) -> list[str]:
        names: list[str] = []

        def look(cursor: apsw.Cursor, *_: object) -> bool:
            names.extend(name for name, *_ in cursor.get_description())
            return True

        cursor = self._con.cursor()
        cursor.exec_trace = look
        cursor.execute(f"select * from ({query}) limit 0", values)
        return names

    def _row(self, told: Sequence[Any]) -> tuple[Any, ...]:
        return tuple(
            value.decode(self._encoding, "replace").replace("\0", "")
            if is_text
            else value
            for is_text, value in zip(told[::2], told[1::2], strict=True)
        )


@contextmanager
def open_database(path: Path) -> Iterator[Database]:
    """A program's database with its log.

    Raises SourceError for what cannot be read, whenever that shows, for what is half
    written, and for what has changed meanwhile.
    """
    import apsw

    from ._sqlite_files import DATABASE, Files

    apsw.hard_heap_limit(MAX_MEMORY)
    try:
        files = Files(path)
        before = files.state()
        if files.is_half_written():
            raise SourceError("its program has not finished writing into it", _FINISH)
        readonly = apsw.SQLITE_OPEN_READONLY
        with closing(apsw.Connection(DATABASE, readonly, files.name)) as con:
            _be_careful(con)
            yield Database(con)
            files.look_behind_the_end()
        if files.state() != before:
            raise SourceError("the database changed while it was read", _CURE)
    except (MemoryError, apsw.NoMemError) as error:
        cure = "export from the program itself, as vCard or text, and import that"
        raise SourceError("reading it takes too much memory", cure) from error
    except (apsw.Error, OverflowError, UnicodeError) as error:
        raise SourceError("the database is damaged", _CURE) from error
    except OSError as error:
        cure = "check that the file is there and may be read"
        raise SourceError("the file cannot be opened", cure) from error


def _be_careful(con: apsw.Connection) -> None:
    """Hold what a file may ask for within bounds, and have nothing written."""
    import apsw

    con.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1)
    con.config(apsw.SQLITE_DBCONFIG_DEFENSIVE, 1)
    con.config(apsw.SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0)
    con.limit(apsw.SQLITE_LIMIT_LENGTH, MAX_ROW)
    con.pragma("locking_mode", "exclusive")  # no third file for others
    con.pragma("temp_store", "memory")


def text_of(value: Any) -> str:
    """A value as one line; empty for what is no text and no number."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return " ".join(str(value).split()) if isinstance(value, (str, int, float)) else ""
