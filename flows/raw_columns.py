"""Packed columns as Python reads them, and several of a kind as one.

Python asks little of rows on their way into the archive: which records they are, and
whether they say since when. The rest of their bytes only pass by.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any

from flows.raw_rows import Column, Kind, pack_column

_CODES = {"whole": "i", "long": "q", "time": "q"}


def texts(column: Column) -> list[str]:
    """The texts of a column; a null reads as an empty one."""
    _, ends, data = column.buffers
    joined = data or b""
    bounds = pairwise(array("i", ends or b""))
    if joined.isascii():
        text = joined.decode("ascii")
        return [text[first:end] for first, end in bounds]
    return [joined[first:end].decode() for first, end in bounds]


def numbers(column: Column) -> list[int]:
    """The whole numbers, times in microseconds; a null reads as any."""
    return array(_CODES[column.kind.name], column.buffers[1] or b"").tolist()


def are_said(column: Column) -> list[bool]:
    """Of each value whether it is no null."""
    digits = f"{_bits(column, 0):0{column.length}b}"
    return [digit == "1" for digit in reversed(digits)][: column.length]


def pick(column: Column, which: Sequence[int]) -> Column:
    """The texts or times of these numbers, in their order."""
    is_text = column.kind.name == "text"
    values: list[Any] = texts(column) if is_text else numbers(column)
    if column.nulls:
        said = zip(values, are_said(column), strict=True)
        values = [value if is_said else None for value, is_said in said]
    picked = [values[number] for number in which]
    packed = pack_column(picked, Kind("text" if is_text else "long"))
    return packed._replace(kind=column.kind)


def join(columns: Sequence[Column]) -> Column:
    """Columns of one kind, one behind the other, as one."""
    if len(columns) == 1:
        return columns[0]
    kind = columns[0].kind
    length = sum(column.length for column in columns)
    nulls = sum(column.nulls for column in columns)
    inside = zip(*(column.children for column in columns), strict=True)
    children = tuple(map(join, inside))
    buffers: tuple[bytes, ...] = ()
    if kind.name == "text":
        data = _join_bytes(columns, 2)
        buffers = (_join_ends(columns, length, len(data)), data)
    elif kind.name == "list":
        buffers = (_join_ends(columns, length, children[0].length),)
    elif kind.name == "flag":
        buffers = (_join_bits(columns, 1, length),)
    elif kind.name != "struct":
        buffers = (_join_bytes(columns, 1),)
    valid = _join_bits(columns, 0, length) if nulls else None
    return Column(kind, length, nulls, (valid, *buffers), children)


def _join_bytes(columns: Sequence[Column], buffer: int) -> bytes:
    return b"".join([column.buffers[buffer] or b"" for column in columns])


def _join_ends(columns: Sequence[Column], length: int, last: int) -> bytes:
    """Where each text or list ends; the last one where all of them do.

    What is behind others ends so much later: that is added to all ends as to one
    number, of which none carries into the next.
    """
    if not last:  # as in most columns that a source does not fill
        return bytes(4 * (length + 1))
    joined = bytearray(4)
    for column in columns:
        before = int.from_bytes(joined[-4:], "little")
        ends = (column.buffers[1] or b"")[4:]
        later = int.from_bytes(ends, "little") + before * _ones(column.length)
        joined += later.to_bytes(len(ends), "little")
    return bytes(joined)


@lru_cache(maxsize=16)  # most batches are of one length
def _ones(length: int) -> int:
    return int.from_bytes(array("i", [1]) * length, "little")


def _join_bits(columns: Sequence[Column], buffer: int, length: int) -> bytes:
    joined = at = 0
    for column in columns:
        joined |= _bits(column, buffer) << at
        at += column.length
    return joined.to_bytes((length + 7) // 8, "little")


def _bits(column: Column, buffer: int) -> int:
    """The bits of a buffer as one number; of one that is not there all are set."""
    bits = column.buffers[buffer]
    usual = (1 << column.length) - 1
    return usual if bits is None else int.from_bytes(bits, "little") & usual
