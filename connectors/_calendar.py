"""What every calendar source shares: what a meeting is and who is in it.

Channel: `video` when a conference link stands anywhere in the event and no
physical place is named; `call` when the subject or the place speaks of a phone
call; else `meeting`. A room beside a link is a meeting: somebody sat in it.

Answers: ACCEPTED is yes; DECLINED and DELEGATED are no; TENTATIVE, NEEDS-ACTION
and no answer are not known. Whoever calls a meeting has said yes unless they
declined it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Literal
from zoneinfo import ZoneInfo

from connectors import Channel, ContactRecord

Kind = Literal["", "list", "resource"]

LINK = re.compile(
    r"\b(?:https?|sips?|msteams|zoommtg|facetime):(?://)?[^\s<>\"\\;,]+", re.IGNORECASE
)
CONFERENCE_HOSTS = (
    "zoom.us/", "zoomgov.com/", "meet.google.com/", "teams.microsoft.com/",
    "teams.live.com/", "lync.com/", "webex.com/", "gotomeeting.com/", "goto.com/",
    "gotomeet.me/", "meet.jit.si/", "whereby.com/", "join.skype.com/",
    "bluejeans.com/", "chime.aws/", "facetime.apple.com/", "hangouts.google.com/",
    "plus.google.com/hangouts", "discord.gg/", "gather.town/", "//meet.", "//bbb.",
    "//jitsi.", "//video.",
)  # fmt: skip
ONLINE = re.compile(
    r"\b(?:microsoft teams|ms teams|teams|zoom|google meet|google hangouts?|hangouts?"
    r"|skype|webex|gotomeeting|jitsi|facetime|whereby|bluejeans|online|virtual|remote"
    r"|video ?(?:call|conference|chat|meeting)?|en línea|en ligne|en remoto"
    r"|videollamada|videokonferenz|visioconférence|visio)\b",
    re.IGNORECASE,
)
BY_PHONE = (
    r"(?:phone|telephone|call|tel(?=[.:\s]*\+?\d)|telefon\w*|anruf|llamada|teléfono"
    r"|appel|téléphone|ligação|dial-?in|conference call)\b"
)
SPEAKS_OF_PHONE = re.compile(rf"\b{BY_PHONE}", re.IGNORECASE)
BEGINS_WITH_PHONE = re.compile(rf"\W*(?:by |via |per |por )?{BY_PHONE}", re.IGNORECASE)
CALL_FOR = re.compile(r"\bcall for\b", re.IGNORECASE)  # papers, not a phone
NUMBER = re.compile(r"\s*(?:tel[.:]?)?\s*\(?\+?[\d(][\d\s().\-/]{5,}$", re.IGNORECASE)
FILLER = re.compile(
    r"\b(?:meeting|reunión|réunion|besprechung|riunione|reunião|de|via|on|über"
    r"|sur|por|call|link|tbd|see|invite|details?|or|and|in|personal room)\b|[\W_]",
    re.IGNORECASE,
)


def physical_place(location: str) -> str:
    """The place without links; empty when it only says that one meets otherwise."""
    place = re.sub(r"\s+", " ", LINK.sub("", location)).strip(" \t,;:|()<>-")
    if NUMBER.match(place) or BEGINS_WITH_PHONE.match(place):
        return ""
    return place if FILLER.sub("", ONLINE.sub("", place)) else ""


def has_conference_link(text: str) -> bool:
    """Whether a link to meet online stands in the text, wrapped ones too."""
    plain = text.lower().replace("%2f", "/")
    return any(host in plain for host in CONFERENCE_HOSTS)


def channel_of(subject: str, location: str, *, online: bool = False) -> Channel:
    """How people met; `online` when any part of the event holds a conference link."""
    if physical_place(location):
        return "meeting"
    if online or has_conference_link(location):
        return "video"
    if NUMBER.match(location) or SPEAKS_OF_PHONE.search(location):
        return "call"
    spoken = CALL_FOR.sub("", subject)
    if ONLINE.search(location) or (
        SPEAKS_OF_PHONE.search(spoken) and ONLINE.search(spoken)
    ):
        return "video"
    return "call" if SPEAKS_OF_PHONE.search(spoken) else "meeting"


def as_moment(when: date, zone: ZoneInfo) -> datetime:
    """A date is its first minute, a floating time stands in the owner's zone."""
    if not isinstance(when, datetime):
        return datetime.combine(when, time(), zone)
    return when if when.tzinfo else when.replace(tzinfo=zone)


