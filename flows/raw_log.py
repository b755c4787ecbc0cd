"""Which files were read, how that ended, and what could not be read in them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection

    from flows.raw import Batches


class Told(NamedTuple):
    """A file that was read: what it was like, and how its reading ended."""

    batches: Batches
    fingerprint: str
    version: int
    state: str
    seconds: float


def write(con: Connection, files: Sequence[Told]) -> None:
    """Write readings and their problems; the rows of the files have been counted."""
    _add(con, "file_reads", _READING, [_reading(each) for each in files])
    problems = [problem for each in files for problem in _problems(each)]
    if problems:
        _add(con, "problems", _PROBLEM, problems)


def _add(
    con: Connection,
    table: str,
    names: Sequence[str],
    rows: Sequence[Sequence[object]],
) -> None:
    columns = [list(column) for column in zip(*rows, strict=True)]
    values = ", ".join(f"unnest(?) as {name}" for name in names)
    con.execute(f"insert into raw.{table} by name select {values}", columns)


def _where(file: Told) -> tuple[object, ...]:
    said = file.batches
    return said.run_id, said.source, said.account, said.file


def _reading(file: Told) -> tuple[object, ...]:
    said = file.batches
    counts = said.new_records, said.new_interactions, said.problems
    how = file.seconds, file.state
    return *_where(file), file.fingerprint, file.version, *counts, *how


def _problems(file: Told) -> list[tuple[object, ...]]:
    return [
        (*_where(file), said.place, said.what, said.why, said.cure)
        for said in file.batches.told
    ]


_WHERE = ("run_id", "source", "account", "file")
_READING = (
    *_WHERE,
    *("fingerprint", "extractor_version", "records", "interactions", "problems"),
    *("seconds", "state"),
)
_PROBLEM = (*_WHERE, "place", "what", "why", "cure")
