"""A large file read by several processes, each a stretch of it at a time.

They make the rows as well; this process only puts them into the archive, in the
file's order. What a stretch's process guessed wrongly is read again: it guesses
where its first record begins, which the stretch before knows.

Workers come from a server that has no threads and no database, since this process
has both, and a copy of it could wait for a lock for ever.
"""

from __future__ import annotations

import gc
import importlib
import multiprocessing
import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkServerContext, SpawnContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from connectors import (
    ContactRecord,
    Interaction,
    Problem,
    Reading,
    SourceError,
    Stretch,
)
from flows import progress
from flows.raw_rows import Rows, pack_rows
from flows.raw_values import SHAPES

if TYPE_CHECKING:
    import pyarrow as pa

STRETCH = 16 * 1024 * 1024
WORTH = 3 * STRETCH  # smaller files are read before a process has started
_MOST_PROCESSES = 4
_AHEAD = 3  # stretches a process may be in front of the oldest unfinished one
_READ_AGAIN = 1024 * 1024  # the record that was last may have been written on


class Told(NamedTuple):
    """What a process found in one stretch, or what it failed with."""

    problems: list[Problem]
    rows: Rows | None = None
    stretch: Stretch | None = None
    failure: tuple[str, str] | None = None


Piece: TypeAlias = Rows | Problem | ContactRecord


def is_worth_it(connector: Any, path: Path, start: int) -> bool:
    """Whether so much of the file is to be read that processes pay.

    What is in an archive (it has a `mark`) is unpacked by one process, in order.
    """
    packed = path.suffix == ".gz" or hasattr(path, "mark")
    if not hasattr(connector, "extract_stretch") or packed:
        return False
    return path.stat().st_size - start >= WORTH


def read(
    connector: Any, path: Path, reading: Reading, schema: pa.Schema
) -> Iterator[Piece]:
    """What the file says behind `reading.start`, rows ready made; raises SourceError.

    schema: of the table of interactions. The contact records come last.
    """
    size = path.stat().st_size
    origin = max(reading.start - _READ_AGAIN, 0)
    firsts = range(origin, size, STRETCH)
    crew = _Crew(connector.__name__, path, reading, schema, min(_cores(), len(firsts)))
    try:
        crew.hand_out(list(firsts), 0)
        yield from _in_order(crew, list(firsts))
    finally:
        crew.dismiss()


def _in_order(crew: _Crew, firsts: list[int]) -> Iterator[Piece]:
    """Every stretch's rows and problems in the file's order, then the people."""
    people = None
    messages = 0
    expected: int | None = None
    for number, first in enumerate(firsts):
        end = first + STRETCH
        told = crew.take(firsts, number)
        if number and told.stretch and told.stretch.begins != expected:
            told = crew.ask_again(end if expected is None else expected, end)
        if told.failure or told.stretch is None:
            raise SourceError(*(told.failure or _LOST))
        expected = told.stretch.ends
        yield from told.problems
        if told.rows:
            messages += told.rows.count
            yield told.rows
        done = min((number + 1) * STRETCH, crew.size)
        progress.tell(done, crew.size, messages)
        if people is None:
            people = told.stretch.people
        else:
            people.join(told.stretch.people)
    if people is not None:
        yield from people.records()


_LOST = (
    "a process that read a part of it was stopped",
    "import it again; close other programs if memory is short",
)


def _cores() -> int:
    """The processors this process may use, up to as many as one writer can feed."""
    if hasattr(os, "sched_getaffinity"):
        return min(len(os.sched_getaffinity(0)), _MOST_PROCESSES)
    return min(os.cpu_count() or 1, _MOST_PROCESSES)


def _context(source: str) -> ForkServerContext | SpawnContext:
    if os.name != "posix":
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    # loaded once for all processes
    context.set_forkserver_preload(["__main__", __name__, "pyarrow", source])
    return context


