"""From a calendar file's events to meetings and people.

Each UID is read whole, its repeating event beside the events that replace single
meetings; what cannot be read costs that event and nothing else.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import IO, Any, TypeVar
from zoneinfo import ZoneInfo

from connectors import Extracted, Interaction, Participant, Problem, Reading, Role
from connectors import _calendar as calendar
from connectors import _calendar_file as file
from connectors import _calendar_series as series
from connectors._calendar_zones import Zones

READ = {
    "UID", "DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE",
    "RECURRENCE-ID", "SEQUENCE", "SUMMARY", "LOCATION", "STATUS", "ORGANIZER",
    "ATTENDEE", "CATEGORIES",
}  # fmt: skip
TIMES = {"DTSTART", "DTEND", "RDATE", "EXDATE", "RECURRENCE-ID"}
TELLS_CONFERENCE = {"URL", "CONFERENCE", "DESCRIPTION", "COMMENT"}
IGNORED = {
    "CLASS", "CREATED", "LAST-MODIFIED", "DTSTAMP", "PRIORITY", "TRANSP", "ATTACH",
    "CONTACT", "GEO", "RELATED-TO", "RESOURCES", "REQUEST-STATUS", "COLOR", "IMAGE",
    "STYLED-DESCRIPTION", "STRUCTURED-DATA", "LOCATION-TYPE", "LINK", "CONCEPT",
    "REFID", "SOURCE", "NAME", "PRODID", "VERSION", "METHOD", "CALSCALE",
    "REFRESH-INTERVAL", "ACKNOWLEDGED", "PROXIMITY",
}  # fmt: skip
CONFERENCE_FIELD = re.compile(
    r"X-GOOGLE-CONFERENCE|X-GOOGLE-HANGOUT|CONFERENCE"
    r"|X-MICROSOFT-(?:SKYPETEAMS\w*|ONLINEMEETING\w*|SCHEDULINGSERVICE\w*)"
)
ANSWERS = {"REPLY", "REFRESH", "COUNTER", "DECLINECOUNTER"}
CANCELLED = re.compile(
    r"(?:cancel?led|abgesagt|annulé|cancelad[oa]|annullat[oa]|geannuleerd|inställt)\s*:",
    re.IGNORECASE,
)
TZID = re.compile(r';TZID=(?:"([^"]*)"|([^;]*))', re.IGNORECASE)
CURE = "open the event in the calendar, mend it and export again"
KINDS: dict[str, calendar.Kind] = {
    "ROOM": "resource",
    "RESOURCE": "resource",
    "GROUP": "list",
}
# what icalendar, dateutil and the expansion raise at values they cannot follow
BROKEN = (ValueError, TypeError, AttributeError, LookupError, ArithmeticError)
T = TypeVar("T")
YES_NO = {"ACCEPTED": True, "DECLINED": False, "DELEGATED": False}


@dataclass
class _Event:
    """One VEVENT: icalendar's component and what only its text tells."""

    component: Any
    spot: file.Spot
    uid: str
    conference: bool
    links: str
    participants: tuple[Participant, ...]


