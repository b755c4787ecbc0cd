"""An invented calendar of any size: meetings with people, series, rooms, links."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

ZONE = """BEGIN:VTIMEZONE
TZID:Europe/Madrid
BEGIN:STANDARD
DTSTART:19701025T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:19700329T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
END:VTIMEZONE
"""
SUBJECTS = ("Lunch", "Review", "Planning", "Interview", "Café", "Walk", "Call")
PLACES = (
    "Harbour office",
    "",
    "Café del Mar",
    "https://meet.example.com/abc",
    "Room 4",
)
ANSWERS = ("ACCEPTED", "DECLINED", "TENTATIVE", "NEEDS-ACTION")
FIRST = datetime(2016, 1, 4, 9)  # noqa: DTZ001 - the zone stands beside it


def invent(dice: Random, events: int) -> Iterator[str]:
    """The calendar line by line; one event in two hundred repeats."""
    yield "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//example//invented//EN\n" + ZONE
    for number in range(events):
        yield "\n".join(["BEGIN:VEVENT", *_event(dice, number), "END:VEVENT", ""])
    yield "END:VCALENDAR\n"


def _event(dice: Random, number: int) -> Iterator[str]:
    start = FIRST + timedelta(hours=dice.randrange(90_000))
    yield f"UID:{number}-{dice.getrandbits(64):x}@example.com"
    yield f"DTSTAMP:{start - timedelta(days=9):%Y%m%dT%H%M%S}Z"
    yield f"CREATED:{start - timedelta(days=9):%Y%m%dT%H%M%S}Z"
    if dice.random() < 0.1:
        yield f"DTSTART;VALUE=DATE:{start:%Y%m%d}"
    else:
        end = start + timedelta(minutes=dice.choice((30, 45, 60, 90)))
        yield f"DTSTART;TZID=Europe/Madrid:{start:%Y%m%dT%H%M%S}"
        yield f"DTEND;TZID=Europe/Madrid:{end:%Y%m%dT%H%M%S}"
    if dice.random() < 0.005:
        yield f"RRULE:FREQ=WEEKLY;COUNT={dice.randrange(4, 20)}"
    yield f"SUMMARY:{dice.choice(SUBJECTS)} {number}"
    if place := dice.choice(PLACES):
        yield f"LOCATION:{place}"
    if dice.random() < 0.3:
        yield "DESCRIPTION:" + "what we talk about\\, and why\\n" * dice.randrange(
            1, 12
        )
    yield "ORGANIZER;CN=Robin Vale:mailto:robin@example.com"
    for _ in range(dice.randrange(1, 6)):
        who = dice.randrange(400)
        yield (
            f"ATTENDEE;CN=Person {who};ROLE=REQ-PARTICIPANT;"
            f"PARTSTAT={dice.choice(ANSWERS)}:mailto:person{who}@example.org"
        )
    yield f"STATUS:CONFIRMED\nSEQUENCE:{dice.randrange(3)}\nTRANSP:OPAQUE"
