"""The calendar: one-to-ones, a weekly meeting, all-hands, what is coming."""

from __future__ import annotations

import hashlib
import tomllib
from datetime import date, datetime, timedelta
from typing import Any

from cast import HERE, LEFT, NEW_ADDRESS, OLD_ADDRESS, OWNER, ZONE, Person, utc

HEAD = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Invented Calendar 3//EN
CALSCALE:GREGORIAN
X-WR-CALNAME:Clara
X-WR-TIMEZONE:Europe/Madrid
BEGIN:VTIMEZONE
TZID:Europe/Madrid
BEGIN:DAYLIGHT
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
DTSTART:19700329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
DTSTART:19701025T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
"""
ROOM = "Sala Norte"
ROOM_ADDRESS = "sala.norte@retailscope.example.net"


def events() -> list[dict[str, Any]]:
    """The meetings of meetings.toml, in its order."""
    table = tomllib.loads((HERE / "meetings.toml").read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = table["events"]
    return found


def calendar(cast: dict[str, Person]) -> str:
    """The whole .ics."""
    lines = HEAD.splitlines()
    for event in events():
        lines += _event(event, cast)
        lines += [line for changed in event.get("changed", ())
                  for line in _changed(event, changed, cast)]  # fmt: skip
    lines.append("END:VCALENDAR")
    return "".join(f"{_fold(line)}\r\n" for line in lines)


def guests(event: dict[str, Any], cast: dict[str, Person]) -> list[Person]:
    """Everybody invited but the owner."""
    people = [cast[key.partition(":")[0]] for key in event.get("with", ())]
    if event.get("everybody"):
        people += [p for key, p in cast.items() if key.startswith("staff_")]
    return people


def event_uid(event: dict[str, Any]) -> str:
    """The event's id, the same in every copy."""
    mark = hashlib.blake2b(f"{event['title']}{event['at']}".encode(), digest_size=8)
    return f"{mark.hexdigest()}@calendar.example.com"


def _event(event: dict[str, Any], cast: dict[str, Person]) -> list[str]:
    start = _start(event)
    lines = ["BEGIN:VEVENT", f"UID:{event_uid(event)}", *_times(event, start)]
    if "rule" in event:
        lines.append(f"RRULE:{event['rule']}")
    lines += [f"EXDATE;TZID=Europe/Madrid:{_local(day)}" for day in _skipped(event)]
    lines += [*_what(event), *_who(event, cast), "END:VEVENT"]
    return lines


def _changed(
    event: dict[str, Any], changed: dict[str, str], cast: dict[str, Person]
) -> list[str]:
    """One occurrence of a series that was moved or cancelled."""
    was = datetime.fromisoformat(changed["was"]).replace(tzinfo=ZONE)
    now = event | {"at": changed.get("at", changed["was"])}
    if "status" in changed:
        now["status"] = changed["status"]
    return [
        "BEGIN:VEVENT",
        f"UID:{event_uid(event)}",
        f"RECURRENCE-ID;TZID=Europe/Madrid:{_local(was)}",
        *_times(now, _start(now)),
        *_what(now),
        *_who(event, cast),
        "END:VEVENT",
    ]


def _start(event: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(event["at"]).replace(tzinfo=ZONE)


def _skipped(event: dict[str, Any]) -> list[datetime]:
    return [
        datetime.fromisoformat(day).replace(tzinfo=ZONE)
        for day in event.get("skipped", ())
    ]


def _times(event: dict[str, Any], start: datetime) -> list[str]:
    stamp = f"DTSTAMP:{utc(start - timedelta(days=20)):%Y%m%dT%H%M%SZ}"
    if "days" in event:
        first: date = start.date()
        last = first + timedelta(days=event["days"])
        return [
            stamp,
            f"DTSTART;VALUE=DATE:{first:%Y%m%d}",
            f"DTEND;VALUE=DATE:{last:%Y%m%d}",
        ]
    end = start + timedelta(minutes=event.get("minutes", 60))
    return [
        stamp,
        f"DTSTART;TZID=Europe/Madrid:{_local(start)}",
        f"DTEND;TZID=Europe/Madrid:{_local(end)}",
    ]


def _what(event: dict[str, Any]) -> list[str]:
    lines = [f"SUMMARY:{_escape(event['title'])}"]
    if "place" in event:
        lines.append(f"LOCATION:{_escape(event['place'])}")
    if "note" in event:
        lines.append(f"DESCRIPTION:{_escape(event['note'])}")
    return [*lines, f"STATUS:{event.get('status', 'CONFIRMED')}"]


def _who(event: dict[str, Any], cast: dict[str, Person]) -> list[str]:
    people = guests(event, cast)
    if not people:
        return []
    day = _start(event).date()
    mine = OLD_ADDRESS if event.get("work") and day <= LEFT else NEW_ADDRESS
    host = event.get("host", "me")
    answer = event.get("answer", "ACCEPTED")
    lines = [_organizer(OWNER, mine)] if host == "me" else []
    lines += [_organizer(p.display[0], _email(p, day)) for p in people if p.key == host]
    lines.append(_attendee(OWNER, mine, answer))
    lines += [
        _attendee(p.display[0], _email(p, day), _answer(event, p)) for p in people
    ]
    if event.get("room"):
        lines.append(
            f"ATTENDEE;CUTYPE=ROOM;PARTSTAT=ACCEPTED;CN={ROOM}:mailto:{ROOM_ADDRESS}"
        )
    return lines


def _answer(event: dict[str, Any], person: Person) -> str:
    return "DECLINED" if person.key in event.get("absent", ()) else "ACCEPTED"


def _email(person: Person, day: date) -> str:
    return person.email_on(day)


def _organizer(name: str, email: str) -> str:
    return f'ORGANIZER;CN="{name}":mailto:{email}'


def _attendee(name: str, email: str, answer: str) -> str:
    return (
        f"ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT={answer};"
        f'CN="{name}":mailto:{email}'
    )


def _local(at: datetime) -> str:
    return f"{at:%Y%m%dT%H%M%S}"


def _escape(text: str) -> str:
    return text.replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;")


def _fold(line: str) -> str:
    """RFC 5545 folding at 75 octets."""
    parts, rest = [], line
    while len(rest.encode()) > 74:
        cut = 74
        while len(rest[:cut].encode()) > 74:
            cut -= 1
        parts.append(rest[:cut])
        rest = " " + rest[cut:]
    return "\r\n".join([*parts, rest])
