"""Rows of the raw floor as Arrow columns, packed where the file is read.

A process that reads packs its rows into plain bytes, which are the buffers of
Arrow columns. Who writes them into the archive hands them to DuckDB as they are.

Spec: https://arrow.apache.org/docs/format/Columnar.html
"""

from __future__ import annotations

import struct
from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import accumulate, chain
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from flows.raw_values import SHAPES

if TYPE_CHECKING:
    from duckdb import DuckDBPyRelation

_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - the raw floor's times are UTC without zone
_SECONDS = 24 * 60 * 60  # of a day

# a column's kind by its type in the archive
_KINDS = {
    "varchar": "text", "boolean": "flag", "timestamp": "time",
    "integer": "whole", "bigint": "long", "double": "real",
}  # fmt: skip
# what stands where a null does
_NOTHING = {
    "text": "", "flag": False, "time": _EPOCH, "whole": 0, "long": 0, "real": 0.0,
}  # fmt: skip


class Kind(NamedTuple):
    """What a column holds: one of _NOTHING, `list` or `struct`.

    inside: what a list's items are; of a struct, each field's kind by its name.
    """

    name: str
    inside: tuple[tuple[str, Kind], ...] = ()


Kinds: TypeAlias = Mapping[str, Kind]


class Column(NamedTuple):
    """A column's buffers, in the order of Arrow's specification."""

    kind: Kind
    length: int
    nulls: int
    buffers: tuple[bytes | None, ...]
    children: tuple[Column, ...] = ()

    @property
    def size(self) -> int:
        """Its bytes."""
        own = sum(len(each) for each in self.buffers if each is not None)
        return own + sum(child.size for child in self.children)


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows another process made: the columns a Shape has, without the common ones."""

    table: str
    count: int
    columns: tuple[Column, ...]

    @property
    def size(self) -> int:
        """How many bytes they take."""
        return sum(column.size for column in self.columns)


def kinds_of(table: DuckDBPyRelation) -> Kinds:
    """The columns of a table by name; raises KeyError for a type no raw table has."""
    return {
        name: _kind_of(type_)
        for name, type_ in zip(table.columns, table.types, strict=True)
    }


def _kind_of(type_: Any) -> Kind:
    if type_.id not in {"list", "struct"}:
        return Kind(_KINDS[type_.id])
    inside = tuple((name, _kind_of(inner)) for name, inner in type_.children)
    return Kind(type_.id, inside)


def pack_rows(table: str, each: Sequence[Sequence[Any]], kinds: Kinds) -> Rows:
    """The values of a Shape's things as they go from one process to another."""
    return pack_columns(table, SHAPES[table].turn(each), kinds)


def pack_columns(table: str, columns: Sequence[Sequence[Any]], kinds: Kinds) -> Rows:
    """The same, of values a column at a time: at least one of each."""
    shape = SHAPES[table]
    packed = [
        pack_column(values, kinds[name])
        for name, values in zip(shape.columns, shape.fill(columns), strict=True)
    ]
    return Rows(table, len(columns[0]), tuple(packed))


def pack_column(values: Sequence[Any], kind: Kind) -> Column:
    """Values as the buffers of a column; None is null, structs are tuples."""
    length = len(values)
    nulls = values.count(None)
    valid = None
    if nulls:
        valid = _bits([value is not None for value in values])
    children: tuple[Column, ...] = ()
    if kind.name == "list":
        # as most are that a source does not fill
        lists = [v or () for v in values] if any(values) else ()
        items = list(chain.from_iterable(lists))
        children = (pack_column(items, kind.inside[0][1]),)
        ends = _offsets(map(len, lists)) if items else bytes(4 * (length + 1))
        buffers: tuple[bytes, ...] = (ends,)
    elif kind.name == "struct":
        nobody = (None,) * len(kind.inside)
        whole = [v or nobody for v in values] if nulls else values
        parts = zip(*whole, strict=True) if whole else [()] * len(kind.inside)
        inside = zip(parts, kind.inside, strict=True)
        children = tuple(pack_column(part, inner) for part, (_, inner) in inside)
        buffers = ()
    elif nulls == length:
        buffers = _PACKED[kind.name]([_NOTHING[kind.name]] * length)
    else:
        nothing = _NOTHING[kind.name]
        whole = [nothing if v is None else v for v in values] if nulls else values
        buffers = _PACKED[kind.name](whole)
    return Column(kind, length, nulls, (valid, *buffers), children)


def _pack_text(values: Sequence[str]) -> tuple[bytes, ...]:
    """Where each text ends, and all of them one behind the other."""
    joined = "".join(values)
    if not joined:
        return bytes(4 * (len(values) + 1)), b""
    if joined.isascii():
        return _offsets(map(len, values)), joined.encode("ascii")
    encoded = [value.encode() for value in values]
    return _offsets(map(len, encoded)), b"".join(encoded)


def _offsets(lengths: Iterable[int]) -> bytes:
    ends = list(accumulate(lengths, initial=0))
    return struct.pack(f"={len(ends)}i", *ends)


def _pack_times(values: Sequence[datetime]) -> tuple[bytes, ...]:
    if values.count(_EPOCH) == len(values):
        return (bytes(8 * len(values)),)
    return _pack_numbers("q", list(map(_microseconds, values)))


def _microseconds(time: datetime) -> int:
    """Since the epoch; dividing by a timedelta would take three times as long."""
    since = time - _EPOCH
    return (since.days * _SECONDS + since.seconds) * 1_000_000 + since.microseconds


def _pack_numbers(code: str, values: Sequence[float]) -> tuple[bytes, ...]:
    return (array(code, values).tobytes(),)


def _bits(flags: Sequence[Any]) -> bytes:
    """One bit a flag, the first the lowest of the first byte."""
    if not any(flags):  # as most columns are that a source does not fill
        return bytes((len(flags) + 7) // 8)
    digits = "".join(["1" if flag else "0" for flag in reversed(flags)])
    return int(digits, 2).to_bytes((len(flags) + 7) // 8, "little")


_PACKED: dict[str, Callable[[Sequence[Any]], tuple[bytes, ...]]] = {
    "text": _pack_text,
    "flag": lambda values: (_bits(values),),
    "time": _pack_times,
    "whole": partial(_pack_numbers, "i"),
    "long": partial(_pack_numbers, "q"),
    "real": partial(_pack_numbers, "d"),
}
