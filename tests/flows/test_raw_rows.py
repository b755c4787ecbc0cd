"""Rows become Arrow columns, without a loop over values in the database."""

from __future__ import annotations

import ast
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors import Interaction, Participant
from flows.raw_columns import join, pick, texts
from flows.raw_rows import Column, Kind, kinds_of, pack_column
from flows.raw_slice import Slice
from flows.raw_values import SHAPES, values_of

ROOT = Path(__file__).resolve().parents[2]
TEXT = st.text(st.characters(exclude_categories=["Cs"]))
NUMBER = st.integers(-(2**31), 2**31 - 1)
TIME = st.datetimes()
VALUES = {
    "varchar": TEXT,
    "boolean": st.booleans(),
    "integer": NUMBER,
    "bigint": NUMBER,
    "double": st.floats(allow_nan=False),
    "timestamp": TIME,
    "varchar[]": st.lists(st.none() | TEXT, max_size=4),
    "struct(said varchar, accepted boolean)[]": st.lists(
        st.tuples(TEXT, st.none() | st.booleans()),
        max_size=4,
    ),
}


TOUCH = {
    "source_key": "1@example.org",
    "once_key": "mail:1@example.org",
    "happened_at": datetime(2023, 9, 4, 8, tzinfo=UTC),
    "time_source": "date",
    "channel": "email",
    "participants": (Participant("from", "ana@example.org"),),
}


@given(st.data(), st.sampled_from(list(VALUES)))
def test_a_column_is_what_arrow_itself_would_make(
    data: st.DataObject, type_: str
) -> None:
    """Every type of the raw floor, nulls and empty columns included."""
    values = data.draw(st.lists(st.none() | VALUES[type_], max_size=20))
    packed = pack(values, type_)
    table = pa.table(Slice({"it": [packed]}))
    made = table["it"].combine_chunks()
    made.validate(full=True)
    assert made.equals(pa.array(values, made.type))
    assert 0 <= packed.size - made.nbytes <= 32  # ends of buffers
    assert duckdb.from_arrow(table).types == [type_]


def pack(values: list[Any], type_: str) -> Column:
    """Values of a type as the raw floor has them."""
    return pack_column(
        values, kinds_of(duckdb.sql(f"select null::{type_} as it"))["it"]
    )


@given(st.data(), st.sampled_from(list(VALUES)))
def test_columns_joined_are_the_column_of_all_values(
    data: st.DataObject, type_: str
) -> None:
    """Of every type, whether there are nulls in some, in all or in none."""
    parts = data.draw(st.lists(st.lists(st.none() | VALUES[type_]), min_size=1))
    joined = join([pack(part, type_) for part in parts])
    assert joined == pack([value for part in parts for value in part], type_)


@given(st.data(), st.sampled_from(list(VALUES)))
def test_what_the_archive_answers_comes_back_as_it_went(
    data: st.DataObject, type_: str
) -> None:
    """A slice in SQL is its rows in their order, as often as it is asked for."""
    values = data.draw(st.lists(st.none() | VALUES[type_]))
    rows = Slice({"it": [pack(values, type_)] * 2})
    with duckdb.connect() as con:
        once = Slice.taken(con.sql("from rows"))
        first = con.sql("from rows").fetchall()
        again = con.sql("from rows").fetchall()
        back = con.sql("from once").fetchall()
        assert first == again == back
        assert len(first) == len(rows) == len(once)


@given(st.lists(st.none() | TEXT), st.lists(st.none() | TIME))
def test_texts_and_times_are_picked_by_number(
    said: list[str | None], times: list[datetime | None]
) -> None:
    """In the order asked for, nulls among them; read as text a null is empty."""
    for values, type_ in ((said, "varchar"), (times, "timestamp")):
        which = list(reversed(range(0, len(values), 2)))
        picked = [values[number] for number in which]
        assert pick(pack(list(values), type_), which) == pack(picked, type_)
    assert texts(pack(list(said), "varchar")) == [text or "" for text in said]


def test_sql_is_given_the_columns_that_were_chosen() -> None:
    """What is not asked for is not handed over."""
    names = pack_column(["Ana", "Wei"], Kind("text"))
    rows = Slice({name: [names, names] for name in "abc"}).select("b", "a")
    assert (rows.names, len(rows)) == (("b", "a"), 4)
    assert duckdb.sql("from rows").columns == ["b", "a"]


def in_short(numbers: range) -> dict[str, list[Any]]:
    """So many interactions as Fields."""
    one: dict[str, Any] = TOUCH | {"participants": [("from", "ana@example.org", None)]}
    said = {name: [value] * len(numbers) for name, value in one.items()}
    return said | {"subject": [f"{n}" for n in numbers], "words": list(numbers)}


def test_interactions_in_short_are_the_same_rows() -> None:
    """Fields give the columns that the interactions made of them give."""
    shape = SHAPES["interactions"]
    each = [dict(TOUCH, subject=f"{number}", words=number) for number in range(5)]
    whole = shape.turn([shape.values(Interaction(**one)) for one in each])
    gathered = shape.fill(shape.gather([in_short(range(2)), in_short(range(2, 5))]))
    assert list(map(list, gathered)) == list(map(list, shape.fill(whole)))


def test_interactions_in_short_are_the_same_values() -> None:
    """Fields give the values that the interactions made of them give one by one."""
    made = values_of(in_short(range(3)))
    each = [dict(TOUCH, subject=f"{number}", words=number) for number in range(3)]
    assert made.table == "interactions"
    assert made.each == [values_of(Interaction(**one)).each[0] for one in each]


@pytest.mark.parametrize(
    "odd", [{"colour": ["red"]}, {"note": ["Tea"]}, {"subject": []}, {"words": [1, 2]}]
)
def test_interactions_in_short_say_the_same_fields(odd: dict[str, list[Any]]) -> None:
    """What only some name or more say than there are is not lost unseen."""
    usual = in_short(range(1))
    for said in ([usual, usual | odd], [usual | odd, usual]):
        with pytest.raises(KeyError):
            SHAPES["interactions"].gather(said)


def test_packing_rows_loads_nothing() -> None:
    """A process that reads does not load what hands rows to the archive."""
    code = """if True:
        import sys
        from flows.raw_rows import Kind, pack_column
        pack_column(["Ana", None], Kind("text"))
        assert not {"duckdb", "nanoarrow", "pyarrow"} & set(sys.modules)
    """
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


def test_rows_go_into_the_archive_by_arrow_only() -> None:
    """No module calls executemany: row by row it is a thousand times slower."""
    called = [
        f"{path.name}:{node.lineno}"
        for folder in ("flows", "connectors")
        for path in (ROOT / folder).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr == "executemany"
    ]
    assert called == []
