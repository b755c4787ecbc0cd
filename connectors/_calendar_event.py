"""One VEVENT's text, made a component icalendar can read, and its people.

The lines are mended before the library sees them (zones it does not know, values
in another dialect), what it cannot read is taken out with a problem, and only the
properties a meeting needs are parsed at all.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import IO, Any

from connectors import Participant, Problem, Reading, Role
from connectors import _calendar as calendar
from connectors import _calendar_file as file
from connectors._calendar_zones import Zones

READ = {
    "UID", "DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE",
    "RECURRENCE-ID", "SEQUENCE", "SUMMARY", "LOCATION", "STATUS", "ORGANIZER",
    "ATTENDEE", "CATEGORIES",
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
KINDS: dict[str, calendar.Kind] = {
    "ROOM": "resource",
    "RESOURCE": "resource",
    "GROUP": "list",
}
YES_NO = {"ACCEPTED": True, "DECLINED": False, "DELEGATED": False}


@dataclass
class Event:
    """One VEVENT: icalendar's component and what only its text tells.

    links: text in which a link to meet online may stand; conference: it has a
    field for one; whole_day: Outlook's mark on midnight-to-midnight events.
    """

    component: Any
    spot: file.Spot
    uid: str
    links: str
    conference: bool
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

    def problem(self, spot: file.Spot, what: str, why: str) -> None:
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


def parse_event(stream: IO[bytes], spot: file.Spot, book: Book) -> Event | None:
    """The event at that spot; None, with a problem, when it has no start.

    Raises what icalendar raises at text it cannot take apart.
    """
    import icalendar

    lines: list[str] = []
    links: list[str] = []
    marks: set[str] = set()
    for raw in file.read_event(stream, spot):
        name = file.name_of(raw).decode("ascii", "replace")
        if name in READ:
            lines.append(_line_of(name, raw, book))
        elif name in LINKS:
            links.append(file.value_of(raw))
        elif name.startswith("X-"):
            marks |= _marks(name, file.value_of(raw))
        elif name not in IGNORED and re.fullmatch(r"[A-Z][A-Z-]{2,30}", name):
            book.unknown.setdefault(name, spot.number)
    text = "\r\n".join(["BEGIN:VEVENT", *lines, "END:VEVENT", ""])
    component = icalendar.Event.from_ical(text)
    _drop_broken(component, spot, book)
    if not isinstance(moment(component, "DTSTART"), date):
        book.problem(spot, "the event has no start", "it was left out")
        return None
    uid = " ".join(str(first(component.get("UID", ""))).split())
    return Event(
        component,
        spot,
        uid or "sha:" + hashlib.sha256("\n".join(lines).encode()).hexdigest()[:24],
        " ".join(links),
        "conference" in marks,
        "whole day" in marks,
        _participants(component, spot, book),
    )


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
    return re.sub(r"\s", "", line) if name == "RRULE" else line


def _drop_broken(component: Any, spot: file.Spot, book: Book) -> None:
    """Take out what icalendar could not read, each kind with a problem."""
    from icalendar.prop.broken import vBroken

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
    line = EXTENDED.sub(_basic, line.rstrip(" ,;"))
    line = re.sub(r"(T\d{4})(Z?)(?=,|$)", r"\g<1>00\2", line)
    return re.sub(r"([:,]\d{8})Z(?=,|$)", r"\1", line)


def _basic(found: re.Match[str]) -> str:
    return re.sub(r"(?<=\d)[-:]", "", found[0])


def _participants(
    component: Any, spot: file.Spot, book: Book
) -> tuple[Participant, ...]:
    """The organiser and everybody invited, once each.

    NON-PARTICIPANTs were only told of it: they are kept as people, not as there.
    """
    answers: dict[str, Participant] = {}
    for value in _all(component, "ORGANIZER")[:1]:
        key = _person(value, spot, book)
        role: Role = "resource" if key and book.people.is_resource(key) else "organiser"
        if key:
            answers[key] = Participant(role, key, accepted=True)
    for value in _all(component, "ATTENDEE"):
        key = _person(value, spot, book)
        if not key or str(value.params.get("ROLE", "")).upper() == "NON-PARTICIPANT":
            continue
        answer = YES_NO.get(str(value.params.get("PARTSTAT", "")).upper())
        if key not in answers:
            role = "resource" if book.people.is_resource(key) else "attendee"
            answers[key] = Participant(role, key, accepted=answer)
        elif answer is not None:
            answers[key] = replace(answers[key], accepted=answer)
    return tuple(answers.values())


def _all(component: Any, name: str) -> list[Any]:
    found = component.get(name, [])
    values = found if isinstance(found, list) else [found]
    return [value for value in values if hasattr(value, "params")]


def _person(value: Any, spot: file.Spot, book: Book) -> str:
    """Note the person behind a calendar address; their key, empty for nobody."""
    name = value.params.get("CN", "")
    name = ", ".join(name) if isinstance(name, list) else str(name)
    kind = KINDS.get(str(value.params.get("CUTYPE", "")).upper(), "")
    address = _address(str(value), str(value.params.get("EMAIL", "")))
    return book.people.add(address, name, kind, f"event {spot.number}")


def _address(value: str, email: str) -> str:
    """The e-mail address, `tel:...`, or nothing (urn:uuid, invalid:nomail)."""
    scheme, colon, rest = value.strip().partition(":")
    if scheme.lower() == "mailto" and "@" in rest:
        return rest.strip().strip("<>").partition("?")[0].lower()
    if scheme.lower() == "tel":
        return f"tel:{rest.strip()}" if rest.strip() else ""
    if not colon and "@" in value:
        return value.strip().strip("<>").lower()
    return email.strip().lower() if "@" in email else ""
