"""A repeating meeting, one by one, within a window no clock decides.

The window is a fact of the file: it ends HORIZON_DAYS after the file's newest
stamp (DTSTAMP, CREATED, LAST-MODIFIED, RECURRENCE-ID; without any, its newest
start) and begins WINDOW_DAYS before that end. So the same file always gives the
same meetings, and a calendar exported today reaches a year ahead. A series gives
its newest MAX_MEETINGS meetings of the window; one that repeats within the day
gives its first ones, as nobody meets every second.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from connectors._calendar import as_moment

HORIZON_DAYS = 400
WINDOW_DAYS = 20 * 366
MAX_MEETINGS = 5_000
WITHIN_A_DAY = {"SECONDLY": 86_400, "MINUTELY": 1_440, "HOURLY": 24}


@dataclass(frozen=True)
class Window:
    """From when to when repetitions are counted, in UTC."""

    begins: datetime
    ends: datetime


def window_of(touched: int, latest: int) -> Window:
    """The file's window from its newest stamp, else newest start, as 20261112."""
    day = _parse_day(touched) or _parse_day(latest) or date(2000, 1, 1)
    newest = datetime(day.year, day.month, day.day, tzinfo=UTC)
    ends = newest + timedelta(days=HORIZON_DAYS)
    return Window(ends - timedelta(days=WINDOW_DAYS), ends)


def _parse_day(number: int) -> date | None:
    try:
        return date(number // 10_000, number // 100 % 100, number % 100)
    except ValueError:
        return None


def expand(
    events: list[Any], window: Window, zone: ZoneInfo
) -> Iterator[tuple[date, Any]]:
    """Each meeting of one UID with the start it had in its series.

    events: icalendar events, the repeating one and those that replace single
    meetings. Raises what the libraries raise at rules they cannot follow.
    """
    import recurring_ical_events
    from icalendar import Calendar

    shifts = [_shift(event) for event in events if "RECURRENCE-ID" in event]
    calendar = Calendar()
    for event in events:
        _bound_rules(event, window, zone)
        calendar.add_component(event)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # COUNT beside UNTIL is ours
        found = recurring_ical_events.of(calendar).between(window.begins, window.ends)
    meetings = [(_original(event, shifts), event) for event in found]
    meetings.sort(key=lambda meeting: as_moment(meeting[0], zone))
    yield from meetings[-MAX_MEETINGS:]


def _shift(event: Any) -> tuple[date, date]:
    """What a replacing event was moved from and to."""
    return event["RECURRENCE-ID"].dt, event["DTSTART"].dt


def _original(event: Any, shifts: list[tuple[date, date]]) -> date:
    """The start in the series; a THISANDFUTURE change is taken back."""
    recurrence, start = event["RECURRENCE-ID"], event["DTSTART"].dt
    original: date = recurrence.dt
    if recurrence.params.get("RANGE") == "THISANDFUTURE":
        for before, after in shifts:
            if before == original and type(start) is type(after) is type(before):
                return start - (after - before)
    return original


def _bound_rules(event: Any, window: Window, zone: ZoneInfo) -> None:
    """Give every rule an end the expansion cannot run past."""
    rules = event.get("RRULE", [])
    for rule in rules if isinstance(rules, list) else [rules]:
        interval = int((rule.get("INTERVAL") or [1])[0])
        if interval < 1:
            raise ValueError("INTERVAL")
        start = event["DTSTART"].dt
        last = min(_last_day(rule, start, zone, interval), window.ends)
        until = (rule.get("UNTIL") or [None])[0]
        if until is not None and as_moment(until, zone) <= last:
            continue
        rule["UNTIL"] = [_like(start, last, zone)]


def _last_day(rule: Any, start: date, zone: ZoneInfo, interval: int) -> datetime:
    """When a rule that repeats within the day has given MAX_MEETINGS."""
    frequency = str((rule.get("FREQ") or [""])[0]).upper()
    parts = (rule.get(part) or [0] for part in ("BYHOUR", "BYMINUTE", "BYSECOND"))
    a_day = float(math.prod(len(part) for part in parts))
    if frequency in WITHIN_A_DAY:
        a_day = a_day * WITHIN_A_DAY[frequency] / interval
    if a_day <= 1:
        return datetime.max.replace(tzinfo=UTC)
    return as_moment(start, zone) + timedelta(days=MAX_MEETINGS / a_day)


def _like(start: date, moment: datetime, zone: ZoneInfo) -> date:
    """The moment in the kind of value the series starts with."""
    if not isinstance(start, datetime):
        return moment.astimezone(zone).date()
    if start.tzinfo is None:
        return moment.astimezone(zone).replace(tzinfo=None)
    return moment.astimezone(UTC)
