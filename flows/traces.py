"""What tells a person from others, and where it still stands in a home."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb

from flows import warehouse
from flows.settings import Home, Settings


@dataclass(frozen=True)
class Known:
    """What tells a person from others: what is searched for, and erased.

    identities: addresses, numbers, handles, links that are theirs alone.
    records: `source/account/source_key` of each contact record.
    """

    person_ids: tuple[str, ...]
    identities: tuple[str, ...]
    names: tuple[str, ...]
    records: tuple[str, ...]

    @property
    def traces(self) -> tuple[str, ...]:
        """The texts that would show them to whoever searches, in lower case."""
        whole = [name for name in self.names if len(name.split()) > 1]
        said = {text.lower().strip() for text in (*self.identities, *whole)}
        return tuple(sorted(text for text in said if len(text) > 4))  # noqa: PLR2004


def find(home: Home, person_id: str) -> Known:
    """Everything the database has to tell a person from others."""
    with warehouse.read(home.database) as con:

        def column(query: str) -> tuple[str, ...]:
            return tuple(row[0] for row in con.execute(query, [person_id]).fetchall())

        return Known(
            person_ids=(person_id, *column(_OLD_IDS)),
            identities=column(_IDENTITIES),
            names=column(_NAMES),
            records=column("select record_id from contact_records where person_id = ?"),
        )


def left(home: Home, known: Known) -> list[str]:
    """Where a search still finds them: relations of both databases, and files."""
    found = []
    for file in (home.archive, home.database):
        with warehouse.read(file) as con:
            found += [f"{file.name}: {name}" for name in _relations_with(con, known)]
    texts = (home.decisions, home.journal, *home.reports.rglob("*.*"))
    return found + [str(file) for file in texts if holds(file, known.traces)]


# whose records split is somebody else still
_OLD_IDS = "select old_id from person_redirects where person_id = ? and why = 'merged'"
_IDENTITIES = """
    select distinct value
    from identifiers
    where person_id = ? and not coalesce(shared, false)
    order by value
"""
_NAMES = """
    select distinct name
    from contact_records
    where person_id = ? and name != ''
    order by name
"""


def files_of(home: Home, known: Known) -> set[Path]:
    """The files the person's records came from."""
    with warehouse.read(home.database) as con:
        query = """
            select distinct source_file
            from contact_records
            where list_contains(?, record_id)
        """
        found = con.execute(query, [list(known.records)]).fetchall()
    return {Path(file.partition("!/")[0]) for (file,) in found if file}


def still_in(
    home: Home, settings: Settings, known: Known, dropped: set[Path]
) -> tuple[Path, ...]:
    """The owner's own files that hold the person, in the inbox or named elsewhere."""
    named = [path for source in settings.sources for path in source.paths]
    files = {file for path in (home.inbox, *named) for file in _files(path)}
    found = {file for file in files if holds(file, known.traces)}
    ours = {home.journal, home.decisions}
    return tuple(sorted((found | {f for f in dropped if f.is_file()}) - ours))


def _files(path: Path) -> Iterator[Path]:
    if path.is_dir():
        yield from (file for file in path.rglob("*") if file.is_file())
    elif path.is_file():
        yield path


def holds(file: Path, texts: tuple[str, ...]) -> bool:
    """Whether a file has one of the texts in it, as plain bytes; in bounded memory."""
    if not file.is_file() or not texts:
        return False
    said = [text.encode() for text in texts]
    overlap = max(map(len, said))
    with file.open("rb") as data:
        tail = b""
        while block := data.read(1 << 20):
            window = tail + block.lower()
            if any(text in window for text in said):
                return True
            tail = window[-overlap:]
    return False


def _relations_with(con: duckdb.DuckDBPyConnection, known: Known) -> Iterator[str]:
    query = """
        select schema_name, table_name
        from duckdb_tables()
        where not internal
        order by all
    """
    for schema, table in con.execute(query).fetchall():
        asked = f"""
            select count(*)
            from "{schema}"."{table}" as t
            where len(list_filter(
                ?::varchar[], lambda text: contains(lower(cast(t as varchar)), text)
            )) > 0
        """
        if con.execute(asked, [list(known.traces)]).fetchall()[0][0]:
            yield f"{schema}.{table}"
