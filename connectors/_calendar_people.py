"""ORGANIZER and ATTENDEE lines: who was invited, and what they answered.

Read by hand and not by icalendar: the same few lines come back in every event, so
each is taken apart once, and names with commas or colons outside quotes are no
reason to lose somebody.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from connectors import Participant, Role
from connectors._calendar import Kind, People
from connectors._calendar_file import decode
from connectors._calendar_old import NAMED

LINE = re.compile(r'((?:[^":]|"[^"]*")*):(.*)', re.DOTALL)
PARAMETER = re.compile(r';\s*([A-Za-z-]+)=((?:"[^"]*"|[^;"])*)')
CARET = {"^n": " ", "^N": " ", "^'": '"', "^^": "^"}  # RFC 6868
KINDS: dict[str, Kind] = {"ROOM": "resource", "RESOURCE": "resource", "GROUP": "list"}
ANSWERS = {"ACCEPTED": True, "CONFIRMED": True, "DECLINED": False, "DELEGATED": False}


class Invited(NamedTuple):
    """One line; `answer` is None when not known, `told` when only informed."""

    address: str
    name: str
    kind: Kind
    answer: bool | None
    told: bool


def participants(
    organisers: list[bytes], attendees: list[bytes], people: People, found_at: str
) -> tuple[Participant, ...]:
    """The organiser and everybody invited, once each; all are noted in `people`.

    NON-PARTICIPANTs were only told of it: they are kept as people, not as there.
    """
    found: dict[str, Participant] = {}
    for line in organisers[:1]:
        someone = read_line(line)
        key = people.add(someone.address, someone.name, someone.kind, found_at)
        if key:
            role: Role = "resource" if people.is_resource(key) else "organiser"
            found[key] = Participant(role, key, accepted=True)
    for line in attendees:
        someone = read_line(line)
        key = people.add(someone.address, someone.name, someone.kind, found_at)
        if not key or someone.told:
            continue
        if key not in found:
            role = "resource" if people.is_resource(key) else "attendee"
            found[key] = Participant(role, key, accepted=someone.answer)
        elif someone.answer is not None:
            found[key] = replace(found[key], accepted=someone.answer)
    return tuple(found.values())


@lru_cache(maxsize=4096)
def read_line(line: bytes) -> Invited:
    """Take one ORGANIZER or ATTENDEE line apart."""
    text = decode(line)
    head, value = _parted(text)
    given = {name.upper(): _plain(said) for name, said in PARAMETER.findall(head)}
    named = NAMED.fullmatch(value)  # as vCalendar 1.0 has it
    return Invited(
        address=named[2].lower() if named else _address(value, given.get("EMAIL", "")),
        name=given.get("CN", "") or (named[1] if named else ""),
        kind=KINDS.get(given.get("CUTYPE", "").upper(), ""),
        answer=ANSWERS.get((given.get("PARTSTAT") or given.get("STATUS", "")).upper()),
        told=given.get("ROLE", "").upper() == "NON-PARTICIPANT",
    )


def _parted(text: str) -> tuple[str, str]:
    """The line's head and value; a bare colon in the name parts it too early."""
    start = text.lower().rfind(":mailto:")
    if start >= 0:
        return text[:start], text[start + 1 :]
    parted = LINE.match(text)
    return (parted[1], parted[2]) if parted else (text, "")


def _plain(said: str) -> str:
    """A parameter's value without quotes and escapes."""
    said = re.sub(r"\^[nN'^]", lambda found: CARET[found[0]], said.replace('"', ""))
    return " ".join(said.replace("\\,", ",").replace("\\;", ";").split())


def _address(value: str, email: str) -> str:
    """The e-mail address, `tel:...`, or nothing (urn:uuid, invalid:nomail)."""
    scheme, colon, rest = value.strip().partition(":")
    if scheme.lower() == "mailto" and "@" in rest:
        return rest.partition("?")[0].strip().strip("<>").lower()
    if scheme.lower() == "tel":
        return f"tel:{rest.strip()}" if rest.strip() else ""
    if not colon and "@" in value:
        return value.strip().strip("<>").lower()
    email = email.lower().removeprefix("mailto:")
    return email if "@" in email else ""
