"""Reads what the sections show: rows of `report.*` and `main.*`, times local."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb

from flows import warehouse
from flows.report import words
from flows.settings import UserError

Row = dict[str, Any]


@dataclass(frozen=True)
class Material:
    """What one report is made of."""

    as_of: datetime  # in the owner's zone
    rows: dict[str, list[Row]]  # by relation of schema report

    def __getitem__(self, relation: str) -> list[Row]:
        """The rows of one relation, in their order."""
        return self.rows[relation]


def read(database: Path, as_of: datetime, zone: ZoneInfo) -> Material:
    """Every relation of the report's floor; TIMESTAMPs become the zone's time.

    Rows come as they are stored, and they are stored in the order the relation says.
    """
    con = warehouse.read(database)
    try:
        rows = {
            relation.name: _rows(con, f"from {relation.path}", zone)
            for relation in warehouse.relations("9_report")
            if relation.name != "relationships"  # a table of its own, and long
        }
    except duckdb.CatalogException:
        raise UserError(
            f"{database} is of another version of cultivate; make it anew: "
            "cultivate build"
        ) from None
    finally:
        con.close()
    return Material(as_of.astimezone(zone), rows)


def _rows(con: duckdb.DuckDBPyConnection, query: str, zone: ZoneInfo) -> list[Row]:
    result = con.execute(query)
    names = [column[0] for column in result.description]
    return [
        dict(zip(names, [_local(value, zone) for value in row], strict=True))
        for row in result.fetchall()
    ]


def _local(value: Any, zone: ZoneInfo) -> Any:
    if isinstance(value, str):
        return words.tame(value)
    if isinstance(value, datetime):
        return value.replace(tzinfo=UTC).astimezone(zone)
    if isinstance(value, list):
        return [_local(item, zone) for item in value]
    return value
