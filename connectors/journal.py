"""The owner's own journal: one line a touch, kept by hand.

Export: nothing to export: journal.md lies in the home, `cultivate log` appends to
it, and any file named `journal.md` or ending in `.journal.md` is read.

Spec: the grammar below is the spec, as this project made it up.

Rotten: hand-written, so every line is read with patience; a line that begins with
`- ` and a date and cannot be understood is a problem with its number and cure.

    - 2026-11-12 met Ana Okafor <ana@example.com> and Wei Chen for coffee
    - 2026-11-12 18:30 called Ana @ Bluebird: talked about her move **
    - 2026-11-13 promise Wei Chen (Acme): send the paper by 2026-11-30
    - 2026-11-14 intro by Ana: Wei Chen
    - 2026-11-15 note Ana Okafor: ask how the move went by 2026-12-05

`- DATE [HH:MM] KIND PEOPLE REST`. Everything else (headings, prose, empty lines)
is free text and ignored.

KIND  met, called, wrote, note, gave, asked, thanks, promise, intro, learned; also
      saw, visited, phoned, emailed, messaged, texted, noted, thanked, promised,
      introduced, learnt.
PEOPLE  capitalised words in any script with particles inside (Rosa de la Cruz), or
      anything in double quotes; each may have <e-mail or phone> and (Organisation)
      behind it; an e-mail address alone will do. Between them `,` `&` `+` `and`
      `with`; before them `with`, `from`, `to` are skipped. They end at the first
      word that cannot be a name, at `:` or at ` - `. Only note and learned may
      name nobody: `learned: runway #jargon`.
REST  kept as the note, the `by DATE` of a promise or a note apart. `by video`, `by
      phone`, `by letter`, `by email`, `by message` at its beginning sets the channel,
      `@ Place` (to the next colon) the place; one to three stars as the last word the
      value, `**` is 2.

`intro Ana -> Wei` (or `introduced Ana to Wei`): the owner introduced two people;
`intro by Ana: Wei Chen`: Ana introduced the owner to Wei. A promise is due on the
last `by DATE` of its rest, else seven days later; a note about somebody with one is a
reminder, shown when that day is near. Channels: met is a meeting, called a call, wrote
an e-mail; the other kinds are `message`, whether they count as a touch is decided by
the SQL that reads `journal_kind`. Lines without a time happened at noon. A line taken
out of the journal is taken back.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from connectors import (
    Channel,
    ContactRecord,
    Extracted,
    Interaction,
    JournalKind,
    Participant,
    Problem,
    Reading,
    Role,
    SourceError,
)
from connectors._journal_line import (
    DATED,
    DUE,
    VIA,
    Sentence,
    UnreadableLineError,
    parse_sentence,
    wrong_day,
)
from connectors._people import Person

extractor_version = 2
whole_state = True

LINE = re.compile(r"\s{0,3}[-*]\s+(?P<day>\d{1,4}[-./]\d{1,2}[-./]\d{1,4})(?P<rest>.*)")
TIME = re.compile(r"[ T](\d{1,2}):(\d{2})(?=\s)")
PLACE = re.compile(r"(?:^|\s)@\s*([^:#@]+)")
STARS = re.compile(r"(?:^|\s)(\*{1,3})$")
PROMISE_DAYS = 7
NOON = time(12)

CHANNELS: dict[str, Channel] = {
    "video": "video", "phone": "call", "letter": "letter", "email": "email",
    "message": "message", "met": "meeting", "called": "call", "wrote": "email",
}  # fmt: skip
OUT: set[JournalKind] = {"wrote", "gave", "asked", "thanks", "promise"}


def identify(path: Path) -> bool:
    """Whether the file is named as a journal is."""
    name = path.name.lower()
    named = name == "journal.md" or name.endswith(".journal.md")
    return named and path.is_file()


def extract(path: Path, reading: Reading) -> Iterator[Extracted]:
    """Each line's interaction in order, then one contact record a person.

    Raises SourceError when the file cannot be opened.
    """
    people: dict[str, _Known] = {}
    equal: Counter[str] = Counter()
    try:
        stream = path.open(encoding="utf-8-sig", errors="replace")
    except OSError as error:
        raise SourceError(
            f"the journal cannot be opened ({error.strerror})",
            "check that the file is there and yours to read",
        ) from None
    with stream:
        for number, line in enumerate(stream, 1):
            if found := LINE.match(line):
                place = f"line {number}"
                touch = _read_line(line, found, place, reading.zone, people, equal)
                yield touch
                if getattr(touch, "journal_kind", "") in DATED and wrong_day(line):
                    yield Problem(
                        place,
                        "the day behind `by` is none",
                        f"a promise is taken to be due {PROMISE_DAYS} days later",
                        "write it like: by 2026-11-30",
                        loses=False,
                    )
    for key, known in people.items():
        yield known.record(key)


@dataclass
class _Known:
    """Somebody the journal names, as its lines add up."""

    person: Person
    found_at: str
    lines: int = 0
    organisation: str = ""

    def record(self, key: str) -> ContactRecord:
        known_by: Literal["card", "name"] = "card" if self.person.address else "name"
        address = self.person.address
        email = "@" in address
        return ContactRecord(
            source_key=key,
            known_by=known_by,
            name=self.person.name,
            emails=(address,) if email else (),
            phones=(address,) if address and not email else (),
            organisation=self.organisation,
            sightings=self.lines,
            found_at=self.found_at,
        )


def _read_line(
    line: str,
    found: re.Match[str],
    place: str,
    zone: ZoneInfo,
    people: dict[str, _Known],
    equal: Counter[str],
) -> Interaction | Problem:
    try:
        happened_at, text = _moment(found["day"], found["rest"], zone)
        sentence = parse_sentence(text)
    except UnreadableLineError as error:
        return Problem(place, error.what, "this line was left out", error.cure)
    digest = hashlib.sha256(" ".join(line.split()).encode()).hexdigest()[:24]
    equal[digest] += 1
    key = f"sha:{digest}/{equal[digest]}"
    participants = tuple(
        Participant(_role(sentence.kind, person), _known(person, place, people))
        for person in sentence.names
    )
    return _interaction(key, happened_at, sentence, participants, place)


def _moment(day: str, rest: str, zone: ZoneInfo) -> tuple[datetime, str]:
    """When it happened and what is left of the line."""
    at, clock = NOON, TIME.match(rest)
    try:
        when = date.fromisoformat(day)
        if clock:
            at, rest = time(int(clock[1]), int(clock[2])), rest[clock.end() :]
    except ValueError:
        raise UnreadableLineError(
            "the date or time is none", "write it as 2026-11-12 or 2026-11-12 18:30"
        ) from None
    return datetime.combine(when, at, zone), rest.strip(" \t:\r\n")


def _known(person: Person, place: str, people: dict[str, _Known]) -> str:
    """Note one naming of a person; gives the key of their record."""
    key = person.address.lower() or f"name:{person.name.casefold()}"
    known = people.setdefault(key, _Known(person, place))
    known.lines += 1
    known.organisation = person.organisation or known.organisation
    if not known.person.name:
        known.person = person
    return key


def _role(kind: JournalKind, person: Person) -> Role:
    if person.introducer:
        return "introducer"
    return "to" if kind in OUT else "attendee"


def _interaction(
    key: str,
    happened_at: datetime,
    sentence: Sentence,
    participants: tuple[Participant, ...],
    place: str,
) -> Interaction:
    kind, _, rest = sentence
    stars, where = STARS.search(rest), PLACE.search(rest)
    note = STARS.sub("", rest).strip()
    due_at = None
    if kind in DATED:
        due_at, note = _due(note, happened_at)
    if kind == "promise" and not due_at:
        due_at = happened_at + timedelta(days=PROMISE_DAYS)
    return Interaction(
        source_key=key,
        once_key=f"journal:{key}",
        happened_at=happened_at,
        time_source="journal",
        channel=_channel(kind, rest),
        participants=participants,
        owner_side="" if kind == "learned" else "out" if kind in OUT else "both",
        place=" ".join(where[1].strip(" *").split()) if where else "",
        asks_question=True if kind == "asked" else None,
        says_thanks=True if kind == "thanks" else None,
        introduces=True if kind == "intro" else None,
        journal_kind=kind,
        value=len(stars[1]) if stars else None,
        due_at=due_at,
        note=note,
        found_at=place,
    )


def _channel(kind: JournalKind, rest: str) -> Channel:
    """What the rest says it was, else the kind's own."""
    said = VIA.match(rest)
    word = said[1].lower().replace("-", "") if said else kind
    return CHANNELS.get("email" if word == "mail" else word, "message")


def _due(note: str, happened_at: datetime) -> tuple[datetime | None, str]:
    """Noon of the last `by DATE`, if there is one, and the note without it."""
    for said in reversed([*DUE.finditer(note)]):
        try:
            due = date.fromisoformat(said[1])
        except ValueError:
            continue
        rest = (note[: said.start()] + note[said.end() :]).strip(" ,;")
        return datetime.combine(due, NOON, happened_at.tzinfo), rest or note
    return None, note
