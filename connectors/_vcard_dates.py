"""Birthdays and moments as cards write them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

FULL = re.compile(r"(\d{4})([-/.]?)(\d{1,2})\2(\d{1,2})(?:[T ](.*))?", re.DOTALL)
YEARLESS = re.compile(r"--(\d{2})-?(\d{2})(?:T.*)?")
NO_YEAR = {0, 1604}  # a leap year, which Apple writes when no year is known
# a whole hour of the afternoon in UTC: midnight of the next day further east
EASTERN_MIDNIGHT = re.compile(r"(?:1[2-9]|2[0-3]):?(?:00|30)(?::?00(?:\.0+)?)?Z")


def birthday(value: str, omitted: str = "") -> str | None:
    """`1980-04-01`, or `--04-01` without a year; None when it is no whole day.

    Some write the day as its midnight at home, told in UTC; that is read as the
    nearest midnight. omitted: the year that X-APPLE-OMIT-YEAR says is none.
    """
    text = value.strip()
    if found := YEARLESS.fullmatch(text):
        return _day("1604", found[1], found[2])
    found = FULL.fullmatch(text)
    if not found or (not found[2] and len(found[3] + found[4]) != len("0401")):
        return None
    year, _, month, day, time = found.groups(default="")
    later = EASTERN_MIDNIGHT.fullmatch(time) is not None
    return _day("1604" if year == omitted else year, month, day, days_later=later)


def impossible(value: str) -> str | None:
    """`1980-13-41` of 19801341: a whole day that no calendar has, so mistyped."""
    found = FULL.fullmatch(value.strip())
    if not found or birthday(value) or len(found[3] + found[4]) != len("0401"):
        return None
    return f"{found[1]}-{found[3]}-{found[4]}"


def _day(year: str, month: str, day: str, *, days_later: int = 0) -> str | None:
    yearless = int(year) in NO_YEAR
    try:
        said = date(1604 if yearless else int(year), int(month), int(day))
        said += timedelta(days=days_later)
    except (ValueError, OverflowError):
        return None
    return f"{said:--%m-%d}" if yearless else said.isoformat()


def changed_at(value: str, zone: ZoneInfo) -> datetime | None:
    """A moment in UTC; one without a zone is local; None when it is none."""
    try:
        moment = datetime.fromisoformat(value.strip())
        local = moment if moment.tzinfo else moment.replace(tzinfo=zone)
        return local.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
