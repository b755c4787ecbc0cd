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
    con.execute(_READINGS, _columns([_reading(each) for each in files]))
    problems = [problem for each in files for problem in _problems(each)]
    if problems:
        con.execute(_PROBLEMS, _columns(problems))


def _columns(rows: Sequence[Sequence[object]]) -> list[list[object]]:
    return [list(column) for column in zip(*rows, strict=True)]


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


_READINGS = """
    insert into raw.file_reads by name
    select
        unnest(?::integer[]) as run_id,
        unnest(?::varchar[]) as source,
        unnest(?::varchar[]) as account,
        unnest(?::varchar[]) as file,
        unnest(?::varchar[]) as fingerprint,
        unnest(?::integer[]) as extractor_version,
        unnest(?::bigint[]) as records,
        unnest(?::bigint[]) as interactions,
        unnest(?::bigint[]) as problems,
        unnest(?::double[]) as seconds,
        unnest(?::varchar[]) as state
"""
_PROBLEMS = """
    insert into raw.problems by name
    select
        unnest(?::integer[]) as run_id,
        unnest(?::varchar[]) as source,
        unnest(?::varchar[]) as account,
        unnest(?::varchar[]) as file,
        unnest(?::varchar[]) as place,
        unnest(?::varchar[]) as what,
        unnest(?::varchar[]) as why,
        unnest(?::varchar[]) as cure
"""
