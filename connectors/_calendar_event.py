"""One VEVENT's text, made a component icalendar can read, and its people.

The lines are mended before the library sees them (zones it does not know, values
in another dialect), what it cannot read is taken out with a problem, and only the
properties a meeting needs are parsed at all.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeAlias

from connectors import Participant, Problem, Reading
from connectors import _calendar as calendar
from connectors import _calendar_file as file
from connectors import _calendar_old as old
from connectors._calendar_people import participants
from connectors._calendar_plain import plain_component
from connectors._calendar_spots import Spot
from connectors._calendar_zones import Zones

READ = {
    "UID", "DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE",
    "RECURRENCE-ID", "SEQUENCE", "SUMMARY", "LOCATION", "STATUS", "CATEGORIES",
}  # fmt: skip
TIMES = {"DTSTART", "DTEND", "RDATE", "EXDATE", "RECURRENCE-ID"}
LINKS = {"URL", "CONFERENCE", "DESCRIPTION", "COMMENT"}
IGNORED = {
    "CLASS", "CREATED", "LAST-MODIFIED", "DTSTAMP", "PRIORITY", "TRANSP", "ATTACH",
    "CONTACT", "GEO", "RELATED-TO", "RESOURCES", "REQUEST-STATUS", "COLOR", "IMAGE",
    "STYLED-DESCRIPTION", "STRUCTURED-DATA", "LOCATION-TYPE", "LINK", "CONCEPT",
    "REFID", "SOURCE", "NAME", "PRODID", "VERSION", "METHOD", "CALSCALE",
    "REFRESH-INTERVAL", "ACKNOWLEDGED", "PROXIMITY",
}  # fmt: skip
CONFERENCE_FIELD = re.compile(
    r"X-GOOGLE-CONFERENCE|X-GOOGLE-HANGOUT"
    r"|X-MICROSOFT-(?:SKYPETEAMS\w*|ONLINEMEETING\w*)"
)
WHOLE_DAY_FIELDS = {"X-MICROSOFT-CDO-ALLDAYEVENT", "X-FUNAMBOL-ALLDAY"}
NO = {"", "0", "FALSE", "NONE"}
EXTENDED = re.compile(r":\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?(?:\.\d+)?Z?)?$")
TZID = re.compile(r';TZID=(?:"([^"]*)"|([^;]*))', re.IGNORECASE)
CURE = "open the event in the calendar, mend it and export again"

LinesOf: TypeAlias = Callable[[Spot], Iterable[bytes]]  # an event's, by where it stands


@dataclass
class Event:
    """One VEVENT: icalendar's component and what only its text tells.

    online: a link to meet online stands somewhere in it; whole_day: Outlook's mark
    on midnight-to-midnight events.
    """

    component: Any
    spot: Spot
    uid: str
    online: bool
    whole_day: bool
    participants: tuple[Participant, ...]

    @property
    def repeats(self) -> bool:
        """Whether it gives a rule or dates of repetition."""
        return "RRULE" in self.component or "RDATE" in self.component

    @property
    def sequence(self) -> int:
        """How often the organiser changed it."""
        return int(first(self.component.get("SEQUENCE", 0)))


@dataclass
class Book:
    """What reading one file gathers on the way."""

    reading: Reading
    zones: Zones
    people: calendar.People = field(default_factory=calendar.People)
    unknown: dict[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def problem(self, spot: Spot, what: str, why: str) -> None:
        """Note a problem of one event."""
        self.problems.append(Problem(f"event {spot.number}", what, why, CURE))

    def told(self) -> Iterator[Problem]:
        """The problems since the last call."""
        yield from self.problems
        self.problems.clear()

    def told_at_end(self) -> Iterator[Problem]:
        """What concerns the whole file."""
        if self.zones.unknown:
            yield Problem(
                "time zones",
                f"{len(self.zones.unknown)} zone(s) have no known name and no rules",
                "their meetings were read in your own zone",
                "export the calendar with its time zones",
            )
        for name, number in self.unknown.items():
            yield Problem(
                f"event {number}",
                f"the property {name} is not known",
                "what it says was left out, here and in later events",
                "nothing, unless it matters to you: then tell the project",
            )


def first(value: Any) -> Any:
    """The property's value; of a repeated one the first."""
    return value[0] if isinstance(value, list) else value


def moment(component: Any, name: str) -> Any:
    """The property's date or time, None without; a repeated one is made single."""
    if name not in component:
        return None
    component[name] = first(component[name])
    return component[name].dt


@dataclass
class _Lines:
    """An event's lines by what becomes of them."""

    read: list[str] = field(default_factory=list)
    organisers: list[bytes] = field(default_factory=list)
    attendees: list[bytes] = field(default_factory=list)
    marks: set[str] = field(default_factory=set)

    def digest(self) -> str:
        """What stands for an event that has no UID."""
        people = map(file.decode, (*self.organisers, *self.attendees))
        text = "\n".join((*self.read, *people))
        return f"sha:{hashlib.sha256(text.encode()).hexdigest()[:24]}"


