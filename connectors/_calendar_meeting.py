"""From a calendar file's events to meetings.

Each UID is read whole, its repeating event beside the events that replace single
meetings; what cannot be read costs that event and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import IO, Any, TypeVar
from zoneinfo import ZoneInfo

from connectors import Extracted, Interaction, Reading
from connectors import _calendar as calendar
from connectors import _calendar_file as file
from connectors import _calendar_series as series
from connectors._calendar_days import day_of
from connectors._calendar_event import (
    Book,
    Event,
    LinesOf,
    first,
    moment,
    parse_event,
)  # fmt: skip
from connectors._calendar_spots import Spot
from connectors._calendar_zones import Zones

ANSWERS = {"REPLY", "REFRESH", "COUNTER", "DECLINECOUNTER"}
CANCELLED = re.compile(
    r"(?:cancel?led|abgesagt|annulé|cancelad[oa]|annullat[oa]|geannuleerd|inställt)\s*:",
    re.IGNORECASE,
)
# what icalendar, dateutil and the expansion raise at values they cannot follow
BROKEN = (ValueError, TypeError, AttributeError, LookupError, ArithmeticError)
T = TypeVar("T")


def read_calendar(stream: IO[bytes], reading: Reading) -> Iterator[Extracted]:
    """Every meeting and person of an iCalendar stream; raises SourceError.

    stream: seekable UTF-8 with line feeds, as `_calendar_file.open_calendar` gives.
    """
    found = file.index(stream)
    yield from read_meetings(found, partial(file.read_event, stream), reading)


def read_meetings(
    found: file.Index, lines_of: LinesOf, reading: Reading
) -> Iterator[Extracted]:
    """Every meeting and person of the events in an index.

    lines_of: an event's own lines, unfolded; a ValueError costs that event.
    """
    yield from found.problems
    window = series.window_of(found.touched, found.latest)
    book = Book(reading, Zones(found.zones))
    for spots in found.spots.groups():
        yield from _read_group(lines_of, spots, window, book)
        yield from book.told()
    yield from book.people.records()
    yield from book.told_at_end()


def _read_group(
    lines_of: LinesOf, spots: list[Spot], window: series.Window, book: Book
) -> Iterator[Interaction]:
    """The meetings of one UID."""
    events = []
    for spot in spots:
        if spot.method in ANSWERS:
            continue  # somebody's answer to a meeting that is told elsewhere
        if event := _guarded(book, spot, parse_event, lines_of, spot, book):
            events.append(event)
    masters = [event for event in events if "RECURRENCE-ID" not in event.component]
    changes = [event for event in events if "RECURRENCE-ID" in event.component]
    newest = max((event.sequence for event in masters), default=0)
    masters = [event for event in masters if event.sequence == newest]
    changes = _latest(changes)
    if repeating := [event for event in masters if event.repeats]:
        if _keep_day(repeating[-1], book):
            return
        yield from _series([repeating[-1], *changes], window, book)
        return
    starts = {str(event.component["DTSTART"].dt): event for event in masters}
    read = _alone_by_start if len(starts) > 1 else _alone
    for event in (*starts.values(), *changes):
        if meeting := _guarded(book, event.spot, read, event, book):
            yield meeting


def _keep_day(event: Event, book: Book) -> bool:
    """Whether the event is somebody's day, which is noted and gives no meeting."""
    subject = _line(event.component, "SUMMARY")
    day = day_of(event.component, subject, whole_day=event.whole_day)
    if day:
        book.people.celebrate(day.name, day.kind, day.day, f"event {event.spot.number}")
    return day is not None


def _guarded(book: Book, spot: Spot, read: Callable[..., T], *given: Any) -> T | None:
    """What `read` gives; whatever a stranger's event raises is a problem of it."""
    try:
        return read(*given)
    except BROKEN as error:
        what = f"the event cannot be read ({type(error).__name__})"
        book.problem(spot, what, "it was left out")
        return None


def _latest(changes: list[Event]) -> list[Event]:
    """One change for each meeting changed: the newest SEQUENCE, then the last."""
    chosen: dict[str, Event] = {}
    for event in sorted(changes, key=lambda event: event.sequence):
        chosen[str(moment(event.component, "RECURRENCE-ID"))] = event
    return list(chosen.values())


def _series(
    events: list[Event], window: series.Window, book: Book
) -> list[Interaction]:
    """The meetings of a series; without its rules those written out one by one."""
    try:
        return _expanded(events, window, book)
    except BROKEN as error:
        book.problem(
            events[0].spot,
            f"its repetitions cannot be followed ({type(error).__name__})",
            "only the meetings written out one by one are known",
        )
    alone = (_guarded(book, one.spot, _alone_by_start, one, book) for one in events)
    return [meeting for meeting in alone if meeting]


def _expanded(
    events: list[Event], window: series.Window, book: Book
) -> list[Interaction]:
    zone = book.reading.zone
    for number, event in enumerate(events):
        event.component["X-PART"] = number  # the expansion copies it along
    components = [event.component for event in events]
    return [
        _interaction(
            events[component["X-PART"]],
            component,
            calendar.event_key(events[0].uid, original, zone),
            book,
        )
        for original, component in series.expand(components, window, zone)
    ]


def _alone(event: Event, book: Book) -> Interaction:
    """One event as it stands."""
    original = moment(event.component, "RECURRENCE-ID")
    key = calendar.event_key(event.uid, original, book.reading.zone)
    return _interaction(event, event.component, key, book)


def _alone_by_start(event: Event, book: Book) -> Interaction:
    """The same when the UID is not its own: its start is part of its key."""
    if "RECURRENCE-ID" in event.component:
        return _alone(event, book)
    start = moment(event.component, "DTSTART")
    key = calendar.event_key(event.uid, start, book.reading.zone)
    return _interaction(event, event.component, key, book)


def _interaction(event: Event, component: Any, key: str, book: Book) -> Interaction:
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
        channel=calendar.channel_of(subject, location, online=event.online),
        participants=event.participants,
        owner_side="both",
        subject=subject,
        thread_key=event.uid,
        labels=_labels(component),
        duration_minutes=None if event.whole_day else _minutes(component, zone),
        all_day=event.whole_day or not isinstance(start, datetime),
        cancelled=status == "CANCELLED"
        or event.spot.method == "CANCEL"
        or bool(CANCELLED.match(subject)),
        place=calendar.physical_place(location),
        found_at=f"event {event.spot.number}",
    )


def _line(component: Any, name: str) -> str:
    """A text property on one line."""
    return " ".join(str(first(component.get(name, ""))).split())


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
        end = calendar.as_moment(first(component["DTEND"]).dt, zone)
        length = end.astimezone(UTC) - begin.astimezone(UTC)
    elif "DURATION" in component:
        length = first(component["DURATION"]).dt
    else:
        return None
    minutes = length / timedelta(minutes=1)
    return minutes if minutes >= 0 else None
