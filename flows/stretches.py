"""A large file read by several processes, each a stretch of it at a time.

They make the rows as well; this process only puts them into the archive, in the
file's order. What a stretch's process guessed wrongly is read again: it guesses
where its first record begins, which the stretch before knows.

Each is a new Python that loads the connector and nothing else: a copy of this
process, which has threads and a database, could wait for a lock for ever.
"""

from __future__ import annotations

import fcntl
import os
import pickle
import subprocess
import sys
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue
from typing import IO, Any, TypeAlias, cast

from connectors import ContactRecord, Problem, Reading, SourceError
from flows import progress
from flows.raw_rows import Kinds, Rows
from flows.stretch_worker import Task, Told

STRETCH = 16 * 1024 * 1024
_PARTS = 8  # of a stretch, and of what is left: the last ones are shorter
WORTH = 3 * STRETCH  # smaller files are read before a process has started
_CHECKOUT = Path(__file__).parent.parent
_PACKAGES = {"site-packages", "dist-packages"}
_MOST_PROCESSES = 4
_AHEAD = 3  # stretches a process may be in front of the oldest unfinished one
_PIPE = 1024 * 1024  # an answer has room in it: nobody waits until it is taken
_READ_AGAIN = 1024 * 1024  # the record that was last may have been written on


Piece: TypeAlias = Rows | Problem | ContactRecord
Bound: TypeAlias = tuple[int, int]  # the first byte of a stretch, and its end


def is_worth_it(connector: Any, path: Path, start: int) -> bool:
    """Whether so much of the file is to be read that processes pay."""
    return has_stretches(connector, path) and path.stat().st_size - start >= WORTH


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
    crew = _Crew(task, min(_cores(), len(bounds)))
    try:
        yield from _in_order(crew, bounds)
    finally:
        crew.dismiss()


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


def _in_order(crew: _Crew, bounds: list[Bound]) -> Iterator[Piece]:
    """Every stretch's rows and problems in the file's order, then the people."""
    people = None
    messages = 0
    expected: int | None = None
    origin, size = bounds[0][0], bounds[-1][1]
    for (first, end), told in crew.read_all(bounds):
        if first > origin and told.stretch and told.stretch.begins != expected:
            # another answer was a wrong guess
            told = crew.ask(end if expected is None else expected, end).result()  # noqa: PLW2901
        if told.failure or told.stretch is None:
            raise SourceError(*(told.failure or _LOST))
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


class _Crew:
    """The processes that read one file; a thread waits for the answers of each."""

    def __init__(self, task: Task, size: int) -> None:
        self._processes = [start_process("flows.stretch_worker") for _ in range(size)]
        self._idle: SimpleQueue[subprocess.Popen[bytes]] = SimpleQueue()
        self._threads = ThreadPoolExecutor(size)
        self._ahead = _AHEAD * size
        for process in self._processes:
            _send(process, task)
            self._idle.put(process)

    def read_all(self, bounds: list[Bound]) -> Iterator[tuple[Bound, Told]]:
        """Each stretch and what was found in it; the next are read meanwhile."""
        waiting: deque[tuple[Bound, Future[Told]]] = deque()
        for bound in bounds:
            waiting.append((bound, self.ask(*bound)))
            if len(waiting) > self._ahead:
                done, found = waiting.popleft()
                yield done, found.result()
        for done, found in waiting:
            yield done, found.result()

    def ask(self, first: int, end: int) -> Future[Told]:
        """What an idle process will have found of what begins in first .. end."""
        return self._threads.submit(self._ask, first, end)

    def _ask(self, first: int, end: int) -> Told:
        process = self._idle.get()
        try:
            _send(process, (first, end))
            return cast("Told", pickle.load(cast("IO[bytes]", process.stdout)))  # noqa: S301
        except (OSError, EOFError, pickle.UnpicklingError):
            return Told([], failure=_LOST)
        finally:
            self._idle.put(process)

    def dismiss(self) -> None:
        """End the processes, whatever they do."""
        for process in self._processes:
            process.kill()
        self._threads.shutdown(cancel_futures=True)
        for process in self._processes:
            process.communicate()


def start_process(worker: str, *files: int) -> subprocess.Popen[bytes]:
    """A new process that waits for its task, in the `main` of a module of ours.

    files: descriptors it is to have as well.
    """
    # -P: what lies in the folder one works in is no part of the program; -S: what
    # packages do at every start of Python takes as long as the start itself
    command = [sys.executable, "-P", "-S", "-c", f"import {worker} as w; w.main()"]
    installed = [path for path in sys.path if Path(path).name in _PACKAGES]
    said = filter(None, [os.environ.get("PYTHONPATH")])
    paths = [str(_CHECKOUT), *said, *installed]
    process = subprocess.Popen(  # noqa: S603 - our own program
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        pass_fds=files,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
    )
    with suppress(AttributeError, OSError):  # where there is such a thing, and room
        fcntl.fcntl(cast("IO[bytes]", process.stdout), fcntl.F_SETPIPE_SZ, _PIPE)
    return process


def _send(process: subprocess.Popen[bytes], said: Any) -> None:
    to = cast("IO[bytes]", process.stdin)
    pickle.dump(said, to)
    to.flush()
