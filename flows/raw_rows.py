"""Rows of the raw floor as Arrow tables, made where the file is read.

The columns are built from their buffers: `pyarrow.array` would look at each value
several times, and load pandas to ask whether it is one of pandas' own.

Spec: https://arrow.apache.org/docs/format/Columnar.html
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate, chain
from typing import TYPE_CHECKING, Any

from flows.raw_values import SHAPES

if TYPE_CHECKING:
    import pyarrow as pa

_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - the raw floor's times are UTC without zone
_MICROSECOND = timedelta(microseconds=1)
# how the array module names the number types of the raw floor
_CODES = {"int32": "i", "int64": "q", "double": "d", "timestamp[us]": "q"}


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows another process made, as the bytes of an Arrow stream."""

    table: str
    count: int
    packed: bytes

    def unpack(self) -> pa.Table:
        """The rows, without the columns that all rows of a file share."""
        import pyarrow as pa

        with pa.ipc.open_stream(self.packed) as stream:
            return stream.read_all()


def make_rows(table: str, rows: list[list[Any]], schema: pa.Schema) -> pa.RecordBatch:
    """Rows of a Shape as columns of the schema's types."""
    import pyarrow as pa

    columns = SHAPES[table].columns
    types = [schema.field(name).type for name in columns]
    said = zip(*rows, strict=True)
    made = [
        make_column(column, type_) for column, type_ in zip(said, types, strict=True)
    ]
    return pa.RecordBatch.from_arrays(made, names=list(columns))


def pack_rows(table: str, rows: list[list[Any]], schema: pa.Schema) -> Rows:
    """Rows of a Shape as they go from one process to another."""
    import pyarrow as pa

    made = make_rows(table, rows, schema)
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, made.schema) as stream:
        stream.write_batch(made)
    return Rows(table, len(rows), sink.getvalue().to_pybytes())


def make_column(values: Sequence[Any], type_: pa.DataType) -> pa.Array:
    """Values as an Arrow array; None is null. Structs are mappings by field name.

    Types: text, boolean, the numbers and times the raw floor has, and lists and
    structs of these. Raises KeyError for any other.
    """
    import pyarrow as pa

    nulls = values.count(None)
    valid = _bits([value is not None for value in values]) if nulls else None
    children = None
    if pa.types.is_string(type_):
        buffers = _text(["" if v is None else v for v in values] if nulls else values)
    elif pa.types.is_boolean(type_):
        buffers = [_bits(values)]
    elif pa.types.is_list(type_):
        lists = [v or () for v in values]
        items = list(chain.from_iterable(lists))
        buffers = [_offsets(map(len, lists))]
        children = [make_column(items, type_.value_type)]
    elif pa.types.is_struct(type_):
        buffers = []
        children = [_member(values, type_.field(i)) for i in range(type_.num_fields)]
    else:
        buffers = [_numbers(values, str(type_))]
    held = [None if each is None else pa.py_buffer(each) for each in (valid, *buffers)]
    return pa.Array.from_buffers(
        type_, len(values), held, null_count=nulls, children=children
    )


def _member(values: Sequence[Any], field: pa.Field) -> pa.Array:
    name = field.name
    return make_column([v[name] if v else None for v in values], field.type)


def _text(values: Sequence[str]) -> list[bytes]:
    """Where each text ends, and all of them one behind the other."""
    joined = "".join(values)
    if joined.isascii():
        return [_offsets(map(len, values)), joined.encode("ascii")]
    encoded = [value.encode() for value in values]
    return [_offsets(map(len, encoded)), b"".join(encoded)]


def _offsets(lengths: Any) -> bytes:
    return array("i", accumulate(lengths, initial=0)).tobytes()


def _numbers(values: Sequence[Any], type_: str) -> bytes:
    if type_.startswith("timestamp"):
        values = [0 if v is None else (v - _EPOCH) // _MICROSECOND for v in values]
    return array(_CODES[type_], [v or 0 for v in values]).tobytes()


def _bits(flags: Sequence[Any]) -> bytes:
    """One bit a flag, the first the lowest of the first byte."""
    if not flags:
        return b""
    digits = "".join(["1" if flag else "0" for flag in reversed(flags)])
    return int(digits, 2).to_bytes((len(flags) + 7) // 8, "little")
