"""A calendar file, event by event, without holding the file.

Two passes: `index` walks the file once and notes where each event begins, which
UID it carries and when the calendar was last touched; `read_event` goes back to
one of those places. So the parts of a series are read together wherever they
stand, and memory holds some bytes an event, not its text.
"""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from connectors import Problem, SourceError
from connectors._calendar_letters import rewritten
from connectors._calendar_spots import Spot, Spots

PIECE = 64 * 1024  # longer lines are attachments: their rest is passed over
# how files of 16-bit letters begin, by a mark or without one; where their text does
LETTERS = (
    (b"\xff\xfe", codecs.utf_16_le_decode, 2),
    (b"\xfe\xff", codecs.utf_16_be_decode, 2),
    (b"B\0", codecs.utf_16_le_decode, 0),
    (b"\0B", codecs.utf_16_be_decode, 0),
)
UTF8_MARK = b"\xef\xbb\xbf"
STAMPS = {b"DTSTAMP", b"CREATED", b"LAST-MODIFIED", b"RECURRENCE-ID"}
DAY = re.compile(rb"(?:^|[:;=])(\d{8})(?:T\d|Z?$)")
NO_ZONE_YEARS = 2100  # a stamp past it is a slip of the pen, not a time of writing


@dataclass
class Index:
    """What the first pass knows of a file.

    spots: where the events of each UID begin.
    zones: the lines of each VTIMEZONE by its TZID.
    touched, latest: the newest stamp and the newest start, as 20261112.
    """

    spots: Spots = field(default_factory=Spots)
    zones: dict[str, list[str]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    events: int = 0
    touched: int = 0
    latest: int = 0


def open_calendar(path: Path) -> IO[bytes]:
    """The file as UTF-8 with line feeds; raises SourceError when unreadable."""
    try:
        stream = path.open("rb")
    except OSError as error:
        raise SourceError(
            f"the calendar cannot be opened ({error.strerror})",
            "check that the file is there and yours to read",
        ) from None
    head = stream.read(PIECE)
    for mark, decode, start in LETTERS:
        if head.startswith(mark):
            return io.BufferedReader(rewritten(stream, start, decode), PIECE)
    start = len(UTF8_MARK) if head.startswith(UTF8_MARK) else 0
    if b"\n" not in head and b"\r" in head:
        return io.BufferedReader(rewritten(stream, start, None), PIECE)
    stream.seek(start)
    return stream


def logical_lines(stream: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """Unfolded lines with the offset each begins at; very long ones are cut."""
    offset = position = stream.tell()
    parts: list[bytes] = []
    size = 0
    soft = False
    for raw, whole in _pieces(stream):
        if soft:  # vCalendar 1.0 breaks quoted-printable text with an equals sign
            parts[-1] = parts[-1][:-1]
            parts.append(raw.rstrip(b"\r\n") if size < PIECE else b"=")
            soft = parts[-1].endswith(b"=")
        elif parts and raw[:1] in (b" ", b"\t"):
            if size < PIECE:
                parts.append(raw.rstrip(b"\r\n")[1:])
        else:
            if parts and parts[0]:
                yield offset, b"".join(parts)
            offset, parts, size = position, [raw.rstrip(b"\r\n")], 0
            soft = parts[0].endswith(b"=") and is_quoted(parts[0])
        size += len(raw)
        position += whole
    if parts and parts[0]:
        yield offset, b"".join(parts)


def _pieces(stream: IO[bytes]) -> Iterator[tuple[bytes, int]]:
    """Physical lines, each cut after PIECE bytes, with their true length."""
    while raw := stream.readline(PIECE):
        whole = len(raw)
        rest = raw
        while not rest.endswith(b"\n") and (rest := stream.readline(PIECE)):
            whole += len(rest)
        yield raw, whole


def is_quoted(line: bytes) -> bool:
    """Whether the line's value is quoted-printable."""
    return b"QUOTED-PRINTABLE" in line.partition(b":")[0].upper()


def name_of(line: bytes) -> bytes:
    """The property's name, in capitals."""
    return line.partition(b":")[0].partition(b";")[0].strip().upper()


def value_of(line: bytes) -> str:
    """What stands behind the first colon outside quotes."""
    found = re.match(rb'(?:[^":]|"[^"]*")*:(.*)', line, re.DOTALL)
    return decode(found[1]).strip() if found else ""


def decode(data: bytes) -> str:
    """Text as UTF-8, else as Windows wrote it in the west."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


class Walk:
    """The first pass, line by line: which component each stands in."""

    def __init__(self) -> None:
        self.index = Index()
        self.within: list[str] = []
        self.method = ""
        self.spot: Spot | None = None
        self.uid = ""
        self.zone: list[str] = []

    def take(self, offset: int, line: bytes) -> None:
        """Note what an unfolded line says; `offset` is where it begins."""
        name = name_of(line)
        if name == b"BEGIN":
            self.begin(value_of(line).upper(), offset)
        elif name == b"END":
            self.end(value_of(line).upper())
        elif self.within[-1:] == ["VEVENT"]:
            self.note_event_line(name, line)
        elif "VTIMEZONE" in self.within:
            self.zone.append(decode(line))
        elif name == b"METHOD":
            self.method = value_of(line).upper()

    def begin(self, component: str, offset: int) -> None:
        if component in {"VEVENT", "VCALENDAR", "VTIMEZONE"}:
            self.close()
        if component == "VCALENDAR":
            self.method = ""
        elif component == "VEVENT":
            self.index.events += 1
            self.within = [component]
            self.uid = ""
            self.spot = Spot(offset, self.index.events, self.method)
        else:
            self.within.append(component)
            if "VTIMEZONE" in self.within:
                self.zone.append(f"BEGIN:{component}")

    def end(self, component: str) -> None:
        if component == "VCALENDAR":
            self.close()
            return
        if "VTIMEZONE" in self.within:
            self.zone.append(f"END:{component}")
        if component in self.within:
            del self.within[self.within.index(component) :]
        if component == "VEVENT" and self.spot:
            self.index.spots.add(self.uid, self.spot)
            self.spot = None
        elif component == "VTIMEZONE":
            self.keep_zone()

    def keep_zone(self) -> None:
        for line in self.zone:
            if line.upper().startswith("TZID"):
                self.index.zones.setdefault(line.partition(":")[2].strip(), self.zone)
                break
        self.zone = []

    def note_event_line(self, name: bytes, line: bytes) -> None:
        if name == b"UID":
            self.uid = value_of(line)
        elif name in STAMPS:
            self.index.touched = max(self.index.touched, _day(line))
        elif name == b"DTSTART":
            self.index.latest = max(self.index.latest, _day(line))

    def close(self) -> None:
        """Whatever is still open has no end of its own."""
        self.within, self.zone = [], []
        if not self.spot:
            return
        self.index.problems.append(
            Problem(
                f"event {self.spot.number}",
                "the event has no end",
                "it was left out, as its last lines may be missing",
                "export the calendar again",
            )
        )
        self.spot = None


def _day(line: bytes) -> int:
    found = DAY.search(line)
    day = int(found[1]) if found else 0
    return day if day < NO_ZONE_YEARS * 10_000 else 0


def index(stream: IO[bytes]) -> Index:
    """The first pass; a file without any component is a SourceError."""
    walk = Walk()
    seen = False
    for offset, line in logical_lines(stream):
        seen = seen or name_of(line) == b"BEGIN"
        walk.take(offset, line)
    walk.close()
    if not seen:
        raise SourceError(
            "no calendar was found in the file", "export the calendar again as .ics"
        )
    return walk.index


def read_event(stream: IO[bytes], spot: Spot) -> list[bytes]:
    """The event's own unfolded lines; alarms and other parts are passed over."""
    stream.seek(spot.offset)
    lines: list[bytes] = []
    depth = 0
    for _, line in logical_lines(stream):
        name = name_of(line)
        if name == b"BEGIN":
            depth += 1
        elif name == b"END":
            depth = 0 if value_of(line).upper() == "VEVENT" else depth - 1
            if depth <= 0:
                break
        elif depth == 1:
            lines.append(line)
    return lines
