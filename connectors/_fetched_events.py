"""Events that were fetched, read like those of a calendar's file.

All that stands is read as one calendar, so that a series and its window are what
they are in an export. What once stood is read the same way, in the same window: any
meeting of it that stands no more has been deleted or moved.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import IO

from . import Extracted, Interaction, Problem, Reading, SourceError
from ._calendar_file import index
from ._calendar_meeting import read_calendar
from ._fetched_objects import as_text, choose_lines, look_through, told_problems

_CALENDAR = re.compile(r"(?i)BEGIN:VCALENDAR")
_STAMP = """\
BEGIN:VCALENDAR
BEGIN:VEVENT
UID:cultivate-window
DTSTAMP:{day}T000000Z
DTSTART:{day}T000000Z
END:VEVENT
END:VCALENDAR
"""


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
    with tempfile.TemporaryFile() as live:
        for one in choose_lines(path, standing.live):
            calendar = as_text(to_text, one.raw)
            if _CALENDAR.search(calendar):
                _write(live, calendar)
            else:
                yield _no_event(one.place)
        day = _newest_stamp(live)
        for said in _read(live, reading):
            if isinstance(said, Interaction):
                keys.add(said.source_key)
            yield said
    with tempfile.TemporaryFile() as past:
        for one in choose_lines(path, standing.past):
            _write(past, as_text(to_text, one.raw))
        _write(past, _STAMP.format(day=day) if day else "")
        for said in _read(past, reading):
            if isinstance(said, Interaction) and said.source_key not in keys:
                keys.add(said.source_key)
                if said.thread_key != "cultivate-window":
                    yield replace(said, participants=(), deleted=True)


def _write(stream: IO[bytes], raw: str) -> None:
    text = raw.replace("\r\n", "\n").replace("\r", "\n")
    stream.write(text.encode("utf-8", "replace"))
    stream.write(b"\n")


def _newest_stamp(stream: IO[bytes]) -> int:
    stream.seek(0)
    try:
        found = index(stream)
    except SourceError:
        return 0
    return found.touched or found.latest


def _read(stream: IO[bytes], reading: Reading) -> Iterator[Extracted]:
    stream.seek(0)
    if stream.read(4096).strip():
        stream.seek(0)
        yield from read_calendar(stream, reading)


def _no_event(place: str) -> Problem:
    return Problem(
        place,
        "what the server gave is no calendar",
        "it was left out",
        "open it where you keep it and save it again, or delete it there",
    )
