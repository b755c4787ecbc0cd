"""An archive outlives the program that made it: its version, and the ways forward.

New columns need no step here, open_archive adds them empty. A step stands here when
rows must be rewritten; it runs once, in one transaction, and is never changed after
a release.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from flows.settings import UserError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection

# the n-th makes version n + 2 of version n + 1: SQL over schema raw
STEPS: tuple[str, ...] = ()


def version_of(con: Connection, steps: Sequence[str] = STEPS) -> int:
    """The version of an open archive; one that does not say is of the first.

    Raises UserError when a newer cultivate has written it.
    """
    found = con.execute("select max(version) from raw.archive_version").fetchall()
    version: int = found[0][0] or 1
    newest = len(steps) + 1
    if version > newest:
        raise UserError(
            f"the archive is of version {version}, written by a newer cultivate than "
            f"this one, which knows {newest}; update cultivate, nothing was changed"
        )
    return version


def bring_forward(con: Connection, steps: Sequence[str] = STEPS) -> None:
    """Bring an archive, its columns complete, to the newest version: all or nothing."""
    newest = len(steps) + 1
    if con.execute("from raw.archive_version").fetchall() == [(newest,)]:
        return
    con.execute("begin")
    try:
        for step in steps[version_of(con, steps) - 1 :]:
            con.execute(step)
        con.execute("delete from raw.archive_version")
        con.execute("insert into raw.archive_version values (?)", [newest])
    except BaseException:
        con.execute("rollback")
        raise
    con.execute("commit")