class _Crew:
    """The processes that read one file, and what they have told so far."""

    def __init__(
        self, source: str, path: Path, reading: Reading, schema: pa.Schema, size: int
    ) -> None:
        context = _context(source)
        self._told: dict[int, Told] = {}
        self._busy: dict[Connection, int] = {}
        self._idle: list[Connection] = []
        self._processes: list[BaseProcess] = []
        self._given = 0
        # bytes there are to read
        self.size = path.stat().st_size - max(reading.start - _READ_AGAIN, 0)
        for _ in range(size):
            ours, theirs = context.Pipe()
            process = context.Process(
                target=_work, args=(theirs, source, path, reading, schema), daemon=True
            )
            process.start()
            theirs.close()
            self._processes.append(process)
            self._idle.append(ours)

    def take(self, firsts: list[int], number: int) -> Told:
        """What was found in a stretch; others are given out meanwhile."""
        while True:
            self.hand_out(firsts, number)
            if number in self._told:
                return self._told.pop(number)
            self._hear()

    def hand_out(self, firsts: list[int], number: int) -> None:
        """Give every idle process a stretch, though not too far before this one."""
        limit = min(len(firsts), number + _AHEAD * len(self._processes))
        while self._idle and self._given < limit:
            self._give(self._idle.pop(), firsts[self._given], self._given)
            self._given += 1

    def ask_again(self, first: int, end: int) -> Told:
        """What is found from exactly here; another answer was a wrong guess."""
        while not self._idle:
            self._hear()
        self._give(self._idle.pop(), first, -1, end)
        while -1 not in self._told:
            self._hear()
        return self._told.pop(-1)

    def _give(self, to: Connection, first: int, number: int, end: int = 0) -> None:
        self._busy[to] = number
        with suppress(BrokenPipeError):  # heard of when it is waited for
            to.send((first, end or first + STRETCH))

    def _hear(self) -> None:
        for each in wait(list(self._busy)):
            if not isinstance(each, Connection):
                continue
            number = self._busy.pop(each)
            try:
                self._told[number] = each.recv()
            except (EOFError, ConnectionError):
                self._told[number] = Told([], failure=_LOST)
                if not self._busy and not self._idle:
                    raise SourceError(*_LOST) from None
            else:
                self._idle.append(each)

    def dismiss(self) -> None:
        """End the processes, whatever they do."""
        for pipe in (*self._idle, *self._busy):
            pipe.close()
        for process in self._processes:
            process.terminate()
        for process in self._processes:
            process.join()


def _work(
    orders: Connection, source: str, path: Path, reading: Reading, schema: pa.Schema
) -> None:
    """Read one stretch after the other until nobody asks any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the one who asks will tell
    connector = importlib.import_module(source)
    # nothing made here goes round in circles; looking for it takes a tenth
    gc.freeze()
    gc.disable()
    with suppress(EOFError, BrokenPipeError, ConnectionError):
        while True:
            first, end = orders.recv()
            orders.send(_read_stretch(connector, path, reading, schema, first, end))
            gc.collect()


def _read_stretch(
    connector: Any,
    path: Path,
    reading: Reading,
    schema: pa.Schema,
    first: int,
    end: int,
) -> Told:
    problems: list[Problem] = []
    rows: list[list[Any]] = []
    stretch = None
    row = SHAPES["interactions"].row
    try:
        for said in connector.extract_stretch(path, reading, first, end):
            if isinstance(said, Interaction):
                rows.append(row(said))
            elif isinstance(said, Stretch):
                stretch = said
            else:
                problems.append(said)
        packed = pack_rows("interactions", rows, schema) if rows else None
    except SourceError as error:
        return Told([], failure=(error.what, error.cure))
    except (OSError, ValueError, ArithmeticError, LookupError, TypeError) as error:
        what = f"its reading stopped with {type(error).__name__}"
        cure = "export it again; if that does not help, report the kind of file"
        return Told([], failure=(what, cure))
    return Told(problems, packed, stretch)
