"""A process of its own that reads stretches of a file and makes their rows.

It is asked and answers by pickles: through its standard input the name of a connector
to load, maybe a sample to warm to its work by, then what to read and the first and the
end byte of each stretch; through its standard output what it found. It ends when
nobody asks any more.
"""

from __future__ import annotations

import gc
import importlib
import os
import pickle
import sys
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import IO, Any, NamedTuple
from zoneinfo import ZoneInfo

from connectors import Fields, Interaction, Problem, Reading, SourceError, Stretch
from flows.raw_rows import Kinds, Rows, pack_columns
from flows.raw_values import SHAPES
from flows.stopping import leave_to_who_asks, why_stopped

_LITTLE = 256 * 1024  # bytes of a sample


class Task(NamedTuple):
    """Which file is to be read, how, and what the table of interactions holds."""

    source: str
    path: Path
    reading: Reading
    kinds: Kinds


class Sample(NamedTuple):
    """A file by whose head a process may warm to its work."""

    source: str
    path: Path


class Told(NamedTuple):
    """What a process found in one stretch, or what it failed with."""

    problems: list[Problem]
    rows: Rows | None = None
    stretch: Stretch | None = None
    failure: tuple[str, str] | None = None


def main() -> None:
    """Read one stretch after the other until nobody asks any more."""
    orders, answers = open_pipes()
    # nothing made here goes round in circles; looking for it takes a tenth
    gc.disable()
    with suppress(EOFError, BrokenPipeError):
        while True:
            said = pickle.load(orders)  # noqa: S301 - it comes from our own process
            if isinstance(said, str):
                importlib.import_module(said)
                gc.freeze()
                continue
            if isinstance(said, Sample):
                _warm(said)
                continue
            task, first, end = said
            # whoever cuts the file short ends this process, not the one that asks
            task = task._replace(reading=replace(task.reading, mapped=True))
            connector = sys.modules[task.source]
            pickle.dump(read_stretch(connector, task, first, end), answers, 5)
            answers.flush()
            gc.collect(0)  # what is young; the rest is remembered on purpose


def open_pipes() -> tuple[IO[bytes], IO[bytes]]:
    """Where a process is asked, and where it answers."""
    leave_to_who_asks()
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whoever prints, not there
    return sys.stdin.buffer, answers


def _warm(sample: Sample) -> None:
    """Read a little, so that what is made at the first time is made."""
    connector: Any = sys.modules[sample.source]
    reading = Reading("", ZoneInfo("UTC"), in_short=True, mapped=True)
    with suppress(Exception):  # who is asked to read it will tell
        for _ in connector.extract_stretch(sample.path, reading, 0, _LITTLE):
            pass


def read_stretch(connector: Any, task: Task, first: int, end: int) -> Told:
    """What the file says of the records that begin in first .. end."""
    problems: list[Problem] = []
    each: list[list[Any]] = []
    short: list[Fields] = []
    stretch = None
    shape = SHAPES["interactions"]
    try:
        for said in connector.extract_stretch(task.path, task.reading, first, end):
            if isinstance(said, dict):
                short.append(said)
            elif isinstance(said, Interaction):
                each.append(shape.values(said))
            elif isinstance(said, Stretch):
                stretch = said
            else:
                problems.append(said)
        columns = shape.gather(short) if short else shape.turn(each)
        packed = pack_columns("interactions", columns, task.kinds) if columns else None
    except SourceError as error:
        return Told([], failure=(error.what, error.cure))
    except Exception as error:  # noqa: BLE001  # no reader may end its process
        return Told([], failure=why_stopped(error))
    return Told(problems, packed, stretch)
