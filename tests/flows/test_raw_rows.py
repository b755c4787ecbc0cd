"""Rows become Arrow columns, without a loop over values in the database."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from flows.raw_rows import make_column

ROOT = Path(__file__).resolve().parents[2]
TEXT = st.text(st.characters(exclude_categories=["Cs"]))
NUMBER = st.integers(-(2**31), 2**31 - 1)
TIME = st.datetimes()
PERSON = pa.struct({"role": pa.string(), "accepted": pa.bool_()})
VALUES = {
    pa.string(): TEXT,
    pa.bool_(): st.booleans(),
    pa.int32(): NUMBER,
    pa.float64(): st.floats(allow_nan=False),
    pa.timestamp("us"): TIME,
    pa.list_(pa.string()): st.lists(st.none() | TEXT, max_size=4),
    pa.list_(PERSON): st.lists(
        st.fixed_dictionaries(
            {"role": TEXT, "accepted": st.none() | st.booleans()}
        ),
        max_size=4,
    ),
}  # fmt: skip


@given(st.data(), st.sampled_from(list(VALUES)))
def test_a_column_is_what_arrow_itself_would_make(
    data: st.DataObject, type_: pa.DataType
) -> None:
    """Every type of the raw floor, nulls and empty columns included."""
    values = data.draw(st.lists(st.none() | VALUES[type_], max_size=20))
    made = make_column(values, type_)
    made.validate(full=True)
    assert made.equals(pa.array(values, type_))


def test_making_rows_does_not_load_pandas() -> None:
    """Loading it takes longer than reading what a mailbox grew by."""
    code = """if True:
        import sys, pyarrow as pa
        from flows.raw_rows import make_column
        make_column(["Ana", None], pa.string())
        assert "pandas" not in sys.modules
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
