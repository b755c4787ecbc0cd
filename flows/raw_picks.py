"""Which rows of a slice are new and which are known, as SQL reads it.

Arrow's own ways to pick rows would load its functions, which takes as long as reading
five megabytes of mail.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from flows.raw_rows import arrow_of

if TYPE_CHECKING:
    import pyarrow as pa

# what equal content said again brings up to date, besides its last run, by its kind
MOVES = {
    "contact_records": {"mark": "text", "changed_at": "time"},
    "interactions": {"mark": "text"},
}


def firsts(said: pa.Table) -> dict[str, int]:
    """Of each content and key the number of the first row that says it, in order."""
    columns = (said[name].to_pylist() for name in ("content_hash", "source_key"))
    firsts: dict[str, int] = {}
    for number, key in enumerate(map(" ".join, zip(*columns, strict=True))):
        firsts.setdefault(key, number)
    return firsts


def flags(new: Collection[int], length: int) -> pa.Table:
    """Which of so many rows are new, for SQL."""
    import pyarrow as pa

    is_new = list(map(set(new).__contains__, range(length)))
    return pa.table({"is_new": arrow_of(is_new, "flag")})


def seen(
    table: str, rows: pa.Table, numbers: Sequence[int], known_rows: Sequence[int]
) -> pa.Table:
    """What rows of these numbers say again, and where the floor has them."""
    import pyarrow as pa

    columns = {"known_row": arrow_of(known_rows, "long")}
    for name, kind in MOVES[table].items():
        said = rows[name].to_pylist()
        columns[name] = arrow_of([said[number] for number in numbers], kind)
    return pa.table(columns)
