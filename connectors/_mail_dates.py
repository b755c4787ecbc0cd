"""When a message was written: its Date, else its arrival, else its separator.

Spec: RFC 5322 section 3.3 and 4.3. Dates nobody can have written on (before
1971, or after next year's eve) are passed over.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone, tzinfo
from functools import lru_cache

FIRST_YEAR = 1971  # the year of the first message between two machines
FARTHEST_ZONE = timedelta(hours=16)  # none there is goes beyond
_UTC = timezone.utc  # noqa: UP017 - shorter to pass around
_LOADED_IN = datetime.now(_UTC).year
_MONTHS = {
    name: number
    for number, name in enumerate(
        b"jan feb mar apr may jun jul aug sep oct nov dec".split(), start=1
    )
}
_STRICT = re.compile(
    rb"\s*(?:[A-Za-z]{3},)?\s*(\d{1,2}\s+[A-Za-z]{3}\s+\d{4})\s+"
    rb"([01]\d|2[0-3]):([0-5]\d)(?::(\d\d))?\s+([+-]\d\d[0-5]\d|GMT|UTC?|Z)"
    rb"(?:\s*\([^()]*\))?\s*"
)
_MINUTE = re.compile(rb"([01]\d|2[0-3]):([0-5]\d):")
_SECONDS = {b"%02d" % second: timedelta(seconds=second) for second in range(60)}
_REMEMBERED = 100  # bytes
_MIDNIGHT = b"00:00:00"
_SAYS_ZONE = re.compile(rb"(?:[+-]\d+|\d\s*[A-Za-z]{1,5})\s*(?:\(.*)?$|:.* [A-Z]{1,5} ")


def read_date(raw: bytes, zone: tzinfo) -> datetime | None:
    """A Date header's moment in UTC; a time without a zone is the owner's.

    None when it is no date, or one that cannot be.
    """
    moment = _read_strict(raw) or _read_lenient(raw[:200], zone)
    return moment if moment and _can_be(moment) else None


def _read_strict(raw: bytes) -> datetime | None:
    # a day brings many messages, so the line with its time set to midnight is
    # remembered, and the time itself by its parts
    at = raw.find(b":") - 2
    if at > 0 and len(raw) < _REMEMBERED:
        minute, second = _minute(raw[at : at + 6]), _SECONDS.get(raw[at + 6 : at + 8])
        if minute is not None and second is not None:
            day = _read_day(raw[:at] + _MIDNIGHT + raw[at + 8 :])
            try:
                return day + minute + second if day else None
            except OverflowError:  # the last day there is
                return None
    return _read_whole(raw)


@lru_cache(maxsize=2048)
def _minute(time: bytes) -> timedelta | None:
    """How far into a day it is at `10:33:`."""
    found = _MINUTE.fullmatch(time)
    return timedelta(hours=int(found[1]), minutes=int(found[2])) if found else None


def _read_whole(raw: bytes) -> datetime | None:
    found = _STRICT.fullmatch(raw)
    if not found:
        return None
    day, hour, minute, second, zone = found.groups()
    number, month, year = day.split()
    month_number = _MONTHS.get(month.lower())
    east = timedelta(0)
    if zone[:1] in b"+-":
        east = timedelta(hours=int(zone[1:3]), minutes=int(zone[3:]))
    if not month_number or east > FARTHEST_ZONE:
        return None
    seconds = min(int(second), 59) if second else 0
    time = timedelta(0, int(hour) * 3600 + int(minute) * 60 + seconds)
    try:
        begins = datetime(int(year), month_number, int(number), tzinfo=_UTC)
        return (begins + east if zone[:1] == b"-" else begins - east) + time
    except (ValueError, OverflowError):
        return None


_read_day = lru_cache(maxsize=16384)(_read_whole)


@lru_cache(maxsize=1024)
def _read_lenient(raw: bytes, zone: tzinfo) -> datetime | None:
    from email.utils import parsedate_tz  # takes longer to load than all of these

    try:
        parts = parsedate_tz(" ".join(raw.decode("latin-1").split()))
        if parts is None:
            return None
        local = datetime(*parts[:5], min(parts[5], 59), tzinfo=_UTC)
        offset = parts[9]
        if offset is None or not _SAYS_ZONE.search(raw.strip()):
            return local.replace(tzinfo=zone).astimezone(_UTC)
        east = timedelta(seconds=offset)
        return local - east if abs(east) <= FARTHEST_ZONE else None
    except (ValueError, OverflowError, TypeError, IndexError):
        return None


def _can_be(moment: datetime) -> bool:
    if moment.year <= _LOADED_IN:
        return moment.year >= FIRST_YEAR
    return moment.year <= datetime.now(_UTC).year + 1


def read_received(raw: bytes, zone: tzinfo) -> datetime | None:
    """The moment after the last semicolon of a Received header."""
    return read_date(raw.rpartition(b";")[2].strip(), zone)


def read_separator_date(date: bytes) -> datetime | None:
    """The moment in a mailbox's "From " line; UTC, as RFC 4155 wants it."""
    return read_date(date, _UTC)
