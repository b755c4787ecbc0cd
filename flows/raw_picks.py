"""Which rows of a slice are new and which are known, as SQL reads it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from flows.raw_columns import pick, texts
from flows.raw_rows import Kind, pack_column
from flows.raw_slice import Slice

# what equal content said again brings up to date, besides its last run
MOVES = {"contact_records": ("mark", "changed_at"), "interactions": ("mark",)}


def firsts(said: Slice) -> dict[str, int]:
    """Of each content and key the number of the first row that says it."""
    columns = (texts(said[name]) for name in ("content_hash", "source_key"))
    keys = list(map(" ".join, zip(*columns, strict=True)))
    return dict(zip(reversed(keys), reversed(range(len(keys))), strict=True))


def flags(new: Collection[int], length: int) -> Slice:
    """Which of so many rows are new, for SQL."""
    is_new = list(map(set(new).__contains__, range(length)))
    return Slice({"is_new": [pack_column(is_new, Kind("flag"))]})


def seen(
    table: str, rows: Slice, numbers: Sequence[int], known_rows: Sequence[int]
) -> Slice:
    """What rows of these numbers say again, and where the floor has them."""
    said = {name: [pick(rows[name], numbers)] for name in MOVES[table]}
    return Slice({"known_row": [pack_column(known_rows, Kind("long"))], **said})
