"""Rows of Python as relations of schema people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection

WEIGHT = {"weight": "double"}


def texts(names: str) -> dict[str, str]:
    """Columns of text, for `write`."""
    return dict.fromkeys(names.split(), "varchar")


def write(
    con: Connection, table: str, columns: dict[str, str], rows: Sequence[Sequence[Any]]
) -> None:
    """Make people.TABLE of rows; columns: each name with its type, in order."""
    import pyarrow as pa

    types = {
        "varchar": pa.string(),
        "double": pa.float64(),
        "bigint": pa.int64(),
    }
    schema = pa.schema([(name, types[kind]) for name, kind in columns.items()])
    values = list(zip(*rows, strict=True)) or [() for _ in columns]
    arrays = [
        pa.array(value, field.type) for value, field in zip(values, schema, strict=True)
    ]
    con.execute("create schema if not exists people")
    con.register("written", pa.Table.from_arrays(arrays, schema=schema))
    con.execute(f"create or replace table people.{table} as from written")
    con.unregister("written")
