"""A SQL file is one select that reads only what stands below it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import duckdb
import pytest

SQL = Path(__file__).parent.parent / "sql"
# public is made of the finished scores, and the report's sections of both.
ORDER = [
    "raw",
    "staging",
    "matches",
    "people",
    "interactions",
    "ties",
    "reasons",
    "scores",
    "main",
    "report",
]
# What resolve writes before the SQL of its floor runs.
MADE_IN_PYTHON = {
    "normal_email",
    "normal_phone",
    "normal_name",
    "normal_organisation",
    "weighed",
    "assignments",
    "refused",
    "proposals",
    "redirects_new",
    "together",
}
RELATIONS = sorted(
    path for path in SQL.glob("*/*.sql") if re.match(r"\d_|public$", path.parent.name)
)
LOOSE = sorted([*SQL.glob("checks/*.sql"), *SQL.glob("questions/*.sql")])


def _name(path):
    return path.relative_to(SQL).with_suffix("").as_posix()


LAST = 100  # a file without a number


every_relation = pytest.mark.parametrize("path", RELATIONS, ids=_name)
every_file = pytest.mark.parametrize("path", RELATIONS + LOOSE, ids=_name)


@every_relation
def test_a_relation_reads_only_what_stands_below_it(path):
    """Lower floors, and in its own floor only files with a lower number."""
    text = path.read_text(encoding="utf-8")
    assert reaches_up(schema_of(path), path.stem, text) == set()


@every_relation
def test_a_relation_says_its_grain_first(path):
    """The first line is `-- One row per ...`, which becomes its comment."""
    assert path.read_text(encoding="utf-8").startswith("-- One row per ")


@pytest.mark.parametrize(
    "path",
    [path for path in RELATIONS if path.parent.name in ("public", "9_report")],
    ids=_name,
)
def test_what_is_shown_says_its_order(path):
    """The same inputs give the same rows in the same order, on any processors."""
    (statement,) = _parsed(path.read_text("utf-8"))["statements"]
    modifiers = [modifier["type"] for modifier in statement["node"]["modifiers"]]
    assert "ORDER_MODIFIER" in modifiers


@every_file
def test_a_file_is_one_select(path):
    """DuckDB reads each file as exactly one select statement."""
    statements = duckdb.extract_statements(path.read_text(encoding="utf-8"))
    assert [statement.type.name for statement in statements] == ["SELECT"]


def test_lines_are_short_and_indented_by_blanks():
    """No line without a comment is wider than 80 columns; none holds a tab."""
    wrong = [
        f"{_name(path)}:{number}"
        for path in RELATIONS + LOOSE
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if "\t" in line or (len(line) > 80 and "--" not in line)
    ]
    assert wrong == []


@pytest.mark.parametrize("path", LOOSE, ids=_name)
def test_questions_and_checks_name_relations_that_exist(path):
    """A question reads the public relations; a check may read every floor."""
    read = tables_of(path.read_text(encoding="utf-8"))
    floors = {"main", ""} if path.parent.name == "questions" else {*ORDER, ""}
    assert {schema for schema, _ in read} <= floors


@pytest.mark.parametrize(
    ("schema", "stem", "text"),
    [
        ("staging", "10_a", "select * from people.people"),
        ("people", "10_a", "select * from people.b"),
        ("people", "10_a", "select * from main.scores"),
        ("scores", "scores", "select * from unqualified"),
        ("ties", "a", "select 1 where exists (from report.week)"),
    ],
)
def test_reaching_up_is_seen(schema, stem, text):
    """A higher floor, a sideways reading and a bare name are each found."""
    assert reaches_up(schema, stem, text)


def test_reading_below_is_allowed():
    """Lower floors, lower numbers of the own floor and CTEs may be read."""
    (lower,) = [p for p in RELATIONS if p.parent.name == "1_raw"][:1]
    text = f"with c as (from raw.{lower.stem}) select * from c, staging.x"
    assert reaches_up("people", "10_a", text) == set()


def schema_of(path):
    folder = path.parent.name
    return "main" if folder == "public" else folder.split("_", 1)[1]


def reaches_up(schema, stem, text):
    """The tables a file may not read: (schema, table), schema empty if bare."""
    below = ORDER[: ORDER.index(schema)]
    return {
        (read, table)
        for read, table in tables_of(text)
        if read not in below
        and not (read == schema and _place(schema, table) < _number(stem))
    }


def _place(schema, table):
    """The number of a table's file; a table without one stands last."""
    if table in MADE_IN_PYTHON:
        return 0
    return min(
        (
            _number(path.stem)
            for path in RELATIONS
            if schema_of(path) == schema and re.sub(r"^\d+_", "", path.stem) == table
        ),
        default=LAST,
    )


def _number(stem):
    return int(re.match(r"(\d*)", stem)[0] or LAST)


def tables_of(text):
    """Every table a select reads, CTEs left out, from DuckDB's own parser."""
    nodes = list(_walk(_parsed(text)))
    shadows = {
        entry["key"]
        for node in nodes
        for entry in (node.get("cte_map") or {}).get("map", [])
    }
    return {
        (node["schema_name"], node["table_name"])
        for node in nodes
        if node.get("type") == "BASE_TABLE"
        and (node["schema_name"] or node["table_name"] not in shadows)
    }


def _parsed(text):
    """A select as DuckDB's own parser reads it."""
    tree = json.loads(
        duckdb.execute("select json_serialize_sql(?::varchar)", [text]).fetchone()[0]
    )
    assert not tree["error"], tree.get("error_message")
    return tree


def _walk(node):
    if isinstance(node, dict):
        yield node
        for value in node.values():
            yield from _walk(value)
    elif isinstance(node, list):
        for value in node:
            yield from _walk(value)
