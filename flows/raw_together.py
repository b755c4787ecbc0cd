"""Small files that join the archive in one transaction.

What a transaction costs is more than a letter takes to read, and a folder may hold
ten thousand letters. A file's rows and the note that it was read stand together or
not at all, as they do alone; who is stopped reads a few hundred files again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import compress
from typing import TYPE_CHECKING

from flows import raw_log
from flows.raw_columns import are_said, texts
from flows.raw_gone import Origin
from flows.raw_merge import Merge
from flows.raw_rows import Kind, Rows, pack_column
from flows.raw_slice import Slice
from flows.raw_values import SHAPES

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection

    from flows.raw import Batches
    from flows.raw_log import Told


def fit(one: Batches, other: Batches) -> bool:
    """Whether the rows of two files may join the archive together."""
    both = (one, other)
    return all(each.is_light for each in both) and _account(one) == _account(other)


def _account(batches: Batches) -> Origin:
    return batches.origin._replace(file="")


def write(con: Connection, files: Sequence[Told]) -> None:
    """Write files that fit together, in one transaction; their new rows are counted."""
    con.execute("begin")
    try:
        merge = Merge(con, files[0].batches.origin, whole_state=False)
        for table in SHAPES:
            for rows in _layers(table, files):
                new = merge.take(table, rows)
                for file in files:
                    file.batches.count(table, new[file.batches.file])
        raw_log.write(con, files)
    except BaseException:
        con.execute("rollback")
        raise
    con.execute("commit")


def _layers(table: str, files: Sequence[Told]) -> Iterator[Slice]:
    """The rows of all files, so cut that they give what each file alone would.

    Whether a record that says since when it says so says something again depends on
    what was said before it: it joins after that.
    """
    layer: list[Rows] = []
    names: list[str] = []
    held: set[str] = set()
    for file in files:
        if not (waiting := file.batches.waiting(table)):
            continue
        said = Slice.of(waiting)
        if table == "contact_records":
            keys = texts(said["source_key"])
            if not held.isdisjoint(compress(keys, are_said(said["changed_at"]))):
                yield _slice(layer, names)
                layer, names, held = [], [], set()
            held.update(keys)
        layer += waiting
        names += [file.batches.file] * len(said)
    if layer:
        yield _slice(layer, names)


def _slice(layer: Sequence[Rows], names: Sequence[str]) -> Slice:
    return Slice.of(layer, source_file=pack_column(names, Kind("text")))
