"""The marks of all texts an account has told, as the archive remembers them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import chain, groupby, pairwise
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING

from connectors._marks import Marks, write_marks
from flows import raw_gone
from flows.raw_merge import give_room

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection

_MANY = 1_000


def known(con: Connection, source: str, account: str) -> Marks:
    """What connectors ask whether a text was read before; to be closed.

    It lies in a file without a name in the archive's folder.
    """
    spill = con.sql("select current_setting('temp_directory')").fetchall()[0][0]
    give_room(con)
    marks = write_marks(_ask(con, source, account), Path(spill).parent)
    give_room(con)  # what asking took is free again
    return marks


def _ask(con: Connection, source: str, account: str) -> Iterator[tuple[str, str]]:
    """Every mark with a key of what its text gave, in the marks' order."""
    whose = [source, account] * 2
    (held,) = con.execute(_HOW_MANY, whose).fetchall()[0]
    parts = 1 + held // raw_gone.TOGETHER
    bounds = [f"{(part << 16) // parts:04x}" for part in range(parts)]
    for first, end in pairwise([*bounds, _BEHIND_ALL]):
        rows = con.execute(_MARKS, [*whose, first, end])
        said = chain.from_iterable(iter(partial(rows.fetchmany, _MANY), []))
        for _, same in groupby(said, itemgetter(0)):
            yield next(same)


_BEHIND_ALL = "g"  # a mark is written in hexadecimal digits
_MARKED = """
    select mark, source_key
    from raw.contact_records
    where source = ? and account = ? and mark != ''
    union all
    select mark, source_key
    from raw.interactions
    where source = ? and account = ? and mark != ''
"""
_HOW_MANY = f"select count(*) from ({_MARKED})"
# rows that are sorted spill to the disk; grouping them takes more memory than there is
_MARKS = f"""
    select mark, source_key
    from ({_MARKED})
    where mark >= ? and mark < ?
    order by mark, source_key
"""
