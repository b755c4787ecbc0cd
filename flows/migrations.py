"""An archive outlives the program that made it: its version, and the ways forward.

New columns need no step, they are added empty. A step stands here when rows must be
rewritten; it runs once, in one transaction, and is never changed after a release.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

import duckdb

from flows.settings import UserError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection

_VERSION = "archive_version"

# the n-th makes version n + 2 of version n + 1: SQL over schema raw
STEPS: tuple[str, ...] = ()


class Table(Protocol):
    """A relation of the raw floor, as `warehouse.relations` gives it."""

    @property
    def name(self) -> str:
        """Its name alone."""

    @property
    def path(self) -> str:
        """schema.name, quoted."""

    @property
    def query(self) -> str:
        """The select that gives its columns and no row."""


def complete(con: Connection, floor: Sequence[Table]) -> None:
    """Make what an archive lacks of the raw floor, and bring it forward.

    Raises UserError for one of a newer cultivate, which is left as it is.
    """
    if not _has_all(con, floor):
        with _at_once(con):
            con.execute("create schema if not exists raw")
            for relation in sorted(floor, key=_version_first):
                con.execute(
                    f"create table if not exists {relation.path} as {relation.query}"
                )
                if relation.name == _VERSION:
                    version_of(con)
                _add_columns(con, relation)
    bring_forward(con)


@contextmanager
def _at_once(con: Connection) -> Iterator[None]:
    """All of it or nothing, and down to the disk once."""
    con.execute("begin")
    try:
        yield
    except BaseException:
        con.execute("rollback")
        raise
    con.execute("commit")


def _has_all(con: Connection, floor: Iterable[Table]) -> bool:
    """Whether every table has every column: sooner asked by name than made again."""
    try:
        return all(
            named(relation).issubset(con.table(relation.path).columns)
            for relation in floor
        )
    except duckdb.CatalogException:
        return False


def named(relation: Table) -> set[str]:
    """The columns of a relation of the raw floor, by its text alone."""
    return set(re.findall(r" as \"?(\w+)\"?,?$", relation.query, re.MULTILINE))


def _version_first(relation: Table) -> bool:
    return relation.name != _VERSION


def _add_columns(con: Connection, relation: Table) -> None:
    """Give a table of an older archive the columns that came since, empty."""
    held = con.table(relation.path).columns
    wanted = con.sql(relation.query)
    for name, kind in zip(wanted.columns, wanted.types, strict=True):
        if name not in held:
            con.execute(f'alter table {relation.path} add column "{name}" {kind}')


def version_of(con: Connection, steps: Sequence[str] = STEPS) -> int:
    """The version of an open archive; one that does not say is of the first.

    Raises UserError when a newer cultivate has written it.
    """
    found = con.execute("select max(version) from raw.archive_version").fetchall()
    version: int = found[0][0] or 1
    newest = len(steps) + 1
    if version > newest:
        raise UserError(
            f"the archive is of version {version}, written by a newer cultivate than "
            f"this one, which knows {newest}; update cultivate, nothing was changed"
        )
    return version


def bring_forward(con: Connection, steps: Sequence[str] = STEPS) -> None:
    """Bring an archive, its columns complete, to the newest version: all or nothing."""
    newest = len(steps) + 1
    if con.execute("from raw.archive_version").fetchall() == [(newest,)]:
        return
    with _at_once(con):
        for step in steps[version_of(con, steps) - 1 :]:
            con.execute(step)
        con.execute("delete from raw.archive_version")
        con.execute("insert into raw.archive_version values (?)", [newest])
