"""An Outlook appointment becomes an event of iCalendar, as Outlook would send it.

So `_calendar` reads it like any other: the same meeting in an .ics file and in an
Outlook data file is one meeting. Its repetitions stand in a structure of their own.

Spec: [MS-OXOCAL] 2.2.1.44 (repetitions), 2.2.1.41 (zones), 2.2.1.27 (its id).
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from ._mapi import APPOINTMENT, MEETING, PUBLIC_STRINGS, Bag, Name
from ._mapi_mail import recipient_of, sender_of

START, END, LOCATION, WHOLE_DAY = (
    (APPOINTMENT, number) for number in (0x820D, 0x820E, 0x8208, 0x8215)
)
RECURRENCE, STATE, ANSWER, ZONE = (
    (APPOINTMENT, number) for number in (0x8216, 0x8217, 0x8218, 0x8260)
)
GLOBAL_ID, CLEAN_ID = (MEETING, 0x0003), (MEETING, 0x0023)
NAMED: tuple[Name, ...] = (
    START, END, LOCATION, WHOLE_DAY, RECURRENCE, STATE, ANSWER, ZONE, GLOBAL_ID,
    CLEAN_ID, (PUBLIC_STRINGS, "Keywords"),
)  # fmt: skip
WANTED = frozenset({
    0x001A, 0x0037, 0x0042, 0x0060, 0x0061, 0x0065, 0x0C1A, 0x0C1F, 0x1000, 0x300B,
    0x3008, 0x3FDE, 0x3FFD, 0x5D01, 0x5D02,
})  # fmt: skip
MAX_DAYS = 5000  # left out of a series, or moved
MAX_PEOPLE = 2000
ANSWERS = {3: "ACCEPTED", 4: "DECLINED", 2: "TENTATIVE"}
CANCELLED = 0x4
MINUTES = datetime(1601, 1, 1)  # noqa: DTZ001 - a series' own clock, in its zone
DAYS = ("SU", "MO", "TU", "WE", "TH", "FR", "SA")
DAILY, WEEKLY, MONTHLY, YEARLY = 0x200A, 0x200B, 0x200C, 0x200D
# what each pattern tells besides: days of the week, of the month, which week
SPECIAL = {0: "", 1: "I", 2: "I", 4: "I", 3: "2I"}
UNTIL, COUNTED = 0x2021, 0x2022


class Unclear(ValueError):  # noqa: N818 - a state of the data, not of ours
    """A structure that ends early, or repeats in a way nobody here follows."""


@dataclass
class Series:
    """When a series meets: on its own zone's clock.

    rule: an RRULE's value. skipped, moved: starts that are left out, or added.
    """

    rule: str
    start: datetime
    minutes: int
    skipped: list[datetime] = field(default_factory=list)
    moved: list[datetime] = field(default_factory=list)


def event_lines(bag: Bag, rows: Iterable[Bag], key: str) -> list[str]:
    """The lines of a VEVENT; empty without a start. Raises Unclear.

    key: its id when Outlook gave it none that others know.
    """
    start, end = bag.time(START, 0x0060), bag.time(END, 0x0061)
    if start is None:
        return []
    lines = ["BEGIN:VEVENT", f"UID:{uid_of(bag) or key}"]
    blob = bag.data(RECURRENCE)
    if blob:
        lines += _repeated(read_series(blob), bag)
    elif bag.number(WHOLE_DAY):
        first, last = (_day(moment) for moment in (start, end or start))
        lines += [f"DTSTART;VALUE=DATE:{first}"]
        lines += [f"DTEND;VALUE=DATE:{last}"] if last > first else []
    else:
        lines.append(f"DTSTART:{start:%Y%m%dT%H%M%SZ}")
        lines += [f"DTEND:{end:%Y%m%dT%H%M%SZ}"] if end and end >= start else []
    if changed := bag.time(0x3008):
        lines.append(f"DTSTAMP:{changed:%Y%m%dT%H%M%SZ}")
    lines += _texts(bag)
    lines += _people(bag, rows)
    return [*lines, "END:VEVENT"]


def _day(moment: datetime) -> str:
    """The day whose midnight, somewhere, a moment is."""
    return f"{moment + timedelta(hours=12):%Y%m%d}"


def _texts(bag: Bag) -> Iterator[str]:
    said = {
        "SUMMARY": bag.text(0x0037).removeprefix("\x01"),
        "LOCATION": bag.text(LOCATION),
        "DESCRIPTION": bag.text(0x1000)[:20_000],
    }
    for name, text in said.items():
        if text:
            yield f"{name}:{_escaped(text)}"
    if groups := bag.texts((PUBLIC_STRINGS, "Keywords")):
        yield "CATEGORIES:" + ",".join(map(_escaped, groups))
    if (bag.number(STATE) or 0) & CANCELLED:
        yield "STATUS:CANCELLED"


def _escaped(text: str) -> str:
    kept = "".join(letter for letter in text if letter.isprintable())
    for mark in ("\\", ";", ","):
        kept = kept.replace(mark, f"\\{mark}")
    return kept


def _people(bag: Bag, rows: Iterable[Bag]) -> Iterator[str]:
    """The organiser, then everybody invited with their answer."""
    name, address = sender_of(bag)
    invited = [*_invited(rows)]
    if address and invited:
        yield f"ORGANIZER;CN={_quoted(name)}:mailto:{address}"
    yield from invited


def _invited(rows: Iterable[Bag]) -> Iterator[str]:
    for number, row in enumerate(rows):
        name, address = recipient_of(row)
        if number >= MAX_PEOPLE or not address:
            continue
        kind = "RESOURCE" if (row.number(0x0C15) or 0) & 0xF == 3 else "INDIVIDUAL"  # noqa: PLR2004 - [MS-OXOCAL] 2.2.4.10.1
        answer = ANSWERS.get(row.number(0x5FFF) or 0, "NEEDS-ACTION")
        if (row.number(0x5FFD) or 0) & 2:  # it is the organiser
            answer = "ACCEPTED"
        head = f"ATTENDEE;CUTYPE={kind};PARTSTAT={answer};CN={_quoted(name)}"
        yield f"{head}:mailto:{address}"


def _quoted(name: str) -> str:
    plain = name.replace('"', "'")
    return f'"{"".join(letter for letter in plain if letter.isprintable())}"'


def uid_of(bag: Bag) -> str:
    """The id a meeting has in every calendar: another program's, or Outlook's own."""
    data = bag.data(CLEAN_ID) or bag.data(GLOBAL_ID)
    if data[40:52] == b"vCal-Uid\x01\0\0\0":
        text = data[52:].split(b"\0")[0].decode("utf-8", "replace")
        return "".join(letter for letter in text if letter.isprintable()).strip()
    return data.hex().upper() if 0 < len(data) <= 255 else ""  # noqa: PLR2004 - a line's worth


def _repeated(series: Series, bag: Bag) -> Iterator[str]:
    zone = _zone(bag.data(ZONE))
    at = f";TZID={_quoted(zone)}" if zone else ""
    yield f"DTSTART{at}:{series.start:%Y%m%dT%H%M%S}"
    yield f"DURATION:PT{series.minutes}M"
    yield f"RRULE:{series.rule}"
    for name, days in (("EXDATE", series.skipped), ("RDATE", series.moved)):
        if days:
            said = ",".join(f"{day:%Y%m%dT%H%M%S}" for day in days)
            yield f"{name}{at}:{said}"


def _zone(blob: bytes) -> str:
    """Windows' name of the zone in a definition of one; empty when there is none."""
    if len(blob) < 8:  # noqa: PLR2004 - up to the name's length
        return ""
    (length,) = struct.unpack_from("<H", blob, 6)
    return blob[8 : 8 + 2 * length].decode("utf-16-le", "replace").replace("\0", "")


