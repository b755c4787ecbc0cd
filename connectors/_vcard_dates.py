"""Birthdays and moments as cards write them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

FULL = re.compile(r"(\d{4})([-/.]?)(\d{1,2})\2(\d{1,2})(?:[T ](.*))?", re.DOTALL)
YEARLESS = re.compile(r"--(\d{2})-?(\d{2})(?:T.*)?")
NO_YEAR = {0, 1604}  # a leap year, which Apple writes when no year is known


def birthday(value: str, zone: ZoneInfo, omitted: str = "") -> str | None:
    """`1980-04-01`, or `--04-01` without a year; None when it is no whole day.

    zone: a birthday written as a moment in UTC was midnight somewhere; it is
    read as the day of that moment in the owner's zone. omitted: the year that
    X-APPLE-OMIT-YEAR says is none.
    """
    text = value.strip()
    if found := YEARLESS.fullmatch(text):
        return _day(1604, int(found[1]), int(found[2]))
    found = FULL.fullmatch(text)
    if not found or (not found[2] and len(found[3] + found[4]) != len("0401")):
        return None
    year, month, day = int(found[1]), int(found[3]), int(found[4])
    if found[5] and found[5].endswith("Z") and not found[5].startswith("00"):
        moment = changed_at(text, zone)
        if moment:
            here = moment.astimezone(zone)
            year, month, day = here.year, here.month, here.day
    return _day(1604 if found[1] == omitted else year, month, day)


def _day(year: int, month: int, day: int) -> str | None:
    yearless = year in NO_YEAR
    try:
        said = date(1604 if yearless else year, month, day)
    except ValueError:
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
