"""Everything that is held about one person, relation by relation."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from flows.commands._database import rows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection

# what speaks of a person by an id, and of a record by another
_PERSONS = ("person_id", "by_person_id")
_RECORDS = ("record_a", "record_b", "record_id")


def as_json(con: Connection, person_id: str) -> str:
    """One object: a list of rows for each public relation that has any of theirs."""
    held = {
        relation: found
        for relation, columns in _columns(con).items()
        if (found := _theirs(con, relation, columns, person_id))
    }
    return json.dumps(held, indent=1, ensure_ascii=False, default=str) + "\n"


def _columns(con: Connection) -> dict[str, list[str]]:
    query = """
        select table_name, list(column_name order by column_index) as columns
        from duckdb_columns()
        where schema_name = 'main' and not internal
        group by table_name
        order by table_name
    """
    return {row["table_name"]: row["columns"] for row in rows(con, query)}


def _theirs(
    con: Connection, relation: str, columns: list[str], person_id: str
) -> list[dict[str, Any]]:
    ours = "select record_id from contact_records where person_id = $id"
    asked = [f"{name} = $id" for name in _PERSONS if name in columns]
    asked += [f"{name} in ({ours})" for name in _RECORDS if name in columns]
    if not asked:
        return []
    query = f"from {relation} where {' or '.join(asked)} order by all"
    return rows(con, query, {"id": person_id})
