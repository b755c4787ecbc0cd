"""Events that were fetched, read like those of a calendar's file.

All that stands is read as one calendar, so that a series and its window are what
they are in an export. What once stood is read the same way, in the same window: any
meeting of it that stands no more has been deleted or moved.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

from . import Extracted, Interaction, Problem, Reading
from ._calendar_file import Index, index, read_event
from ._calendar_meeting import read_meetings
from ._fetched_objects import MAX_LINE, as_text, look_through, next_line, told_problems
from ._seekable import Pieced

_CALENDAR = re.compile(r"(?i)BEGIN:VCALENDAR")


def extract_events(
    path: Path, reading: Reading, to_text: Callable[[str], str] = str
) -> Iterator[Extracted]:
    """What stands now, what could not be read, and what stands no more.

    to_text: makes what the server gave into text of the usual format; ValueError for
    what is none.
    """
    standing = look_through(path)
    yield from told_problems(standing)
    keys: set[str] = set()
    no_events: dict[str, None] = {}
    with _open(path, standing.live, to_text, no_events) as live:
        found = _index(live)
        yield from map(_no_event, no_events)
        newest = found.touched or found.latest
        for said in read_meetings(found, partial(read_event, live), reading):
            if isinstance(said, Interaction):
                keys.add(said.source_key)
            yield said
    with _open(path, standing.past, to_text, {}) as past:
        found = _index(past)
        found.touched = max(found.touched, newest)
        for said in read_meetings(found, partial(read_event, past), reading):
            if isinstance(said, Interaction) and said.source_key not in keys:
                keys.add(said.source_key)
                yield replace(said, participants=(), deleted=True)


def _open(
    path: Path,
    numbers: frozenset[int],
    to_text: Callable[[str], str],
    no_events: dict[str, None],
) -> io.BufferedReader:
    """The lines of these numbers as one calendar, which is made as it is read.

    no_events: is told the places of those that are none.
    """
    file = path.open("rb")

    def take(place: tuple[int, int]) -> tuple[bytes, tuple[int, int]] | None:
        if not (read := next_line(file, numbers, *place)):
            return None
        one, following = read
        if not one:
            return b"", following
        text = as_text(to_text, one.raw).replace("\r\n", "\n").replace("\r", "\n")
        if not _CALENDAR.search(text):
            no_events[one.place] = None
            return b"", following
        return text.encode("utf-8", "replace") + b"\n", following

    return io.BufferedReader(Pieced(file, take, (len(file.readline(MAX_LINE)), 0)))


def _index(calendar: io.BufferedReader) -> Index:
    """Where its events stand; of nothing, nothing."""
    return index(calendar) if calendar.peek(1) else Index()


def _no_event(place: str) -> Problem:
    return Problem(
        place,
        "what the server gave is no calendar",
        "it was left out",
        "open it where you keep it and save it again, or delete it there",
    )
