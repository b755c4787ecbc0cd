"""A large file read by a process of its own, while this one makes rows of it.

The other is a new Python that loads the connector and nothing else, like those that
read stretches of a file; it is told by a pickle what to read and answers by pickles
until the file has ended.
"""

from __future__ import annotations

import gc
import importlib
import pickle
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue
from threading import Semaphore, Thread
from typing import IO, NamedTuple, TypeAlias, cast

from connectors import Connector, Known, Problem, Reading, SourceError
from flows.crew import start_process
from flows.raw_values import SHAPES, Values, values_of
from flows.stopping import why_stopped
from flows.stretch_worker import open_pipes
from flows.stretches import has_stretches

WORTH = 8 * 1024 * 1024  # smaller files are read before a process has started
_MANY = 1_000
_AHEAD = 3  # pieces the reader may be in front of the archive

Piece: TypeAlias = Values | Problem | Known


class Task(NamedTuple):
    """Which file is to be read, and how."""

    source: str
    path: Path
    reading: Reading


class Told(NamedTuple):
    """Some of what the file says; what ended its reading, if not the file's end."""

    pieces: list[Piece]
    ended: bool = False
    failure: tuple[str, str] | None = None


_LOST = (
    "the process that read it was stopped",
    "import it again; close other programs if memory is short",
)


def is_worth_it(connector: Connector, path: Path, start: int) -> bool:
    """Whether so much of the file is to be read that a process pays.

    What is in an archive (it has a `mark`) is read where it is unpacked. What could
    be read in stretches takes less time than a process takes to start.
    """
    if hasattr(path, "mark") or not path.is_file():
        return False
    if has_stretches(connector, path):
        return False
    size = path.stat().st_size
    return min(size - start, getattr(connector, "reads_only", size)) >= WORTH


def read(task: Task) -> Iterator[Piece]:
    """What the file says, as the values of rows; raises SourceError."""
    known = task.reading.known
    process = start_process(__name__, *([known.descriptor] if known else []))
    to = cast("IO[bytes]", process.stdin)
    told: SimpleQueue[Told] = SimpleQueue()
    room = Semaphore(_AHEAD)
    ear = Thread(target=_hear, args=(process.stdout, told, room), daemon=True)
    ear.start()
    try:
        with suppress(BrokenPipeError):  # heard of when it is waited for
            pickle.dump(task, to)
            to.flush()
        said = Told([])
        while not said.ended:
            said = told.get()
            room.release()
            yield from said.pieces
        if said.failure:
            raise SourceError(*said.failure)
    finally:
        process.kill()
        room.release(_AHEAD)
        process.wait()


def _hear(answers: IO[bytes], told: SimpleQueue[Told], room: Semaphore) -> None:
    """Take in what is told, a few pieces ahead."""
    said = Told([])
    while not said.ended:
        room.acquire()
        try:
            said = cast("Told", pickle.load(answers))  # noqa: S301 - our own program
        except Exception:  # noqa: BLE001  # whatever it is, somebody waits for it
            said = Told([], ended=True, failure=_LOST)
        told.put(said)


def main() -> None:
    """Read the file one is told of, and tell what it says."""
    orders, answers = open_pipes()
    task: Task = pickle.load(orders)  # noqa: S301 - our own program
    connector = importlib.import_module(task.source)
    gc.freeze()
    with suppress(BrokenPipeError):
        for said in _tell(connector, task):
            pickle.dump(said, answers, 5)
            answers.flush()


def _tell(connector: Connector, task: Task) -> Iterator[Told]:
    try:
        for pieces in _pieces(connector, task):
            yield Told(pieces)
    except SourceError as error:
        yield Told([], ended=True, failure=(error.what, error.cure))
    except Exception as error:  # noqa: BLE001  # no reader may end its process
        yield Told([], ended=True, failure=why_stopped(error))
    else:
        yield Told([], ended=True)


def _pieces(connector: Connector, task: Task) -> Iterator[list[Piece]]:
    """What the connector says, a thousand things at a time."""
    waiting = {table: Values(table, []) for table in SHAPES}
    beside: list[Piece] = []
    for said in connector.extract(task.path, task.reading):
        if isinstance(said, (Known, Problem)):
            beside.append(said)
            if len(beside) >= _MANY:
                yield beside
                beside = []
            continue
        made = values_of(said)
        values = waiting[made.table].each
        values += made.each
        if len(values) >= _MANY:
            yield [waiting[made.table]]
            values.clear()
    yield [*beside, *(last for last in waiting.values() if last.each)]
