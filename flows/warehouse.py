"""Open DuckDB, run a floor of sql/, run the checks, publish.

`archive.duckdb` holds schema `raw`: what sources said, and the ledgers.
`cultivate.duckdb` is built beside the old one with the archive attached, so that
`raw.x` reads the archive, and takes its place when every check has passed.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

import duckdb

from flows import cipher, migrations
from flows.macros import MACROS
from flows.settings import Home, Settings, UserError
from flows.stopping import is_full_disk

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection

SQL = Path(__file__).resolve().parent.parent / "sql"
BUILT_FLOORS = (
    "5_interactions",
    "6_ties",
    "7_reasons",
    "8_scores",
    "public",
    "9_report",
)
_ARCHIVE: dict[str, str | int] = {
    "memory_limit": "100MB",  # rows of a long file spill to the disk past it
    "write_buffer_row_group_count": 1,
    "threads": 1,  # each needs memory of its own; readers need cores
}
# rows of the archive that are packed together: while a large file is still being read,
# what is whole of it is packed and written, and only the rest when it ends
_ARCHIVE_GROUP = 16_384
_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    # a file that programs with DuckDB 1.4 or newer can open; it costs nothing
    "storage_compatibility_version": "v1.4.0",
}
_kept: dict[Path, Connection] = {}  # archives this process holds open, complete


class Relation(NamedTuple):
    """One file of sql/: a relation's name, text, comment and column comments."""

    schema: str
    name: str
    query: str
    comment: str
    columns: dict[str, str]

    @property
    def path(self) -> str:
        """schema.name, quoted."""
        return f'"{self.schema}"."{self.name}"'


@cache
def relations(floor: str, root: Path = SQL) -> tuple[Relation, ...]:
    """The relations of one floor (`2_staging`, `public`), in the order they run."""
    schema = "main" if floor == "public" else floor.split("_", 1)[1]
    return tuple(
        _relation(schema, file) for file in sorted((root / floor).glob("*.sql"))
    )


def _relation(schema: str, file: Path) -> Relation:
    text = file.read_text(encoding="utf-8")
    header = re.match(r"(?:--.*\n)*", text)
    lines = [line[2:].strip() for line in header.group().splitlines()] if header else []
    columns = dict(re.findall(r"^(\w+): (.+)$", "\n".join(lines[1:]), re.MULTILINE))
    name = re.sub(r"^\d+_", "", file.stem)
    return Relation(schema, name, text, lines[0] if lines else "", columns)


def open_archive(home: Home) -> Connection:
    """The archive, for reading and writing; made when it is not there."""
    if home.archive in _kept:
        return _beside(_kept[home.archive], home.archive)
    con = write(home.archive, group=_ARCHIVE_GROUP, settings=_ARCHIVE)
    try:
        migrations.complete(con, relations("1_raw"))
    except BaseException:
        con.close()
        raise
    return con


@contextmanager
def kept_open(home: Home) -> Iterator[None]:
    """Hold the archive open, so that opening it meanwhile takes next to nothing.

    Nothing can replace or attach the file until this has ended; then the log is in
    it.
    """
    with open_archive(home) as con:
        _kept[home.archive] = con
        try:
            yield
        finally:
            del _kept[home.archive]


def _beside(con: Connection, file: Path) -> Connection:
    """One more connection to a database that is open."""
    another = con.cursor()
    cipher.look_into(another, file)
    return _quiet(another)


def open_database(home: Home) -> Connection:
    """Last night's cultivate.duckdb, read-only; raises UserError without one."""
    if not home.database.is_file():
        raise UserError(f"{home.path} has no database yet; make it with: cultivate run")
    return read(home.database)


def read(file: Path) -> Connection:
    """A database to look at; nothing can be written through it."""
    return _quiet(cipher.connect(file, _CONFIG, read_only=True))


def _quiet(con: Connection) -> Connection:
    """Without a progress bar: DuckDB draws one even where nobody sits."""
    con.execute("set enable_progress_bar = false")
    return con


def open_building(home: Home, file: Path, settings: Settings) -> Connection:
    """A fresh database to build, with the archive's raw floor in reach."""
    remove(file)
    con = attach_archive(home, file)
    con.execute(f"set memory_limit = '{settings.database.memory_limit}'")
    con.execute(f"set threads = {settings.database.threads}")
    return con


def attach_archive(home: Home, file: Path) -> Connection:
    """A database beside the archive, in which `raw.x` reads the archive."""
    con = write(file, encrypted=cipher.is_encrypted(home.archive))
    cipher.attach(con, home.archive, "archive", group=_ARCHIVE_GROUP)
    con.execute(f"set search_path = '{file.stem},archive.raw'")
    return con