class _Fields:
    """Little-endian numbers, one after another."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def take(self, form: str) -> tuple[int, ...]:
        try:
            found = struct.unpack_from(f"<{form}", self.data, self.at)
        except struct.error as error:
            raise Unclear from error
        self.at += struct.calcsize(f"<{form}")
        return found

    def days(self) -> list[datetime]:
        (count,) = self.take("I")
        if count > MAX_DAYS:
            raise Unclear
        return [_clock(minutes) for minutes in self.take(f"{count}I")]


def _clock(minutes: int) -> datetime:
    return MINUTES + timedelta(minutes=minutes)


def read_series(blob: bytes) -> Series:
    """The repetition of an appointment; raises Unclear."""
    fields = _Fields(blob)
    version, _, often, pattern, _ = fields.take("5H")
    if version != 0x3004:  # noqa: PLR2004 - the only one there is
        raise Unclear
    _, period, _ = fields.take("3I")
    if pattern not in SPECIAL:
        raise Unclear
    special = fields.take(SPECIAL[pattern])
    ends, count, first_day = fields.take("3I")
    gone, _ = fields.days(), fields.days()
    first, last = (_clock(minutes) for minutes in fields.take("2I"))
    _, _, begin, finish = fields.take("4I")
    rule = _rule(often, pattern, period, special)
    if ends == UNTIL:
        rule += f";UNTIL={last:%Y%m%d}T235959Z"
    elif ends == COUNTED:
        rule += f";COUNT={count}"
    rule += f";WKST={DAYS[first_day % 7]}"
    opening = timedelta(minutes=begin)
    return Series(
        rule,
        first + opening,
        max(0, finish - begin),
        [day + opening for day in gone],
        [*_moved(fields)],
    )


def _rule(often: int, pattern: int, period: int, special: tuple[int, ...]) -> str:
    """The rule without its end; several months in a year make a yearly one."""
    if often == DAILY and pattern == 0:
        return f"FREQ=DAILY;INTERVAL={max(1, period // 1440)}"
    if often in {DAILY, WEEKLY} and pattern == 1:
        days = ",".join(_days(special[0]))
        every = 1 if often == DAILY else max(1, period)
        return f"FREQ=WEEKLY;INTERVAL={every};BYDAY={days}"
    every = max(1, period)
    if often not in {MONTHLY, YEARLY}:
        raise Unclear
    if pattern in {2, 4}:
        day = min(special[0], 31)
        on = "BYMONTHDAY=-1" if pattern == 4 or day == 31 else f"BYMONTHDAY={day}"  # noqa: PLR2004 - the month's end
        return f"FREQ=MONTHLY;INTERVAL={every};{on}"
    if pattern != 3 or not 1 <= special[1] <= 5:  # noqa: PLR2004 - the second Tuesday; 5 is the last
        raise Unclear
    place = -1 if special[1] == 5 else special[1]  # noqa: PLR2004 - the last
    days = ",".join(_days(special[0]))
    return f"FREQ=MONTHLY;INTERVAL={every};BYDAY={days};BYSETPOS={place}"


def _days(mask: int) -> list[str]:
    days = [day for number, day in enumerate(DAYS) if mask >> number & 1]
    if not days:
        raise Unclear
    return days


def _moved(fields: _Fields) -> Iterator[datetime]:
    """The new starts of meetings that were changed."""
    (count,) = fields.take("H")
    if count > MAX_DAYS:
        raise Unclear
    for _ in range(count):
        start, _, _ = fields.take("3I")
        (flags,) = fields.take("H")
        yield _clock(start)
        for flag in (0x1, 0x2, 0x4, 0x8, 0x10, 0x20, 0x40, 0x80, 0x100):
            if flags & flag and flag in {0x1, 0x10}:
                _, length = fields.take("2H")
                fields.take(f"{length}x")
            elif flags & flag:
                fields.take("I")
