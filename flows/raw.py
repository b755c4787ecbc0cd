"""What a connector says becomes rows of the raw floor, packed in batches.

Rows wait until there is a slice of them, which joins the raw tables at once; the
file's one transaction holds all slices together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from connectors import Extracted, Fields, Known, Problem
from connectors._marks import Marks
from flows import raw_log, raw_marks
from flows.raw_gone import Origin
from flows.raw_log import Told
from flows.raw_merge import Merge
from flows.raw_rows import Kinds, Rows, kinds_of, pack_rows
from flows.raw_slice import Slice
from flows.raw_values import SHAPES, Values, values_of

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection

_ROWS = 1_000
_SLICE = 2 * 1024 * 1024  # bytes: the last one joins when nobody reads any more
_LOG = "1MB"  # what is more is not written into the archive's log
_KNOWN = 20_000  # marks
_PROBLEMS_KEPT = 1_000


class Batches:
    """The rows of one file on their way into the archive.

    con: the archive, or None to count only.
    new_records, new_interactions: new versions, counted as slices join the archive;
    while only counting, everything said.
    told: the problems that are kept.
    """

    def __init__(
        self,
        con: Connection | None,
        run_id: int,
        file: Path,
        region: str,
        kinds: dict[str, Kinds] | None = None,
    ) -> None:
        """Rows of one file, which none of them has reached yet.

        kinds: what the raw tables' columns hold, filled as it is asked; files that
            share it ask the archive once.
        """
        self.con = con
        self.run_id = run_id
        self.file = str(file)
        self.region = region
        self.source = self.account = ""
        self.problems = 0
        self.told: list[Problem] = []
        self._kinds = {} if kinds is None else kinds
        self._whole_state = self._opened = False
        self._start_anew()

    def _start_anew(self) -> None:
        self.new_records = self.new_interactions = self._lost = self._said = 0
        self._waiting: dict[str, list[list[Any]]] = {table: [] for table in SHAPES}
        self._slices: dict[str, list[Rows]] = {table: [] for table in SHAPES}
        self._bytes = dict.fromkeys(SHAPES, 0)
        self._settled = dict.fromkeys(SHAPES, 0)
        self._width = 0
        self._known: list[str] = []

    def begin(self, source: str, account: str, *, whole_state: bool = False) -> None:
        """Say whose file it is; its transaction opens when there is what to write.

        whole_state: what the file held when last read and does not hold now is gone.
        """
        self.source, self.account = source, account
        self._whole_state = whole_state

    def _open(self) -> Merge:
        """Open the file's transaction, if it is not."""
        if not self._opened:
            self._archive.execute("begin")
            self._opened = True
            self._merge = Merge(
                self._archive, self.origin, whole_state=self._whole_state
            )
        return self._merge

    @property
    def origin(self) -> Origin:
        """Whose rows they are."""
        return Origin(self.run_id, self.source, self.account, self.file, self.region)

    def add(self, extracted: Extracted | Known | Fields | Values | Rows) -> None:
        """Take one thing a connector said, or what was made of many."""
        if isinstance(extracted, Rows):
            self._said += extracted.count
            self._put(extracted)
            return
        if isinstance(extracted, Problem):
            self.problems += 1
            self._lost += extracted.loses
            if len(self.told) < _PROBLEMS_KEPT:
                self.told.append(extracted)
            return
        if isinstance(extracted, Known):
            self._said += 1
            self._known.append(extracted.mark)
            if len(self._known) >= _KNOWN:
                self._recall()
            return
        made = extracted if isinstance(extracted, Values) else values_of(extracted)
        self._said += len(made.each)
        self._wait(made.table, made.each)

    def flush(self) -> None:
        """Make rows of what waits; raises for values that no row can hold."""
        for table in SHAPES:
            self._flush(table)

    def known(self) -> Marks:
        """The marks of all this account told before; to be closed."""
        return raw_marks.known(self._archive, self.source, self.account)

    @property
    def advice(self) -> str:
        """What to do about a file that said nothing but problems."""
        return "" if self._said or not self.told else self.told[0].cure

    def drop(self) -> None:
        """Forget what this file said so far; its structure is broken."""
        self._start_anew()
        self.roll_back()

    def merge(self) -> None:
        """Move what still waits into the raw tables; the file is read to its end.

        What has gone from it is deleted, unless a record could not be read: that is
        not gone.
        """
        self.flush()
        for table in SHAPES:
            self._settle(table)
        self._recall()
        if not self._lost:
            self._open().bury_what_is_gone()

    def log(self, fingerprint: str, version: int, state: str, seconds: float) -> None:
        """Write the reading itself and its problems."""
        self._open()
        told = Told(self, fingerprint, version, state, seconds)
        raw_log.write(self._archive, [told])

    @property
    def is_light(self) -> bool:
        """Whether all of it still waits, and it says nothing of what has gone."""
        return not (self._opened or self._whole_state or self._known)

    @property
    def bytes_waiting(self) -> int:
        """How much memory the rows take that wait."""
        return sum(self._bytes.values())

    def waiting(self, table: str) -> Sequence[Rows]:
        """The rows that wait, after `flush`."""
        return self._slices[table]

    def commit(self) -> None:
        """Make the file's rows stand."""
        if self._opened:
            with self._written_once():
                self._archive.execute("commit")
            self._opened = False

    @contextmanager
    def _written_once(self) -> Iterator[None]:
        """Much goes to its place in the archive, not into its log and then there."""
        much = sum(self._settled.values()) > _SLICE
        if much:
            self._archive.execute(f"set checkpoint_threshold = '{_LOG}'")
        try:
            yield
        finally:
            if much:
                self._archive.execute("reset checkpoint_threshold")

    def roll_back(self) -> None:
        """Leave the archive as it was before this file."""
        if self._opened:
            self._archive.execute("rollback")
            self._opened = False

    @property
    def _archive(self) -> Connection:
        if self.con is None:
            raise RuntimeError("counting only: there is no archive to write to")
        return self.con

    def count(self, table: str, rows: int) -> None:
        """Add up what was new, or said while only counting."""
        if table == "contact_records":
            self.new_records += rows
        else:
            self.new_interactions += rows

    def kinds(self, table: str) -> Kinds:
        """What a raw table's columns hold."""
        if table not in self._kinds:
            self._kinds[table] = kinds_of(self._archive.table(f"raw.{table}"))
        return self._kinds[table]

    def _wait(self, table: str, values: list[list[Any]]) -> None:
        if self.con is None:
            self.count(table, len(values))
            return
        waiting = self._waiting[table]
        waiting += values
        if len(waiting) >= _ROWS:
            self._flush(table)

    def _flush(self, table: str) -> None:
        if waiting := self._waiting[table]:
            rows = pack_rows(table, waiting, self.kinds(table))
            waiting.clear()
            self._put(rows)

    def _put(self, rows: Rows) -> None:
        table, size = rows.table, rows.size
        self._slices[table].append(rows)
        self._bytes[table] += size
        self._width = max(self._width, size // max(rows.count, _ROWS))
        if self._bytes[table] >= _SLICE:
            self._settle(table)

    def _settle(self, table: str) -> None:
        """Put a slice into the archive."""
        if waiting := self._slices[table]:
            rows = Slice.of(waiting)
            waiting.clear()
            self._settled[table] += self._bytes[table]
            self._bytes[table] = 0
            merge = self._open()
            merge.widen(self._width)
            self.count(table, merge.take(table, rows)[self.file])

    def _recall(self) -> None:
        """Note that what known texts gave stands in the file again."""
        if self._known:
            for table in SHAPES:
                self.count(table, self._open().take_known(table, self._known))
            self._known.clear()
