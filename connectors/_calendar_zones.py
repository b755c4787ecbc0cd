"""What a TZID means: the zone's name, a Windows name, or the file's own rules.

A known name wins over the VTIMEZONE beside it, whose rules are often cropped to
the year of the export. Rules nobody knows by name are handed to icalendar under
a name made of their content, so that one file's zone never serves another's.
"""

from __future__ import annotations

import hashlib
import re
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

OFFSET = re.compile(r"(?:UTC|GMT)\s*([+-])(\d{1,2})(?::?00)?(?!\d)(?!:)", re.IGNORECASE)


class Zones:
    """Names of a file's zones; `unknown` holds the TZIDs nobody could explain."""

    def __init__(self, definitions: dict[str, list[str]]) -> None:
        self._definitions = definitions
        self._known: dict[str, str] = {}
        self.unknown: set[str] = set()

    def name(self, tzid: str) -> str:
        """A name icalendar understands; empty when the zone is not known."""
        if tzid not in self._known:
            self._known[tzid] = self._find(tzid)
            if not self._known[tzid]:
                self.unknown.add(tzid)
        return self._known[tzid]

    def _find(self, tzid: str) -> str:
        lines = self._definitions.get(tzid, [])
        return (
            zone_name(tzid)
            or zone_name(_located(lines))
            or _defined(lines)
            or _offset_name(tzid)
        )


@cache
def zone_name(tzid: str) -> str:
    """The zone's own name: as it is, by Windows' table, or behind a vendor's path."""
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    clean = tzid.strip(' "/')
    parts = clean.split("/")
    paths = ["/".join(parts[start:]) for start in range(len(parts))]
    for candidate in (clean, WINDOWS_TO_OLSON.get(clean, ""), *paths):
        if candidate and _is_zone(candidate):
            return candidate
    return ""


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _located(lines: list[str]) -> str:
    for line in lines:
        if line.upper().startswith("X-LIC-LOCATION:"):
            return line.partition(":")[2].strip()
    return ""


def _defined(lines: list[str]) -> str:
    """Register the file's own rules; empty when they cannot be used."""
    from icalendar import Timezone
    from icalendar.timezone import tzp

    rules = [line.upper() for line in lines if line.upper().startswith("RRULE")]
    if not lines or any("FREQ=YEARLY" not in rule for rule in rules):
        return ""  # no zone changes its clock more often: such a rule only hangs
    body = [line for line in lines if not line.upper().startswith("TZID")]
    digest = hashlib.sha256("\n".join(body).encode()).hexdigest()[:16]
    name = f"file-{digest}"
    text = "\r\n".join([body[0], f"TZID:{name}", *body[1:], ""])
    try:
        tzp.cache_timezone_component(Timezone.from_ical(text))
    except Exception:  # noqa: BLE001 - broken rules of a stranger's file, many ways
        return ""
    return name


def _offset_name(tzid: str) -> str:
    """`(UTC+01:00) Somewhere` without rules: that offset, whole hours only."""
    found = OFFSET.search(tzid)
    if not found:
        return ""
    sign = "-" if found[1] == "+" else "+"  # Etc/GMT-1 lies one hour east
    return zone_name(f"Etc/GMT{sign}{int(found[2])}")
