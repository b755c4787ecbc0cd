"""Rows of the raw floor as Arrow tables, made where the file is read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flows.raw_values import SHAPES

if TYPE_CHECKING:
    import pyarrow as pa


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


def make_rows(table: str, rows: list[list[Any]], schema: pa.Schema) -> pa.Table:
    """Rows of a Shape as columns of the schema's types."""
    import pyarrow as pa

    columns = SHAPES[table].columns
    types = [schema.field(name).type for name in columns]
    said = zip(*rows, strict=True)
    arrays = [
        pa.array(column, type_) for column, type_ in zip(said, types, strict=True)
    ]
    return pa.table(arrays, names=list(columns))


def pack_rows(table: str, rows: list[list[Any]], schema: pa.Schema) -> Rows:
    """Rows of a Shape as they go from one process to another."""
    import pyarrow as pa

    made = make_rows(table, rows, schema)
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, made.schema) as stream:
        stream.write_table(made)
    return Rows(table, len(rows), sink.getvalue().to_pybytes())
