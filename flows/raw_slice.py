"""A slice of a file's rows, which SQL reads by the name of the variable that holds it.

DuckDB takes streams of Arrow columns from any object that offers them. Apache's
nanoarrow makes them of the bytes as they are; pyarrow, with what it loads, takes
longer to start than a night takes to read what a mailbox grew by.

Spec: https://arrow.apache.org/docs/format/CDataInterface/PyCapsuleInterface.html
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from flows.raw_columns import join
from flows.raw_rows import Column, Kind, Rows, kinds_of, pack_column
from flows.raw_values import SHAPES

if TYPE_CHECKING:
    from duckdb import DuckDBPyRelation

# Arrow's types, as nanoarrow names them
_TYPES = {
    "text": "string", "flag": "bool_", "whole": "int32", "long": "int64",
    "real": "float64",
}  # fmt: skip


def load() -> None:
    """Load ahead of need what gives DuckDB its rows."""
    import nanoarrow  # noqa: F401 - loaded, no more


class Slice:
    """Packed columns of one length, at least one of them, each under its name.

    They come in parts, which are joined when they are asked for: DuckDB takes in
    one batch in less time than many small ones, and most columns of rows that are
    known are never asked for.
    """

    def __init__(self, columns: Mapping[str, Sequence[Column]]) -> None:
        self._columns = columns

    @classmethod
    def of(cls, each: Sequence[Rows], **beside: Column) -> Slice:
        """Rows of one table, and other columns beside theirs."""
        parts = zip(*(rows.columns for rows in each), strict=True)
        columns = dict(zip(SHAPES[each[0].table].columns, parts, strict=True))
        return cls({**columns, **{name: [column] for name, column in beside.items()}})

    @classmethod
    def taken(cls, answer: DuckDBPyRelation) -> Slice:
        """All that the archive answers, in its order."""
        import nanoarrow

        kinds = kinds_of(answer)
        parts = [[pack_column((), kind)] for kind in kinds.values()]
        for array in nanoarrow.c_array_stream(answer):
            for part, column in zip(parts, array.view().children, strict=True):
                part.append(_packed(column, part[0].kind))
        return cls(dict(zip(kinds, parts, strict=True)))

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' names, in their order."""
        return tuple(self._columns)

    def __len__(self) -> int:
        """How many rows there are."""
        return sum(part.length for part in next(iter(self._columns.values())))

    def __getitem__(self, name: str) -> Column:
        """The column of that name."""
        return join(self._columns[name])

    def select(self, *names: str) -> Slice:
        """These columns only: DuckDB would read all of them."""
        return Slice({name: [self[name]] for name in names})

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """Give DuckDB the rows, as often as it asks for them."""
        import nanoarrow

        stream = nanoarrow.c_array_stream(self._array)
        return stream.__arrow_c_stream__(requested_schema)

    @cached_property  # DuckDB asks twice, for the columns' names and for the rows
    def _array(self) -> Any:
        """The columns as Arrow's streams have them: as one of structs."""
        columns = tuple(map(join, self._columns.values()))
        inside = zip(self._columns, (column.kind for column in columns), strict=True)
        kind = Kind("struct", tuple(inside))
        return _unpacked(Column(kind, len(self), 0, (None,), columns))


def _unpacked(column: Column) -> Any:
    """The column as nanoarrow has it; its bytes are not copied."""
    import nanoarrow

    return nanoarrow.c_array_from_buffers(
        _type_of(column.kind),
        column.length,
        column.buffers,
        null_count=column.nulls,
        children=map(_unpacked, column.children),
    )


def _packed(array: Any, kind: Kind) -> Column:
    """A column nanoarrow has, as ours."""
    valid, *buffers = map(bytes, array.buffers)
    nulls = array.null_count
    inside = zip(array.children, kind.inside, strict=True)
    children = tuple(_packed(child, inner) for child, (_, inner) in inside)
    return Column(
        kind, array.length, nulls, (valid if nulls else None, *buffers), children
    )


@cache
def _type_of(kind: Kind) -> Any:
    import nanoarrow

    inside = {name: _type_of(inner) for name, inner in kind.inside}
    if kind.name == "struct":
        made = nanoarrow.struct(inside)
    elif kind.name == "list":
        made = nanoarrow.list_(*inside.values())
    elif kind.name == "time":
        made = nanoarrow.timestamp("us")
    else:
        made = getattr(nanoarrow, _TYPES[kind.name])()
    return nanoarrow.c_schema(made)