def parse_event(lines_of: LinesOf, spot: Spot, book: Book) -> Event | None:
    """The event at that spot; None, with a problem, when it has no start.

    Raises what icalendar raises at text it cannot take apart.
    """
    lines = _sort_lines(lines_of(spot), spot, book)
    component: Any = plain_component(lines.read)
    if component is None:
        component = _read_by_icalendar(lines, spot, book)
    if not isinstance(moment(component, "DTSTART"), date):
        book.problem(spot, "the event has no start", "it was left out")
        return None
    uid = " ".join(str(first(component.get("UID", ""))).split())
    place = f"event {spot.number}"
    return Event(
        component,
        spot,
        uid or lines.digest(),
        "conference" in lines.marks,
        "whole day" in lines.marks,
        participants(lines.organisers, lines.attendees, book.people, place),
    )


def _read_by_icalendar(lines: _Lines, spot: Spot, book: Book) -> Any:
    import icalendar

    text = "\r\n".join(["BEGIN:VEVENT", *lines.read, "END:VEVENT", ""])
    component = icalendar.Event.from_ical(text)
    _drop_broken(component, spot, book)
    return component


def _sort_lines(said: Iterable[bytes], spot: Spot, book: Book) -> _Lines:
    """Map each property, pass it over by name, or note that nobody knows it."""
    lines = _Lines()
    for raw in said:
        name = file.name_of(raw).decode("ascii", "replace")
        if file.is_quoted(raw):
            raw = old.plain_line(raw)  # noqa: PLW2901 - the same line
        if name in READ:
            lines.read.append(_line_of(name, raw, book))
        elif name == "ATTENDEE":
            people = lines.organisers if old.is_organiser(raw) else lines.attendees
            people.append(raw)
        elif name == "ORGANIZER":
            lines.organisers.append(raw)
        elif name in LINKS:
            if calendar.has_conference_link(file.decode(raw)):
                lines.marks.add("conference")
        elif name.startswith("X-"):
            lines.marks |= _marks(name, file.value_of(raw))
        elif name not in IGNORED | old.ALARMS and re.fullmatch(
            r"[A-Z][A-Z-]{2,30}", name
        ):
            book.unknown.setdefault(name, spot.number)
    return lines


def _marks(name: str, value: str) -> set[str]:
    """What a vendor's own field tells, if anything."""
    if CONFERENCE_FIELD.fullmatch(name) and value.upper() not in NO:
        return {"conference"}
    if name in WHOLE_DAY_FIELDS and value.upper() not in NO:
        return {"whole day"}
    return set()


def _line_of(name: str, raw: bytes, book: Book) -> str:
    if name in TIMES:
        return _with_zone(name, raw, book)
    line = file.decode(raw)
    if name != "RRULE":
        return line
    head, colon, rule = line.partition(":")
    return head + colon + re.sub(r"\s", "", old.rule_of(rule))


def _drop_broken(component: Any, spot: Spot, book: Book) -> None:
    """Take out what icalendar could not read, each kind with a problem."""
    from icalendar.prop.broken import vBroken

    if any(name is None for name, _ in component.errors):
        book.problem(spot, "a line of it cannot be read", "that line was left out")
    for name in list(component):
        found = component[name]
        values = found if isinstance(found, list) else [found]
        kept = [value for value in values if not isinstance(value, vBroken)]
        if len(kept) == len(values):
            continue
        book.problem(spot, f"its {name} cannot be read", "that part was left out")
        del component[name]
        if kept:
            component[name] = kept if len(kept) > 1 else kept[0]


def _with_zone(name: str, raw: bytes, book: Book) -> str:
    """The line with its TZID made known, or none: then the time floats."""
    head, _, value = _mended(file.decode(raw)).rpartition(":")
    found = TZID.search(head)
    if not found:
        return f"{head}:{value}"
    zone = book.zones.name(str(found[1] or found[2] or "").strip())
    rest = TZID.sub("", head).split(";")[1:]
    kept = [part for part in rest if re.fullmatch(r"[A-Za-z-]+=[\w-]+", part)]
    if zone and not value.strip().endswith("Z") and "T" in value.upper():
        kept.append(f"TZID={zone}")
    return f"{';'.join([name, *kept])}:{value.strip()}"


def _mended(line: str) -> str:
    """Values many calendars write: 2026-11-12T09:00:00Z, 20261112T0900, 20261112Z."""
    line = EXTENDED.sub(_basic, re.sub(r";+(?=[;:])", "", line.rstrip(" ,;")))
    line = re.sub(r"(T\d{4})(Z?)(?=,|$)", r"\g<1>00\2", line)
    return re.sub(r"([:,]\d{8})Z(?=,|$)", r"\1", line)


def _basic(found: re.Match[str]) -> str:
    return re.sub(r"(?<=\d)[-:]", "", found[0])
