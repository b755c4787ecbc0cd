"""Which records a file holds, and what has gone from it since it was last read.

Only of a file that is all its account holds can a record have gone: it stands in no
file of the account any more, and becomes a tombstone.

SQL names the slice by the variable that holds it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from flows.raw_values import SHAPES

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection

    from flows.raw_slice import Slice


class Origin(NamedTuple):
    """Whose rows they are: a run's, of a file of an account."""

    run_id: int
    source: str
    account: str
    file: str
    region: str


def keep_keys(
    con: Connection,
    origin: Origin,
    table: str,
    said: Slice,  # noqa: ARG001 - SQL reads it
) -> None:
    """Note which records of a table the file holds: the column `source_key`."""
    con.execute(_KEYS, {**_names(origin), "relation": table})


def bury(con: Connection, origin: Origin) -> None:
    """Delete what the file held when last read and no file holds now."""
    names = _names(origin)
    for table in SHAPES:
        counting = _HELD.format(keys=_KEYS_NOW.format(table=table))
        before, now = con.execute(counting, names).fetchall()[0]
        parts = 1 + max(before, now) // TOGETHER if before else 0
        burying = _TOMBSTONES.format(table=table, keys=_KEYS_NOW.format(table=table))
        for part in range(parts):
            con.execute(burying, {**names, "parts": parts, "part": part})


def _names(origin: Origin) -> dict[str, Any]:
    """What the queries know it by."""
    names = origin._asdict()
    del names["region"]
    return names


TOGETHER = 50_000  # keys: of more one question would take more memory
# what is held of them is looked up first: of that few rows are kept, of the file all
_KEYS = """
    insert into raw.file_keys by name
    with
    held as (
        select source_key
        from raw.file_keys
        semi join said using (source_key)
        where
            run_id = $run_id
            and source = $source
            and account = $account
            and file = $file
            and relation = $relation
    )
    select
        $run_id as run_id,
        $source as source,
        $account as account,
        $file as file,
        $relation as relation,
        source_key,
    from (
        select source_key from said
        except
        select source_key from held
    )
"""
# what each file held when it was last read, and what this one holds now
_KEYS_NOW = """
    readings as (
        select file, max(run_id) as run_id
        from raw.file_reads
        where
            source = $source
            and account = $account
            and state = 'read'
            and run_id not in (select run_id from raw.undone_runs)
        group by file
        union
        select $file as file, $run_id as run_id
    ),
    keys as (
        select
            source_key,
            file = $file and run_id < $run_id as before,
        from raw.file_keys
        semi join readings using (file, run_id)
        where
            source = $source
            and account = $account
            and relation = '{table}'
    )
"""
_HELD = """
    with
    {keys}
    select count(*) filter (before), count(*) filter (not before)
    from keys
"""
_TOMBSTONES = """
    insert into raw.{table} by name
    with
    {keys},
    gone as (
        select source_key
        from keys
        where hash(source_key) % $parts = $part
        group by source_key
        having bool_and(before)
        order by source_key
    )
    select
        $source as source,
        $account as account,
        source_key,
        'deleted' as content_hash,
        $run_id as first_run,
        $run_id as last_run,
        $file as source_file,
        true as deleted,
    from gone
"""
