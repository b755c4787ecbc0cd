"""Which records a file holds, and what has gone from it since it was last read.

Only of a file that is all its account holds can a record have gone: it stands in no
file of the account any more, and becomes a tombstone.

SQL names the Arrow table by the variable that holds it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from flows.raw_values import SHAPES

if TYPE_CHECKING:
    import pyarrow as pa
    from duckdb import DuckDBPyConnection as Connection


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
    said: pa.Table,  # noqa: ARG001 - SQL reads it
) -> None:
    """Note which records of a table the file holds: the column `source_key`."""
    run_id, source, account, file, _ = origin
    con.execute(_KEYS, [run_id, source, account, file, table] * 2)


def bury(con: Connection, origin: Origin) -> None:
    """Delete what the file held when last read and no file holds now."""
    names = origin._asdict()
    del names["region"]
    for table in SHAPES:
        con.execute(_TOMBSTONES.format(table=table), names)


_KEYS = """
    insert into raw.file_keys by name
    select
        ? as run_id, ? as source, ? as account, ? as file, ? as relation,
        source_key,
    from (
        select source_key from said
        except
        select source_key
        from raw.file_keys
        where
            run_id = ?
            and source = ?
            and account = ?
            and file = ?
            and relation = ?
    )
"""
_TOMBSTONES = """
    insert into raw.{table} by name
    with
    newest_readings as (
        select file, max(run_id) as run_id
        from raw.file_reads
        where
            source = $source
            and account = $account
            and state = 'read'
            and run_id not in (select run_id from raw.undone_runs)
        group by file
    ),
    keys as (
        select run_id, file, source_key
        from raw.file_keys
        where
            source = $source
            and account = $account
            and relation = '{table}'
    ),
    held as (
        select file, source_key
        from keys
        semi join newest_readings using (file, run_id)
    ),
    gone as (
        select source_key from held where file = $file
        except
        select source_key from held where file != $file
        except
        select source_key from keys where file = $file and run_id = $run_id
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
