"""A large file read by several processes, each a stretch of it at a time.

They make the rows as well; this process only puts them into the archive, in the
file's order. What a stretch's process guessed wrongly is read again: it guesses
where its first record begins, which the stretch before knows. A shorter file, and what
a longer one grew by, is read here in two stretches, the second by a process where one
stands by. A file is cut alike on every machine.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future
from contextlib import closing, nullcontext, suppress
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

from connectors import Fields, Problem, Reading, SourceError, discover
from flows import crew, progress, raw_slice
from flows.raw_rows import Kinds, Rows
from flows.stretch_worker import Sample, Task, Told, read_stretch

STRETCH = 16 * 1024 * 1024
_PARTS = 8  # of a stretch, and of what is left: the last ones are shorter
WORTH = 3 * STRETCH  # smaller files are read before many processes have started
_AHEAD = 3  # long stretches a process may be in front of the oldest unfinished one
_READ_AGAIN = 1024 * 1024  # the record that was last may have been written on


Piece: TypeAlias = Rows | Problem | Fields
Bound: TypeAlias = tuple[int, int]  # the first byte of a stretch, and its end
Found: TypeAlias = tuple[Bound, Told]
Read: TypeAlias = Callable[[int, int], Told]  # a stretch, by this process


def is_worth_it(connector: Any, path: Path, start: int) -> bool:
    """Whether so much of the file is to be read that two processes pay."""
    much = STRETCH // 2
    return has_stretches(connector, path) and path.stat().st_size - start >= much


def has_stretches(connector: Any, path: Path) -> bool:
    """Whether the file can be read from its middle.

    What is in an archive (it has a `mark`) is unpacked by one process, in order.
    """
    packed = path.suffix == ".gz" or hasattr(path, "mark")
    return hasattr(connector, "extract_stretch") and not packed


def sample_of(paths: Iterable[Path]) -> Sample | None:
    """The first of some files that may be read in stretches.

    Asked before anything is known of them, so that a process can start at once.
    """
    for path in filter(Path.is_file, paths):
        for connector in discover().values():
            with suppress(OSError, SourceError):
                if is_worth_it(connector, path, 0) and connector.identify(path):
                    return Sample(connector.__name__, path)
    return None


def read(connector: Any, path: Path, reading: Reading, kinds: Kinds) -> Iterator[Piece]:
    """What the file says behind `reading.start`, rows ready made; raises SourceError.

    kinds: of the table of interactions. The contact records come last.
    """
    task = Task(connector.__name__, path, reading, kinds)
    here = partial(read_stretch, connector, task)
    origin = max(reading.start - _READ_AGAIN, 0)
    size = path.stat().st_size
    if size - reading.start >= WORTH:
        told = _by_all(task, list(cut(origin, size)))
    else:
        told = _by_two(task, here, origin, size)
    with closing(told):
        yield from _in_order(told, here, origin, size)


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


def _in_order(
    stretches: Iterator[Found], here: Read, origin: int, size: int
) -> Iterator[Piece]:
    """Every stretch's rows and problems in the file's order, then the people."""
    people = None
    messages = 0
    expected: int | None = None
    for (first, end), told in stretches:
        if first > origin and told.stretch and told.stretch.begins != expected:
            # another answer was a wrong guess
            sure = end if expected is None else expected
            told = here(sure, end)  # noqa: PLW2901
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


def _by_all(task: Task, bounds: list[Bound]) -> Generator[Found]:
    """Each stretch and what was found in it; the next are read meanwhile."""
    waiting: deque[tuple[Bound, Future[Told]]] = deque()
    with crew.at_work(task.source, crew.cores()) as readers:
        room = _AHEAD * readers.size * STRETCH
        for first, end in bounds:
            while waiting and end - waiting[0][0][0] > room:
                done, found = waiting.popleft()
                yield done, found.result()
            waiting.append(((first, end), readers.ask(task, first, end)))
        for done, found in waiting:
            yield done, found.result()


def _by_two(task: Task, here: Read, origin: int, size: int) -> Generator[Found]:
    """Two stretches; the second is read meanwhile where a process stands by.

    It is longer: this process has yet to load what reads and what writes.
    """
    middle = origin + (size - origin) * 3 // 10
    with crew.at_work(task.source, 1) if crew.stands_by() else nullcontext() as other:
        found = other.ask(task, middle, size) if other else None
        raw_slice.load()
        yield (origin, middle), here(origin, middle)
        yield (middle, size), found.result() if found else here(middle, size)