@dataclass
class _Book:
    """What reading one file gathers on the way."""

    reading: Reading
    zones: Zones
    window: series.Window
    people: calendar.People = field(default_factory=calendar.People)
    unknown: dict[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def problem(self, spot: file.Spot, what: str, why: str, cure: str = CURE) -> None:
        self.problems.append(Problem(f"event {spot.number}", what, why, cure))

    def told(self) -> Iterator[Problem]:
        """The problems since the last call."""
        yield from self.problems
        self.problems.clear()


def read_calendar(stream: IO[bytes], reading: Reading) -> Iterator[Extracted]:
    """Every meeting and person of an iCalendar stream; raises SourceError.

    stream: seekable UTF-8 with line feeds, as `_calendar_file.open_calendar` gives.
    """
    begin = stream.tell()
    found = file.index(stream)
    stream.seek(begin)
    yield from found.problems
    window = series.window_of(found.touched, found.latest)
    book = _Book(reading, Zones(found.zones), window)
    for spots in found.groups.values():
        yield from _read_group(stream, spots, book)
        yield from book.told()
    yield from book.people.records()
    yield from _file_problems(book)


def _file_problems(book: _Book) -> Iterator[Problem]:
    if book.zones.unknown:
        yield Problem(
            "time zones",
            f"{len(book.zones.unknown)} zone(s) have no known name and no rules",
            "their meetings were read in your own zone",
            "export the calendar with its time zones",
        )
    for name, number in book.unknown.items():
        yield Problem(
            f"event {number}",
            f"the property {name} is not known",
            "what it says was left out, here and in later events",
            "nothing, unless it matters to you: then tell the project",
        )


def _read_group(
    stream: IO[bytes], spots: list[file.Spot], book: _Book
) -> Iterator[Interaction]:
    events = []
    for spot in spots:
        if spot.method in ANSWERS:
            continue  # somebody's answer to a meeting that is told elsewhere
        event = _guarded(book, spot, _parse, stream, spot, book)
        if event:
            events.append(event)
    for meetings in _meetings(events):
        first = meetings[0]
        told = _guarded(book, first.spot, _told, meetings, book)
        if told is None:  # its rules are broken: the first meeting is still known
            told = _guarded(book, first.spot, _alone, first, book)
        yield from told or []


def _guarded(
    book: _Book, spot: file.Spot, read: Callable[..., T], *given: Any
) -> T | None:
    """What `read` gives; whatever a stranger's event raises is a problem of it."""
    try:
        return read(*given)
    except BROKEN as error:
        book.problem(
            spot,
            f"the event cannot be read ({type(error).__name__})",
            "it, or its repetitions, were left out",
        )
        return None


def _parse(stream: IO[bytes], spot: file.Spot, book: _Book) -> _Event | None:
    """The event as icalendar sees it, its zones under names it knows."""
    from icalendar import Event

    lines, links, conference = [], [], False
    for raw in file.read_event(stream, spot):
        name = file.name_of(raw).decode("ascii", "replace")
        if name in READ:
            lines.append(
                _with_zone(name, raw, book) if name in TIMES else file.decode(raw)
            )
        elif CONFERENCE_FIELD.fullmatch(name):
            conference = True
        if name in TELLS_CONFERENCE:
            links.append(file.value_of(raw))
        elif name not in READ | IGNORED and not name.startswith("X-"):
            _note_unknown(name, spot, book)
    text = "\r\n".join(["BEGIN:VEVENT", *lines, "END:VEVENT", ""])
    component = Event.from_ical(text)
    _drop_broken(component, spot, book)
    if not isinstance(_moment(component, "DTSTART"), date):
        book.problem(spot, "the event has no start", "it was left out")
        return None
    uid = " ".join(str(_first(component.get("UID", ""))).split())
    uid = uid or "sha:" + hashlib.sha256("\n".join(lines).encode()).hexdigest()[:24]
    who = _participants(component, spot, book)
    return _Event(component, spot, uid, conference, " ".join(links), who)


def _drop_broken(component: Any, spot: file.Spot, book: _Book) -> None:
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


def _moment(component: Any, name: str) -> Any:
    """The property's date or time; of a repeated one, which is kept, the first."""
    if isinstance(component.get(name), list):
        component[name] = component[name][0]
    return component[name].dt if name in component else None


def _with_zone(name: str, raw: bytes, book: _Book) -> str:
    """The line with its TZID made known, or none: then the time floats."""
    head, _, value = file.decode(raw).rpartition(":")
    found = TZID.search(head)
    if not found:
        return f"{head}:{value}"
    zone = book.zones.name(str(found[1] or found[2] or "").strip())
    rest = TZID.sub("", head).split(";")[1:]
    kept = [part for part in rest if re.fullmatch(r"[A-Za-z-]+=[\w-]+", part)]
    if zone and not value.strip().endswith("Z") and "T" in value.upper():
        kept.append(f"TZID={zone}")
    return f"{';'.join([name, *kept])}:{value.strip()}"


def _note_unknown(name: str, spot: file.Spot, book: _Book) -> None:
    if re.fullmatch(r"[A-Z][A-Z-]{2,30}", name):
        book.unknown.setdefault(name, spot.number)


def _first(value: Any) -> Any:
    return value[0] if isinstance(value, list) else value


def _meetings(events: list[_Event]) -> list[list[_Event]]:
    """The events of one UID, as they belong together.

    A newer SEQUENCE replaces; events that share a UID by mistake, each with its
    own start and no rule, stand alone.
    """
    masters = [event for event in events if "RECURRENCE-ID" not in event.component]
    changes = [event for event in events if "RECURRENCE-ID" in event.component]
    newest = max((_sequence(event) for event in masters), default=0)
    masters = [event for event in masters if _sequence(event) == newest]
    if any(_repeats(event) for event in masters):
        chosen = [event for event in masters if _repeats(event)][-1]
        return [[chosen, *_latest(changes)]]
    starts = {str(event.component["DTSTART"].dt): event for event in masters}
    return [[event] for event in (*starts.values(), *_latest(changes))]


def _latest(changes: list[_Event]) -> list[_Event]:
    """One change for each meeting changed: the newest SEQUENCE, then the last."""
    chosen: dict[str, _Event] = {}
    for event in sorted(changes, key=_sequence):
        chosen[str(_moment(event.component, "RECURRENCE-ID"))] = event
    return list(chosen.values())


def _sequence(event: _Event) -> int:
    return int(_first(event.component.get("SEQUENCE", 0)))


def _repeats(event: _Event) -> bool:
    return "RRULE" in event.component or "RDATE" in event.component


def _told(events: list[_Event], book: _Book) -> list[Interaction]:
    """The meetings of a series, or the one meeting."""
    first, zone = events[0], book.reading.zone
    if not _repeats(first):
        return _alone(first, book)
    for number, event in enumerate(events):
        event.component["X-PART"] = number  # the expansion copies it along
    components = [event.component for event in events]
    return [
        _interaction(
            events[component["X-PART"]],
            component,
            calendar.event_key(first.uid, original, zone),
            book,
        )
        for original, component in series.expand(components, book.window, zone)
    ]


def _alone(event: _Event, book: _Book) -> list[Interaction]:
    original = _moment(event.component, "RECURRENCE-ID")
    key = calendar.event_key(event.uid, original, book.reading.zone)
    return [_interaction(event, event.component, key, book)]


def _interaction(event: _Event, component: Any, key: str, book: _Book) -> Interaction:
    """One meeting; `component` is the event itself or one of its repetitions."""
    zone = book.reading.zone
    start = component["DTSTART"].dt
    subject, location = _line(component, "SUMMARY"), _line(component, "LOCATION")
    status = _line(component, "STATUS").upper()
    return Interaction(
        source_key=key,
        once_key=f"event:{key}",
        happened_at=calendar.as_moment(start, zone),
        time_source="start",
        channel=calendar.channel_of(
            subject, location, event.links, conference=event.conference
        ),
        participants=event.participants,
        owner_side="both",
        subject=subject,
        thread_key=event.uid,
        labels=_labels(component),
        duration_minutes=_minutes(component, zone),
        all_day=not isinstance(start, datetime),
        cancelled=status == "CANCELLED"
        or event.spot.method == "CANCEL"
        or bool(CANCELLED.match(subject)),
        place=calendar.physical_place(location),
        found_at=f"event {event.spot.number}",
    )


def _line(component: Any, name: str) -> str:
    """A text property on one line."""
    return " ".join(str(_first(component.get(name, ""))).split())


def _labels(component: Any) -> tuple[str, ...]:
    found = component.get("CATEGORIES", [])
    lists = found if isinstance(found, list) else [found]
    words = [str(word).strip().lower() for one in lists for word in one.cats]
    return tuple(dict.fromkeys(word for word in words if word))


def _minutes(component: Any, zone: ZoneInfo) -> float | None:
    """Length in minutes; None for whole days, without an end, or a negative one."""
    start = component["DTSTART"].dt
    if not isinstance(start, datetime):
        return None
    begin = calendar.as_moment(start, zone)
    if "DTEND" in component:
        end = calendar.as_moment(_first(component["DTEND"]).dt, zone)
        length = end.astimezone(UTC) - begin.astimezone(UTC)
    elif "DURATION" in component:
        length = _first(component["DURATION"]).dt
    else:
        return None
    minutes = length / timedelta(minutes=1)
    return minutes if minutes >= 0 else None


def _participants(
    component: Any, spot: file.Spot, book: _Book
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


def _person(value: Any, spot: file.Spot, book: _Book) -> str:
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