def remove(file: Path) -> None:
    """Delete a database and its write-ahead log, if they are there."""
    for leftover in (file, Path(f"{file}.wal")):
        leftover.unlink(missing_ok=True)


def set_variables(
    con: Connection, settings: Settings, as_of: datetime, run_id: int
) -> None:
    """Hand the settings to SQL: `section.key` becomes variable `section_key`.

    The macros that read them are defined here too, for this connection only.
    """
    for macro in MACROS:
        con.execute(f"create or replace temp macro {macro}")
    for name, value in variables(settings, as_of, run_id):
        if isinstance(value, dict):
            pairs = [list(value), list(value.values())]
            con.execute(f"set variable {name} = map(?::varchar[], ?::double[])", pairs)
        elif isinstance(value, tuple):
            kind = "double" if value and isinstance(value[0], float) else "varchar"
            con.execute(f"set variable {name} = ?::{kind}[]", [list(value)])
        else:
            con.execute(f"set variable {name} = ?", [value])


def variables(
    settings: Settings, as_of: datetime, run_id: int
) -> Iterator[tuple[str, object]]:
    """Name and value of every variable SQL may read."""
    yield "as_of", as_of.astimezone(UTC).replace(tzinfo=None)
    yield "timezone", settings.owner.timezone
    yield "run_id", run_id
    for section in fields(settings):
        value = getattr(settings, section.name)
        if not is_dataclass(value):
            continue
        for setting in fields(value):
            held = getattr(value, setting.name)
            if not is_dataclass(held):
                yield f"{section.name}_{setting.name}", held
    for setting in fields(settings.weights):
        yield f"weights_{setting.name}", getattr(settings.weights, setting.name)


def run_floor(con: Connection, floor: str) -> None:
    """Make every relation of a floor, with its comments."""
    for relation in relations(floor):
        make(con, relation)


def make(con: Connection, relation: Relation) -> None:
    """Make one relation anew, with its comments."""
    con.execute(f'create schema if not exists "{relation.schema}"')
    con.execute(f"create or replace table {relation.path} as {relation.query}")
    con.execute(f"comment on table {relation.path} is '{_quoted(relation.comment)}'")
    held = con.table(relation.path).columns
    for column in set(relation.columns).intersection(held):
        says = relation.columns[column]
        con.execute(
            f"comment on column {relation.path}.\"{column}\" is '{_quoted(says)}'"
        )


def run_checks(con: Connection) -> None:
    """Raise UserError, naming the check, unless every one comes back empty."""
    for file in sorted((SQL / "checks").glob("*.sql")):
        query = file.read_text(encoding="utf-8")
        found = con.execute(f"select count(*) from ({query})").fetchall()[0][0]
        if found:
            raise UserError(
                f"check {file.stem} found {found} offenders; yesterday's database "
                f"stays, the refused one is kept as building.duckdb; run sql/checks/"
                f"{file.name} on it to see them"
            )


def publish(con: Connection, building: Path, database: Path) -> None:
    """Close the building and let it take the database's place."""
    con.execute("checkpoint")
    con.close()
    with building.open("rb") as file:
        os.fsync(file.fileno())
    building.replace(database)


def copy_into(con: Connection, file: Path, *, encrypted: bool) -> None:
    """Write an open database anew into a file: no free block of what was deleted."""
    name = con.execute("select current_database()").fetchall()[0][0]
    cipher.attach(con, file, "fresh", encrypted=encrypted)
    con.execute(f'copy from database "{name}" to fresh')
    con.execute("detach fresh")
    file.chmod(0o600)


def write(
    file: Path,
    *,
    encrypted: bool | None = None,
    group: int = 0,
    settings: Mapping[str, str | int] = MappingProxyType({}),
) -> Connection:
    """A database to write to, made when it is not there; raises UserError.

    encrypted: whether one to be made is; else it is as the file is.
    group: rows of a table that are written together; DuckDB's own choice are 122,880.
    settings: of DuckDB, beside those of every database.
    """
    config = {**_CONFIG, "temp_directory": str(file.parent / ".spill"), **settings}
    try:
        con = _quiet(cipher.connect(file, config, encrypted=encrypted, group=group))
    except duckdb.Error as error:
        if is_full_disk(error):
            raise
        raise UserError(
            f"{file} cannot be opened ({type(error).__name__}); close other programs "
            "that use it, or put back a copy that is whole"
        ) from None
    file.chmod(0o600)
    con.execute("set global TimeZone = 'UTC'")
    return con


def _quoted(value: Path | str) -> str:
    return str(value).replace("'", "''")
