"""The processes that read large files: started once, for all files of a run.

Each is a new Python that loads a connector and nothing else: a copy of this process,
which has threads and a database, could wait for a lock for ever. Starting takes as
long as reading some megabytes, so that they stand by for the next file.
"""

from __future__ import annotations

import fcntl
import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import SimpleQueue
from typing import IO, Any, cast

from flows.stretch_worker import Sample, Task, Told

LOST = (
    "a process that read a part of it was stopped",
    "import it again; close other programs if memory is short",
)
_CHECKOUT = Path(__file__).parent.parent
_PACKAGES = {"site-packages", "dist-packages"}
_MOST_PROCESSES = 4
_PIPE = 1024 * 1024  # an answer has room in it: nobody waits until it is taken
_keepers: list[bool] = []  # `kept` at work
_kept: list[Crew] = []  # the one that stands by, if there is one


class Crew:
    """Some processes; a thread waits for the answers of each."""

    def __init__(self) -> None:
        self._processes: list[subprocess.Popen[bytes]] = []
        self._idle: SimpleQueue[subprocess.Popen[bytes]] = SimpleQueue()
        self._threads = ThreadPoolExecutor(_MOST_PROCESSES)

    @property
    def size(self) -> int:
        """How many they are."""
        return len(self._processes)

    def fill(self, size: int) -> None:
        """Start as many as lack to so many."""
        while self.size < size:
            process = start_process("flows.stretch_worker")
            self._processes.append(process)
            self._idle.put(process)

    def load(self, source: str) -> None:
        """Let each load a connector, by the name of its module, before it is asked."""
        for process in self._processes:
            with suppress(OSError):  # heard of when it is asked
                _send(process, source)

    def warm(self, sample: Sample) -> None:
        """Let each read a little that is not told, before it is asked."""
        for process in self._processes:
            with suppress(OSError):  # heard of when it is asked
                _send(process, sample)

    def ask(self, task: Task, first: int, end: int) -> Future[Told]:
        """What an idle process will have found of what begins in first .. end."""
        return self._threads.submit(self._ask, task, first, end)

    def _ask(self, task: Task, first: int, end: int) -> Told:
        process = self._idle.get()
        try:
            _send(process, (task, first, end))
            return cast("Told", pickle.load(cast("IO[bytes]", process.stdout)))  # noqa: S301
        except (OSError, EOFError, pickle.UnpicklingError):
            return Told([], failure=LOST)
        finally:
            self._idle.put(process)

    @property
    def is_whole(self) -> bool:
        """Whether all its processes are alive."""
        return all(process.poll() is None for process in self._processes)

    def dismiss(self) -> None:
        """End the processes, whatever they do."""
        for process in self._processes:
            process.kill()
        self._threads.shutdown(cancel_futures=True)
        for process in self._processes:
            process.communicate()


@contextmanager
def at_work(source: str, size: int) -> Iterator[Crew]:
    """A crew for one file of a connector; nothing is asked of it behind this.

    It stands by for the next one, where crews are kept and nothing went wrong.
    size: how many it has at least.
    """
    crew = _kept.pop() if stands_by() else Crew()
    try:
        crew.fill(size)
        crew.load(source)
        yield crew
    except BaseException:
        crew.dismiss()
        raise
    if _keepers and not _kept:
        _kept.append(crew)
    else:
        crew.dismiss()


@contextmanager
def kept(sample: Sample | None = None) -> Iterator[None]:
    """Keep a crew from one file to the next, until this has ended.

    sample: of what will soon be read; where there is a processor for it, the first
        process starts at once and warms to its work while this one loads and opens.
    """
    _keepers.append(True)
    try:
        if sample and cores() > 1:
            with at_work(sample.source, 1) as crew:
                crew.warm(sample)
        yield
    finally:
        _keepers.pop()
        while _kept and not _keepers:
            _kept.pop().dismiss()


def stands_by() -> bool:
    """Whether a crew is there already, and whole."""
    while _kept and not _kept[-1].is_whole:
        _kept.pop().dismiss()
    return bool(_kept)


def cores() -> int:
    """The processors this process may use, up to as many as one writer can feed."""
    if hasattr(os, "sched_getaffinity"):
        return min(len(os.sched_getaffinity(0)), _MOST_PROCESSES)
    return min(os.cpu_count() or 1, _MOST_PROCESSES)


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
