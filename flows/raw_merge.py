"""A file's rows join the raw floor, a slice at a time, in the file's one transaction.

Equal content only moves `last_run`, other content is a new version. A slice asks the
floor once which of its rows stand there; memory holds one slice.

SQL names slices by the variables that hold them. They are not registered: what
is registered within a transaction stays in memory until its end.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from itertools import compress
from typing import TYPE_CHECKING

from flows import forgotten, raw_gone, raw_picks
from flows.raw_columns import numbers, texts
from flows.raw_gone import Origin
from flows.raw_picks import MOVES
from flows.raw_slice import Slice
from flows.raw_values import SHAPES

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection


def give_room(con: Connection, beside: int = 0) -> None:
    """What of a file is not written yet spills to the disk past so much memory.

    DuckDB also gives back to the system, whenever it is told, what it has freed.
    beside: megabytes for what cannot spill.
    """
    con.execute(f"set memory_limit = '{_MEMORY + beside}MB'")


class Merge:
    """The way of one file's rows into the archive.

    con: the archive, within a transaction.
    whole_state: whether the file is all that its account holds.
    """

    def __init__(self, con: Connection, origin: Origin, *, whole_state: bool) -> None:
        self._con = con
        self._origin = origin
        self._whole_state = whole_state
        self._again = 0  # rows seen again
        self._width = 0  # bytes a row
        self._beside = -1  # megabytes; none are given before there is what takes them

    @cached_property
    def _forgotten(self) -> bool:
        """Whether somebody is; the archive is then taught to know them."""
        people = forgotten.in_force(self._con)
        if people:
            forgotten.teach(self._con, people)
        return bool(people)

    @cached_property
    def _undone(self) -> set[int]:
        runs = self._con.execute("select run_id from raw.undone_runs").fetchall()
        return {run_id for (run_id,) in runs}

    def widen(self, width: int) -> None:
        """Prepare for rows of so many bytes each; DuckDB holds a vector of them."""
        self._width = max(self._width, width)

    def _give_room(self) -> None:
        """Give room as far as it changes: to say it takes a millisecond.

        What rows that are seen again said before is kept to the file's end.
        """
        beside = (self._again * _UNDO + self._width * _VECTOR) // 1_000_000
        if beside != self._beside:
            self._beside = beside
            give_room(self._con, beside)

    def take(self, table: str, rows: Slice) -> Counter[str]:
        """Merge a slice; of each file how many rows are new.

        Those that are back from an undone run are new as well.
        rows: of the file, or of those that a column `source_file` names.
        """
        self._give_room()
        if self._forgotten:
            rows = self._keep_out(table, rows)
        said = rows.select("source_key", "content_hash")
        self._keep_keys(table, said)
        firsts = raw_picks.firsts(said)
        known = list(self._met(table, said, firsts))
        stand = {number for number, *_ in known}
        new = [number for number in firsts.values() if number not in stand]
        if new:
            self._insert(table, rows, new)
        if known:
            again, known_rows, *runs = zip(*known, strict=True)
            self._see_again(table, raw_picks.seen(table, rows, again, known_rows))
            new += compress(again, self._back(*runs))
        if "source_file" not in rows.names:
            return Counter({self._origin.file: len(new)})
        files = texts(rows["source_file"])
        return Counter(files[number] for number in new)

    def _met(
        self,
        table: str,
        said: Slice,  # noqa: ARG002 - SQL reads it
        firsts: Mapping[str, int],
    ) -> Iterator[tuple[int, ...]]:
        """What stands on the floor already: its number, row there, first and last run.

        Few rows have a content that is said again: only of them the floor's other
        columns are read.
        """
        met = self._con.execute(_MET.format(table=table), self._account)
        for each in iter(partial(met.fetchmany, _ROWS), []):
            for key, *row in each:
                if key in firsts:
                    yield firsts[key], *row

    def take_known(self, table: str, marks: Sequence[str]) -> int:
        """What known texts gave when they were read stands in the file again.

        How many of these rows are back from an undone run.
        """
        self._give_room()
        query = _KNOWN.format(table=table, moves=", ".join(MOVES[table]))
        seen = Slice.taken(self._con.sql(query, params=[*self._account, marks]))
        if not len(seen):
            return 0
        self._keep_keys(table, seen)
        self._see_again(table, seen)
        return sum(self._back(*(numbers(seen[name]) for name in _RUNS)))

    def bury_what_is_gone(self) -> None:
        """Records this file held when last read and no file holds now are deleted."""
        self._give_room()  # also where a file that needed more went before
        if self._whole_state:
            raw_gone.bury(self._con, self._origin)

    @property
    def _account(self) -> list[str]:
        return [self._origin.source, self._origin.account]

    def _keep_out(self, table: str, rows: Slice) -> Slice:
        """The rows without what is forgotten."""
        for name in SHAPES:
            self._con.execute(
                f"create or replace temp table new_{name} as from raw.{name} limit 0"
            )
        self._con.execute(
            f"insert into new_{table} by name"
            " select *, ? as source, ? as account from rows",
            self._account,
        )
        forgotten.keep_out(self._con, "new_contact_records", "new_interactions")
        columns = ", ".join(rows.names)
        query = f"select {columns} from new_{table} order by rowid"
        return Slice.taken(self._con.sql(query))

    def _insert(self, table: str, rows: Slice, new: Collection[int]) -> None:
        """Add these rows, with what all rows of a file have in common."""
        run_id, source, account, file, region = self._origin
        common = {
            "source": source,
            "account": account,
            "source_file": file,
            "first_run": run_id,
            "last_run": run_id,
        }
        if table == "contact_records":
            common["region"] = region
        there = {n: v for n, v in common.items() if n not in rows.names}
        beside = ", ".join(f"? as {name}" for name in there)
        if len(new) == len(rows):
            chosen = "rows"
        else:
            flags = raw_picks.flags(new, len(rows))  # noqa: F841 - SQL reads it
            chosen = "rows positional join flags where is_new"
        self._con.execute(
            f"insert into raw.{table} by name select rows.*, {beside} from {chosen}",
            list(there.values()),
        )

    def _see_again(self, table: str, seen: Slice) -> None:
        """Note that rows of the floor stand in this file."""
        self._again += len(seen)
        self._give_room()
        where = [self._origin.run_id]
        self._con.execute(_SEEN_AGAIN.format(table=table), where)
        if table == "contact_records":
            changed_at = seen["changed_at"]
            if changed_at.nulls < changed_at.length:
                self._say_again(seen)

    def _back(self, *runs: Iterable[int]) -> Iterator[bool]:
        """Which rows are back from an undone run: of each its runs."""
        if not self._undone:
            return iter(())
        return map(self._undone.issuperset, zip(*runs, strict=True))

    def _say_again(self, seen: Slice) -> None:  # noqa: ARG002 - SQL reads it
        """Bring up to date what was said since another version said otherwise."""
        later = Slice.taken(self._con.sql(_LATER))
        if not len(later):  # as nearly always
            return
        again = Slice.taken(self._con.sql(_BETWEEN, params=self._account))
        if len(again):
            self._con.execute(_SAID_AGAIN)

    def _keep_keys(self, table: str, said: Slice) -> None:
        """Note which records the file holds, to see later which have gone."""
        if self._whole_state and len(said):
            raw_gone.keep_keys(self._con, self._origin, table, said)


_ROWS = 1_000
_MEMORY = 24  # megabytes: as many for a file of 20,000 rows as for one of millions
_UNDO = 26  # bytes a row
_VECTOR = 2_048  # rows
_RUNS = ("first_run", "last_run")
# by one column alone DuckDB passes over what is not said before it reads the others
_MET = """
    select content_hash || ' ' || source_key, rowid, first_run, last_run
    from raw.{table}
    semi join said using (content_hash)
    where source = ? and account = ?
"""
_KNOWN = """
    select rowid as known_row, source_key, first_run, last_run, {moves}
    from raw.{table}
    where source = ? and account = ? and mark in (select unnest(?::varchar[]))
"""
_SEEN_AGAIN = """
    update raw.{table} as known
    set last_run = ?, mark = seen.mark
    from seen
    where known.rowid = seen.known_row
"""
_LATER = """
    select
        known_row,
        known.source_key,
        known.content_hash,
        known.changed_at as before,
        seen.changed_at,
    from seen
    join raw.contact_records as known on known.rowid = seen.known_row
    where seen.changed_at > known.changed_at
"""
# who says again what they said before another version says it as of now; the floor is
# asked for the few keys first, which takes no more memory than they do
_BETWEEN = """
    with
    others as (
        select source_key, content_hash, changed_at
        from raw.contact_records
        semi join later using (source_key)
        where source = ? and account = ?
    )
    select distinct known_row, later.changed_at
    from later
    join others using (source_key)
    where
        others.content_hash != later.content_hash
        and others.changed_at > later.before
        and others.changed_at < later.changed_at
"""
_SAID_AGAIN = """
    update raw.contact_records as known
    set changed_at = again.changed_at
    from again
    where known.rowid = again.known_row
"""
