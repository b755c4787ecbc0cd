"""Files that were read, on their way into the archive: small ones go together."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NamedTuple

from connectors import Problem
from connectors._fetched import is_fetched, read_checkpoint
from flows import cursors, raw_together
from flows.items import Item
from flows.raw_log import Told
from flows.raw_rows import Kinds
from flows.stopping import is_short_of_memory, why_stopped

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection

SMALL = 1024 * 1024  # bytes of a file
_MANY = 500  # files that wait
_MUCH = 4 * 1024 * 1024  # bytes of their rows
_LONG = 2.0  # seconds until what was read is kept


class Read(NamedTuple):
    """An item that was read; its rows wait, or are in its open transaction.

    why: what kept it from being read.
    """

    item: Item
    told: Told
    why: str


class Desk:
    """Where files wait for each other, in their order.

    con: the archive, outside of a transaction unless a file has opened its own.
    kinds: what its raw tables' columns hold, as far as a file has asked.
    """

    def __init__(self, con: Connection, run_id: int) -> None:
        self.con = con
        self.run_id = run_id
        self.kinds: dict[str, Kinds] = {}
        self._waiting: list[Read] = []
        self._since = 0.0
        self._bytes = 0

    def put(self, read: Read, *, may_wait: bool) -> Iterator[Read]:
        """Write a file, or let it wait; what has been written by that.

        may_wait: as `may_wait` says of it. Before any other is read, `clear` the desk.
        """
        batches = read.told.batches
        if not (may_wait and batches.is_light):
            yield self._write_alone(read)
            return
        first = self._waiting[0].told.batches if self._waiting else batches
        if not raw_together.fit(first, batches):
            yield from self.clear()
        if not self._waiting:
            self._since = time.monotonic()
            self._bytes = 0
        self._waiting.append(read)
        self._bytes += batches.bytes_waiting
        late = time.monotonic() - self._since > _LONG
        if late or len(self._waiting) >= _MANY or self._bytes >= _MUCH:
            yield from self.clear()

    def clear(self) -> Iterator[Read]:
        """Write all that waits."""
        waiting, self._waiting = self._waiting, []
        if len(waiting) == 1:
            waiting = [self._write_alone(waiting[0])]
        elif waiting:
            raw_together.write(self.con, [read.told for read in waiting])
        yield from waiting

    def _write_alone(self, read: Read) -> Read:
        """Write a file; what memory does not suffice for is a failure of this one."""
        try:
            self._write(read)
        except Exception as error:
            if not is_short_of_memory(error):
                raise
            what, cure = why_stopped(error)
            batches = read.told.batches
            batches.drop()
            problem = Problem("", what, "nothing of this file was taken in", cure)
            batches.add(problem)
            told = read.told._replace(state="failed")
            read = Read(read.item, told, f"{what}; {cure}")
            self._write(read)
        return read

    def _write(self, read: Read) -> None:
        batches, mark, version, state, seconds = read.told
        try:
            if state == "read":
                batches.merge()
            batches.log(mark, version, state, seconds)
            if state == "read":
                self._keep_cursor(read.item)
        except BaseException:
            batches.roll_back()
            raise
        batches.commit()

    def _keep_cursor(self, item: Item) -> None:
        """What was fetched is read: its cursor stands with its rows, or not."""
        if is_fetched(item.path, item.source):
            found = read_checkpoint(item.path.parent)
            if found:
                cursors.remember(
                    self.con, self.run_id, item.source, item.account, found.cursor
                )


def may_wait(connector: Any, item: Item) -> bool:
    """Whether an item is a small file that says nothing of what it does not hold.

    A connector that remembers asks the archive for what the files before said.
    """
    if getattr(connector, "whole_state", False) or getattr(connector, "remembers", 0):
        return False
    with suppress(OSError):
        if item.path.is_file() and item.path.stat().st_size <= SMALL:
            return not is_fetched(item.path, item.source)
    return False
