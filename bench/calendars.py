"""A calendar side by side: this house against icalendar alone.

Writes an invented calendar (seeded; people, rooms, links, a few series) and reads
it by each way, each in a process of its own. icalendar alone only parses: it
expands no series and knows nobody. At last it looks at memory, of a calendar and of one
ten times as large.

    python bench/calendars.py [EVENTS] [--big]
    python bench/calendars.py [EVENTS] --memory
"""

from __future__ import annotations

import random
import tempfile
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import icalendar as library
from _events import invent
from _flat import Source, show_memory
from _ways import (
    Way,
    answer,
    collect,
    measure_all,
    only_memory,
    show,
    size_asked,
)

from connectors import Interaction, Reading, icalendar

MODEST, BIG = 5_000, 50_000
FLAT = 20_000
READING = Reading("bench", ZoneInfo("UTC"))


def parse(path: Path) -> str:
    calendar = library.Calendar.from_ical(path.read_bytes())
    return f"{len(calendar.walk('VEVENT')):,} events"


def read(path: Path) -> str:
    said = icalendar.extract(path, READING)
    return f"{sum(isinstance(one, Interaction) for one in said):,} meetings"


night = partial(collect, source="icalendar")
WAYS: dict[str, Way] = {
    "icalendar alone": parse,
    "read": read,
    "into an archive": night,
    "unchanged": night,
    "touched": night,
    "1% changed": night,
}
INTO = {"icalendar into an archive": night}


def main(events: int) -> None:
    """Write the calendar, read it by each way and print the table."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "calendar.ics"
        sides = measure_all(__file__, WAYS, path, partial(_write, path, events))
        show(f"{events:,} events; times = how much quicker than icalendar", sides)


def _write(path: Path, events: int, hundredths: int = 0) -> None:
    """The calendar; so many hundredths of the events changed in their subjects."""
    changed = events * hundredths // 100
    with path.open("w", encoding="utf-8") as file:
        for number, text in enumerate(invent(random.Random(5), events)):
            new = number <= changed and "\nSUMMARY:" in text
            file.write(text.replace("\nSUMMARY:", "\nSUMMARY:Moved ") if new else text)


def memory(events: int) -> None:
    """Print what a calendar needs, and one ten times as large."""
    show_memory(__file__, events, [Source("icalendar", "calendar.ics", _write)])


if __name__ == "__main__" and not answer(WAYS | INTO):
    if only_memory():
        memory(size_asked(FLAT, BIG))
    else:
        main(size_asked(MODEST, BIG))
        memory(FLAT)
