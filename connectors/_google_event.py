"""An event of Google's Calendar API as iCalendar text, to be read like any other.

An exception to a series carries the series' UID and the moment it stands for, as
RFC 5545 wants it: written beside its series, the two are one again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ._google_words import line, text_of

_PARTSTAT = {
    "accepted": "ACCEPTED",
    "declined": "DECLINED",
    "tentative": "TENTATIVE",
    "needsAction": "NEEDS-ACTION",
}


def to_calendar(raw: str) -> str:
    """The JSON of an event as a VCALENDAR of one VEVENT.

    Raises ValueError for what is no JSON object with a start.
    """
    event = json.loads(raw)
    if not isinstance(event, dict):
        raise ValueError("no event")  # noqa: TRY004  # JSON of another kind
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "BEGIN:VEVENT",
        *(said for said in _lines(event) if said),
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "\r\n".join(lines) + "\r\n"


def _lines(event: dict[str, Any]) -> Iterator[str]:
    yield line("UID", text_of(event, "iCalUID") or text_of(event, "id"))
    if event.get("recurringEventId"):
        yield _moment("RECURRENCE-ID", event.get("originalStartTime"))
    start = event.get("start") or event.get("originalStartTime")
    yield _moment("DTSTART", start)
    yield _moment("DTEND", event.get("end"))
    for rule in event.get("recurrence") or []:
        if isinstance(rule, str) and "\n" not in rule and "\r" not in rule:
            yield rule
    yield line("SUMMARY", text_of(event, "summary"))
    yield line("LOCATION", text_of(event, "location"))
    yield line("URL", text_of(event, "hangoutLink") or _conference(event))
    yield f"STATUS:{text_of(event, 'status').upper() or 'CONFIRMED'}"
    yield f"SEQUENCE:{event.get('sequence') or 0}"
    yield line("LAST-MODIFIED", _compact(text_of(event, "updated")))
    yield line("DTSTAMP", _compact(text_of(event, "updated")))
    organizer = event.get("organizer")
    if isinstance(organizer, dict):
        yield _person("ORGANIZER", organizer)
    for one in event.get("attendees") or []:
        if isinstance(one, dict):
            yield _person("ATTENDEE", one)


def _person(name: str, one: dict[str, Any]) -> str:
    email = text_of(one, "email")
    if not email:
        return ""
    words = {"CN": text_of(one, "displayName")}
    if name == "ATTENDEE":
        words |= {
            "PARTSTAT": _PARTSTAT.get(text_of(one, "responseStatus"), "NEEDS-ACTION"),
            "CUTYPE": "RESOURCE" if one.get("resource") else "INDIVIDUAL",
            "ROLE": "OPT-PARTICIPANT" if one.get("optional") else "REQ-PARTICIPANT",
        }
    said = "".join(
        f';{key}="{_quoted(value)}"' for key, value in words.items() if value
    )
    return f"{name}{said}:mailto:{_quoted(email)}"


def _moment(name: str, said: Any) -> str:
    """A start or end: a day, or a time with its zone."""
    if not isinstance(said, dict):
        return ""
    if day := text_of(said, "date"):
        return f"{name};VALUE=DATE:{day.replace('-', '')}"
    zone = text_of(said, "timeZone")
    if local := _local(text_of(said, "dateTime"), zone):
        return f"{name};TZID={zone}:{local}"  # a series keeps its hour in summer
    moment = _compact(text_of(said, "dateTime"))
    return f"{name}:{moment}" if moment else ""


def _local(moment: str, zone: str) -> str:
    """A time as its zone's clocks show it; empty without a known zone."""
    try:
        when = datetime.fromisoformat(moment)
        return f"{when.astimezone(ZoneInfo(zone)):%Y%m%dT%H%M%S}" if when.tzinfo else ""
    except (ValueError, ZoneInfoNotFoundError, OSError, OverflowError):
        return ""


def _compact(moment: str) -> str:
    """RFC 3339 as iCalendar has it, in UTC; empty for what is no time."""
    try:
        when = datetime.fromisoformat(moment)
        return f"{when.astimezone(UTC):%Y%m%dT%H%M%SZ}" if when.tzinfo else ""
    except (ValueError, OverflowError):
        return ""


def _conference(event: dict[str, Any]) -> str:
    held = event.get("conferenceData")
    ways = held.get("entryPoints") if isinstance(held, dict) else None
    return next((text_of(w, "uri") for w in ways or [] if isinstance(w, dict)), "")


def _quoted(text: str) -> str:
    return " ".join(text.replace('"', "'").split())
