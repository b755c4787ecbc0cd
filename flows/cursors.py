"""The ledger of cursors: from where each account's next fetch goes on.

A cursor is committed with the rows of what was fetched up to it. It is what remains
when the fetched files have been cleared away.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection


def last(con: Connection, source: str, account: str) -> dict[str, Any]:
    """The newest cursor of an account whose run stands; {} for none."""
    query = """
        select cursor
        from raw.cursors
        where
            source = ?
            and account = ?
            and run_id not in (select run_id from raw.undone_runs)
        order by run_id desc, rowid desc
        limit 1
    """
    found = con.execute(query, [source, account]).fetchall()
    return dict(json.loads(found[0][0])) if found else {}


def remember(
    con: Connection, run_id: int, source: str, account: str, cursor: dict[str, Any]
) -> None:
    """Note a cursor, unless it is the one known; a transaction may be open."""
    if cursor and cursor != last(con, source, account):
        con.execute(
            "insert into raw.cursors by name select ? as run_id, ? as source, "
            "? as account, ? as cursor",
            [run_id, source, account, json.dumps(cursor)],
        )


def folder_of(inbox: Path, source: str, account: str) -> Path:
    """Where what an account fetches lies."""
    return inbox / source / account