def event_key(uid: str, original: date | None, zone: ZoneInfo) -> str:
    """`uid`; for one meeting of a series `uid/20261112T090000Z` or `uid/20261112`.

    original: the start it had in its series; a date for whole days.
    """
    if original is None:
        return uid
    if not isinstance(original, datetime):
        return f"{uid}/{original.isoformat().replace('-', '')}"
    moment = as_moment(original, zone).astimezone(UTC)
    return f"{uid}/{moment.replace(tzinfo=None, microsecond=0):%Y%m%dT%H%M%SZ}"


@dataclass
class _Seen:
    kind: Kind = ""
    names: Counter[str] = field(default_factory=Counter)
    events: int = 0
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    birthday: str = ""
    anniversary: str = ""
    found_at: str = ""
    last_at: str = ""


class People:
    """Everybody met in a file; one contact record an address, the best name seen."""

    def __init__(self) -> None:
        self._seen: dict[str, _Seen] = {}

    def add(self, address: str, name: str, kind: Kind, found_at: str) -> str:
        """Note one sighting; gives the record's key, empty for nobody.

        address: an e-mail address, `tel:+34...`, or nothing when only a name
        was given.
        """
        address, name = address.strip(), _clean_name(name, address)
        key = address.lower() or (f"name:{name.casefold()}" if name else "")
        if not key:
            return ""
        seen = self._seen.setdefault(key, _Seen(found_at=found_at))
        if found_at != seen.last_at:  # organiser and attendee of one event
            seen.events, seen.last_at = seen.events + 1, found_at
        seen.kind = seen.kind or kind or _kind_of_address(key)
        if name:
            seen.names[name] += 1
        if key.startswith("tel:"):
            seen.phones = (address[4:],)
        elif "@" in key:
            seen.emails = (key,)
        return key

    def celebrate(
        self,
        name: str,
        kind: Literal["birthday", "anniversary"],
        day: str,
        found_at: str,
    ) -> None:
        """Note a day of somebody, `--04-01`; of a nameless one nothing is kept."""
        if key := self.add("", name, "", found_at):
            setattr(self._seen[key], kind, day)

    def is_resource(self, key: str) -> bool:
        """Whether the key belongs to a room, a device or a calendar."""
        return self._seen[key].kind == "resource"

    def records(self) -> Iterator[ContactRecord]:
        """One contact record a key, in the order they were first seen."""
        for key, seen in self._seen.items():
            yield ContactRecord(
                source_key=key,
                known_by="name" if key.startswith("name:") else "participant",
                kind=seen.kind,
                name=_best(seen.names),
                emails=seen.emails,
                phones=seen.phones,
                birthday=seen.birthday,
                anniversary=seen.anniversary,
                sightings=seen.events,
                found_at=seen.found_at,
            )


def _clean_name(name: str, address: str) -> str:
    """Without quotes and line ends; empty when it only repeats the address."""
    name = " ".join(name.split()).strip("\"' ")
    return "" if name.lower() == address.lower() else name


def _kind_of_address(key: str) -> Kind:
    domain = key.rpartition("@")[2]
    if domain in {"resource.calendar.google.com", "group.calendar.google.com"}:
        return "resource"  # a room; a calendar's own address
    return "resource" if key == "unknownorganizer@calendar.google.com" else ""


def _best(names: Counter[str]) -> str:
    """The most frequent name, then the longest, then the first by letters."""
    if not names:
        return ""
    return min(names, key=lambda name: (-names[name], -len(name), name))
