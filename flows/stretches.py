"""A large file read by several processes, each a stretch of it at a time.

They make the rows as well; this process only puts them into the archive, in the
file's order. What a stretch's process guessed wrongly is read again: it guesses
where its first record begins, which the stretch before knows.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any, TypeAlias

from connectors import Fields, Problem, Reading, SourceError
from flows import crew, progress
from flows.crew import Crew
from flows.raw_rows import Kinds, Rows
from flows.stretch_worker import Task, Told

STRETCH = 16 * 1024 * 1024
_PARTS = 8  # of a stretch, and of what is left: the last ones are shorter
WORTH = 3 * STRETCH  # smaller files are read before a process has started
_AHEAD = 3  # long stretches a process may be in front of the oldest unfinished one
_READ_AGAIN = 1024 * 1024  # the record that was last may have been written on


Piece: TypeAlias = Rows | Problem | Fields
Bound: TypeAlias = tuple[int, int]  # the first byte of a stretch, and its end


def is_worth_it(connector: Any, path: Path, start: int) -> bool:
    """Whether so much of the file is to be read that processes pay.

    Where they stand by since the last file, less will do.
    """
    worth = STRETCH // 4 if crew.stands_by() else WORTH
    return has_stretches(connector, path) and path.stat().st_size - start >= worth


def has_stretches(connector: Any, path: Path) -> bool:
    """Whether the file can be read from its middle.

    What is in an archive (it has a `mark`) is unpacked by one process, in order.
    """
    packed = path.suffix == ".gz" or hasattr(path, "mark")
    return hasattr(connector, "extract_stretch") and not packed


def read(connector: Any, path: Path, reading: Reading, kinds: Kinds) -> Iterator[Piece]:
    """What the file says behind `reading.start`, rows ready made; raises SourceError.

    kinds: of the table of interactions. The contact records come last.
    """
    origin = max(reading.start - _READ_AGAIN, 0)
    bounds = list(cut(origin, path.stat().st_size))
    task = Task(connector.__name__, path, reading, kinds)
    with crew.at_work(task.source) as readers:
        yield from _in_order(readers, task, bounds)


def cut(origin: int, size: int) -> Iterator[Bound]:
    """The stretches of a file behind a byte of it, the same on every machine.

    They become shorter towards its end, so that no process waits long for another.
    """
    first = origin
    while first < size:
        length = max((size - first) // _PARTS, STRETCH // _PARTS)
        end = min(first + min(length, STRETCH), size)
        yield first, end
        first = end


def _in_order(readers: Crew, task: Task, bounds: list[Bound]) -> Iterator[Piece]:
    """Every stretch's rows and problems in the file's order, then the people."""
    people = None
    messages = 0
    expected: int | None = None
    origin, size = bounds[0][0], bounds[-1][1]
    for (first, end), told in _read_all(readers, task, bounds):
        if first > origin and told.stretch and told.stretch.begins != expected:
            # another answer was a wrong guess
            sure = end if expected is None else expected
            told = readers.ask(task, sure, end).result()  # noqa: PLW2901
        if told.failure or told.stretch is None:
            raise SourceError(*(told.failure or crew.LOST))
        expected = told.stretch.ends
        yield from told.problems
        if told.rows:
            messages += told.rows.count
            yield told.rows
        progress.tell(end - origin, size - origin, messages)
        if people is None:
            people = told.stretch.people
        else:
            people.join(told.stretch.people)
    if people is not None:
        yield from people.in_short()


def _read_all(
    readers: Crew, task: Task, bounds: list[Bound]
) -> Iterator[tuple[Bound, Told]]:
    """Each stretch and what was found in it; the next are read meanwhile."""
    waiting: deque[tuple[Bound, Future[Told]]] = deque()
    room = _AHEAD * readers.size * STRETCH
    for first, end in bounds:
        while waiting and end - waiting[0][0][0] > room:
            done, found = waiting.popleft()
            yield done, found.result()
        waiting.append(((first, end), readers.ask(task, first, end)))
    for done, found in waiting:
        yield done, found.result()
