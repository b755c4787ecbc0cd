"""An event without repetitions, as nearly all are, read without icalendar.

Only what cannot be read in two ways is read here: dates and times of one form, in
zones known by name, texts without odd escapes, every property once. Anything else
is icalendar's, and both give the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

LINE = re.compile(r'([A-Z-]+)((?:;[A-Za-z-]+=[^":;]*)*):(.*)')
DAY = re.compile(r"(\d{4})(\d\d)(\d\d)", re.ASCII)
TIME = re.compile(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(Z?)", re.ASCII)
LENGTH = re.compile(
    r"P(?:(\d{1,4})W|(?:(\d{1,4})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,4})M)?(?:(\d{1,4})S)?)?)",
    re.ASCII,
)
TEXTS = {"UID", "SUMMARY", "LOCATION", "STATUS"}


@dataclass(frozen=True, slots=True)
class Value:
    """What icalendar's values offer: a moment or length, or a list of words."""

    dt: Any = None
    cats: tuple[str, ...] = ()


def plain_component(lines: Iterable[str]) -> dict[str, Any] | None:
    """The event's properties by name; None when icalendar has to read it."""
    component: dict[str, Any] = {}
    for line in lines:
        found = LINE.fullmatch(line)
        if not found or not line.isprintable() or found[1] in component:
            return None
        name, params, value = found.groups()
        read = READERS.get(name)
        said = _text(value) if name in TEXTS else read and read(params, value)
        if said is None:
            return None
        component[name] = said
    return component


def _text(value: str) -> str | None:
    """A text; None where a backslash might be one of its own."""
    if "\\" not in value:
        return value
    if "\\\\" in value:
        return None
    for escaped, plain in (("\\N", "\n"), ("\\n", "\n"), ("\\,", ","), ("\\;", ";")):
        value = value.replace(escaped, plain)
    return value


def _moment(params: str, value: str) -> Value | None:
    """A whole day, or a time in UTC, in a known zone or in none."""
    try:
        if params == ";VALUE=DATE" and (day := DAY.fullmatch(value)):
            return Value(date(*map(int, day.groups())))
        found = TIME.fullmatch(value)
        if not found:
            return None
        zone = None if not params else _zone(params)
        if params and (zone is None or found[7]):
            return None
        year, month, day_, hour, minute, second = map(int, found.groups()[:6])
        known = UTC if found[7] else zone
        return Value(datetime(year, month, day_, hour, minute, second, tzinfo=known))
    except ValueError:
        return None


@lru_cache(maxsize=256)
def _zone(params: str) -> ZoneInfo | None:
    """The zone when its name is all that the parameters say, and is known."""
    name = params.removeprefix(";TZID=")
    if name == params or ";" in name:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _length(params: str, value: str) -> Value | None:
    found = LENGTH.fullmatch(value)
    if params or not found or not any(found.groups()):
        return None
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return Value(
        timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    )


def _words(_params: str, value: str) -> Value | None:
    return None if "\\" in value else Value(cats=tuple(value.split(",")))


def _number(params: str, value: str) -> str | None:
    """A plain number; SEQUENCE has no other."""
    is_plain = value.isascii() and value.isdigit() and len(value) < len("999999999")
    return value if is_plain and not params else None


READERS: dict[str, Callable[[str, str], Any]] = {
    "DTSTART": _moment,
    "DTEND": _moment,
    "DURATION": _length,
    "CATEGORIES": _words,
    "SEQUENCE": _number,
}
