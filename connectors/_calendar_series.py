"""A repeating meeting, one by one, within a window no clock decides.

The window is a fact of the file: it ends HORIZON_DAYS after the file's newest
stamp (DTSTAMP, CREATED, LAST-MODIFIED, RECURRENCE-ID; without any, its newest
start) and begins WINDOW_DAYS before that end. So the same file always gives the
same meetings, and a calendar exported today reaches a year ahead. A series gives
its newest MAX_MEETINGS meetings of the window; a rule that repeats every minute or
second gives its first ones, as following it to its end would take for ever.
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
A_DAY = {"SECONDLY": 86_400, "MINUTELY": 1_440, "HOURLY": 24}
OFTEN = 24  # more meetings a day than this are counted from the first one on
OLDEST_YEAR = 1900  # a daily rule from before it is a slip, and slow to follow
CYCLE_DAYS = 146_097  # after 400 years every weekday, month end and leap day is back


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

    events: icalendar events, the repeating one first, then those that replace
    single meetings. Raises what the libraries raise at rules they cannot follow.
    """
    import recurring_ical_events
    from icalendar import Calendar

    shifts = [_shift(event) for event in events if "RECURRENCE-ID" in event]
    calendar = Calendar()
    begins = _bound_rules(events[0], window, zone)
    for event in events:
        calendar.add_component(event)
    for change in events[1:]:
        change.pop("RRULE", None)  # a rule within a series follows nothing
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # COUNT beside UNTIL is ours
        found = recurring_ical_events.of(calendar).between(begins, window.ends)
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


def _bound_rules(event: Any, window: Window, zone: ZoneInfo) -> datetime:
    """Give every rule an end the expansion cannot run past.

    Gives the moment from which on its meetings are wanted.
    """
    rules = event.get("RRULE", [])
    start = event["DTSTART"].dt
    return min(
        (
            _bound(rule, start, window, zone)
            for rule in (rules if isinstance(rules, list) else [rules])
        ),
        default=window.begins,
    )


def _bound(rule: Any, start: date, window: Window, zone: ZoneInfo) -> datetime:
    """Set the rule's UNTIL; from when on its newest MAX_MEETINGS are."""
    begins = as_moment(start, zone)
    until = as_moment(_value(rule, "UNTIL", date.max), zone)
    if int(_value(rule, "INTERVAL", 1)) < 1 or until < begins:
        raise ValueError("the rule has no meeting")
    _refuse_endless(rule, start)
    ends = min(until, window.ends)
    span = timedelta(days=MAX_MEETINGS / _a_day(rule))
    within_a_day = _frequency(rule) in A_DAY or _a_day(rule) > OFTEN
    if within_a_day:
        ends = min(ends, begins + span)
    if ends < until:
        rule["UNTIL"] = [_like(start, ends, zone)]
    if "COUNT" in rule:
        rule["COUNT"] = [min(int(_value(rule, "COUNT", 1)), MAX_MEETINGS)]
    if "COUNT" in rule or within_a_day:
        return window.begins
    return max(window.begins, ends - span)


def _refuse_endless(rule: Any, start: date) -> None:
    """Raise ValueError for a rule the library would follow for ever.

    dateutil looks for the next meeting up to the year 9999, whatever UNTIL says.
    So a rule that can never match (30 February) is tried at the end of time, where
    the same calendar is soon over.
    """
    from dateutil.rrule import rrulestr  # type: ignore[import-untyped]

    if _frequency(rule) in {"MONTHLY", "YEARLY"}:
        return
    if start.year < OLDEST_YEAR:
        raise ValueError("the rule is too old")
    parts = {name: rule[name] for name in rule if name not in {"UNTIL", "COUNT"}}
    text = type(rule)(parts).to_ical().decode()
    cycles = (date.max - date(start.year, start.month, start.day)).days // CYCLE_DAYS
    late = date(start.year, start.month, start.day) + timedelta(cycles * CYCLE_DAYS)
    late_start = datetime(late.year, late.month, late.day)  # noqa: DTZ001 - any zone
    if isinstance(start, datetime):
        late_start = datetime.combine(late, start.time())
    if next(iter(rrulestr(text, dtstart=late_start)), None) is None:
        raise ValueError("the rule never matches")


def _frequency(rule: Any) -> str:
    return str(_value(rule, "FREQ", "")).upper()


def _a_day(rule: Any) -> float:
    """How many meetings a day the rule can give, at most about one unless said."""
    parts = (rule.get(part) or [0] for part in ("BYHOUR", "BYMINUTE", "BYSECOND"))
    often = A_DAY.get(_frequency(rule), 1)
    return math.prod(len(part) for part in parts) * max(
        1.0, often / int(_value(rule, "INTERVAL", 1))
    )


def _value(rule: Any, part: str, default: Any) -> Any:
    found = rule.get(part)
    return default if not found else found[0] if isinstance(found, list) else found


def _like(start: date, moment: datetime, zone: ZoneInfo) -> date:
    """The moment in the kind of value the series starts with."""
    if not isinstance(start, datetime):
        return moment.astimezone(zone).date()
    if start.tzinfo is None:
        return moment.astimezone(zone).replace(tzinfo=None)
    return moment.astimezone(UTC)
