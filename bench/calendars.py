"""A calendar side by side: this house against icalendar alone.

Writes an invented calendar (seeded; people, rooms, links, a few series) and reads
it by each way, each in a process of its own. icalendar alone only parses: it
expands no series and knows nobody.

    python bench/calendars.py [EVENTS] [--big]
"""

from __future__ import annotations

import random
import sys
import tempfile
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import icalendar as library
from _events import invent
from _ways import Side, Way, answer, collect, measure, show

from connectors import Interaction, Reading, icalendar

MODEST, BIG = 5_000, 50_000
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


def main(events: int) -> None:
    """Write the calendar, read it by each way and print the table."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "calendar.ics"
        _write(path, events)
        sides = [_side(name, path, events) for name in WAYS]
        show(f"{events:,} events; times = how much quicker than icalendar", sides)


def _side(name: str, path: Path, events: int) -> Side:
    if name == "touched":
        path.touch()
    if name == "1% changed":
        _write(path, events, changed=events // 100)
    return measure(__file__, name, path)


def _write(path: Path, events: int, changed: int = 0) -> None:
    """The calendar; the first events changed in their subjects."""
    with path.open("w", encoding="utf-8") as file:
        for number, text in enumerate(invent(random.Random(5), events)):
            new = number <= changed and "\nSUMMARY:" in text
            file.write(text.replace("\nSUMMARY:", "\nSUMMARY:Moved ") if new else text)


if __name__ == "__main__" and not answer(WAYS):
    sizes = [int(word) for word in sys.argv[1:] if word != "--big"]
    main(sizes[0] if sizes else BIG if "--big" in sys.argv else MODEST)
