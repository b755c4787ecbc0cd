"""Relations of sql/ tested by given tables and expected rows, without code.

A case is tests/sql/<floor>/<relation>/<case>.json: `says` (the fact), `given`
(rows by table; columns left out are null), optional `settings`, and `expected`
(the rows, with the columns the case is about). Tables have the types the whole
pipeline gives them; the night looks from Sunday 22 November 2026, noon in Madrid.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pytest

from flows import settings as settings_file
from flows import warehouse
from flows.settings import Home

HERE = Path(__file__).parent
CASES = sorted(HERE.glob("*/*/*.json"))
NOW = datetime(2026, 11, 22, 11, tzinfo=UTC)
OWNER = {"owner": {"emails": ["robin@example.com"], "timezone": "Europe/Madrid"}}


@pytest.mark.parametrize(
    "case", CASES, ids=[str(c.relative_to(HERE).with_suffix("")) for c in CASES]
)
def test_case(empty, case):
    """Given these tables, the relation has these rows."""
    told = json.loads(case.read_text(encoding="utf-8"))
    relation = find_relation(case.parent.parent.name, case.parent.name)
    settings = settings_file.parse(
        OWNER | told.get("settings", {}), Home(Path("/home"))
    )
    empty.execute("begin")
    try:
        warehouse.set_variables(empty, settings, NOW, 1)
        for table, rows in told["given"].items():
            columns = list(dict.fromkeys(key for row in rows for key in row))
            whole = [dict.fromkeys(columns) | row for row in rows]
            empty.register("given", pa.Table.from_pylist(whole))
            empty.execute(f"insert into {table} by name from given")
        empty.execute(f"create or replace temp table found as {relation.query}")
        assert rows_of(empty, told["expected"]) == told["expected"], told["says"]
    finally:
        empty.execute("rollback")


def find_relation(floor, name):
    return next(r for r in warehouse.relations(floor) if r.name == name)


def rows_of(con, expected):
    """The rows found, with the columns the case is about, as JSON has them."""
    columns = ", ".join(f'"{name}"' for name in (expected or [{"*": 0}])[0])
    found = con.execute(
        f"select {columns.replace(chr(34) + '*' + chr(34), '*')} from found"
    )
    names = [column[0] for column in found.description]
    return [
        {name: plain(value) for name, value in zip(names, row, strict=True)}
        for row in found.fetchall()
    ]


def plain(value):
    if isinstance(value, float):
        return round(value, 3)
    return str(value) if isinstance(value, date | datetime) else value
