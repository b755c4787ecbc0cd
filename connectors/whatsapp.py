"""WhatsApp chats, as a phone exports them one by one.

Export: in the chat: its name or the three dots, More, Export chat, Without media;
send the file to yourself and import it, zipped or not.

Spec: https://faq.whatsapp.com/1180414079177245 tells how to export; what the lines
look like is nowhere written down.

Rotten: every phone writes date, time and its own words in its language's way, and
never says which number of a date is the day: that is found from all dates of the
file, or else from the owner's country, and told. Times are the phone's, without a
zone: the owner's is taken. Those who are in the phone's address book stand there by
name only, the others by number. Who never wrote in a group is not seen. The export
holds no calls but the missed ones on some phones. Nothing says who the owner is: the
settings' names tell, or that the file is named after the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from . import Extracted, Interaction, Problem, Reading, SourceError
from ._chat import MANY, OWNER, Circle, digest, skeleton, whose
from ._chat_names import folded, own_among, phone_key, plain
from ._whatsapp_lines import Line, Order, Survey, moment_of, read_head, read_lines
from ._whatsapp_words import (
    is_attachment,
    is_notice,
    read_call,
    tells_of_group,
    without_edited,
    without_mentions,
)

extractor_version = 1
whole_state = False
needs_owner = True

PEEK = 16 * 1024
SURE = 3  # first lines of messages that tell a chat from other texts
_TWO = 2
_TITLE_BEHIND = (
    " with ", " mit ", " con ", " avec ", " com ", " met ", " z ", " \u0441 ", " - ",
)  # fmt: skip
_COPY = re.compile(r"\s*\(\d{1,3}\)\s*\Z")  # downloaded again
_MONTH_FIRST = {"US", "PH", "PR", "GU", "FM", "MH", "PW"}


def identify(path: Path) -> bool:
    """A text whose lines begin as messages do; fewer are needed of a telling name."""
    if path.suffix.lower() != ".txt" or not path.is_file():
        return False
    try:
        with path.open("rb") as file:
            head = file.read(PEEK).decode("utf-8-sig", "replace")
    except OSError:
        return False
    named = "whatsapp" in path.name.lower() or path.stem.lower() == "_chat"
    lines = [read_head(n, line) for n, line in enumerate(head.splitlines())]
    found = [line for line in lines if line]
    said = [line for line in found if line.sender]
    return bool(found) if named else len(found) >= SURE and len(said) >= _TWO


def extract(path: Path, reading: Reading) -> Iterator[Extracted]:
    """A touch a message, then everybody who wrote.

    The file is read twice: first for its order of dates and its people. Raises
    SourceError for a file that cannot be opened or holds no message.
    """
    survey = Survey().see(_lines(path))
    if not survey.lines:
        raise SourceError("no line in it begins as a message", "export the chat again")
    chat = _Chat.of(path, survey, reading)
    order, problem = _order(survey, reading)
    if problem:
        yield problem
    if not order:
        return
    if chat is None:
        yield whose()
        return
    circle = Circle("whatsapp", reading)
    reader = _Reader(chat, circle, order)
    for line in _lines(path):
        said = reader.read(line)
        if said:
            yield said
    yield from circle.crowds()
    yield from circle.records()


def _lines(path: Path) -> Iterator[Line]:
    try:
        with path.open(encoding="utf-8-sig", errors="replace", newline="\n") as stream:
            yield from read_lines(stream)
    except OSError as error:
        what = f"it cannot be opened ({error.strerror})"
        raise SourceError(what, "check that it is yours to read") from None


def _order(survey: Survey, reading: Reading) -> tuple[Order, Problem | None]:
    """The order of the file's dates, and what has to be said of it."""
    order = survey.dates.order
    if order:
        return order, None
    what = "its dates do not show which number is the day and which the month"
    if not reading.region:
        cure = "write your country into cultivate.toml, [owner] region"
        return "", Problem("dates", what, "nothing of it is counted", cure)
    order = "mdy" if reading.region.upper() in _MONTH_FIRST else "dmy"
    first = "month" if order == "mdy" else "day"
    why = f"the {first} is taken to come first, as in your country"
    cure = "if that is wrong, export the chat again when more days are in it"
    return order, Problem("dates", what, why, cure, loses=False)


@dataclass
class _Chat:
    """Whose chat it is and who is in it; `people` are the names shown."""

    own: str
    people: list[str]
    group: bool

    @classmethod
    def of(cls, path: Path, survey: Survey, reading: Reading) -> _Chat | None:
        """What the names in the chat and of the file tell; None without an owner."""
        group = any(map(tells_of_group, survey.notices))
        both = not group and len(survey.senders) <= _TWO
        people = [name for name, wrote in survey.senders.items() if wrote or both]
        titles = [path.stem, path.parent.name]
        titled = [name for name in people if _is_named(name, titles)]
        group = group or len(people) > _TWO
        own = own_among(people, reading, two=len(people) == _TWO and not group)
        if not own and len(people) == _TWO and len(titled) == 1 and not group:
            own = next(name for name in people if name not in titled)
        if len(people) == 1 and not group:
            other = _title(titles)
            if own and other and other != own:
                people = [*people, other]
            elif titled and not own:
                return cls("", people, group=False)
        if not own:
            return None
        return cls(own, people, group)


def _is_named(name: str, titles: list[str]) -> bool:
    """Whether the file, or the zip it came in, is named after them."""
    said = phone_key(name)[1:] or folded(name)
    shown = [folded(title) for title in titles if "whatsapp" in title.casefold()]
    if said.isdigit():
        shown = ["".join(filter(str.isdigit, title)) for title in shown]
    return bool(said) and any(said in title for title in shown)


def _title(titles: list[str]) -> str:
    """The name a file is given after the words for `chat with`."""
    for title in titles:
        if "whatsapp" not in title.casefold():
            continue
        ends = [title.find(word) + len(word) for word in _TITLE_BEHIND if word in title]
        if ends:
            return plain(_COPY.sub("", title[min(ends) :]))
    return ""


class _Reader:
    """Reads the lines of one chat; in a crowd nobody is known by a key."""

    def __init__(self, chat: _Chat, circle: Circle, order: Order) -> None:
        self.circle, self.order = circle, order
        self.keys: dict[str, str] = {}
        if len(chat.people) - 1 <= MANY:
            for name in chat.people:
                owner = name == chat.own
                self.keys[name] = circle.note("chat", name, owner=owner, sightings=0)
        self.everybody = [OWNER, *self.keys.values()]
        # the other, or the group: the same in copies, whatever their file's name
        others = (key for key in self.keys.values() if key != OWNER)
        self.whom = "group" if chat.group else next(others, "")
        # one conversation: with somebody, or of the same people
        people = sorted(map(folded, chat.people)) if chat.group else []
        self.thread = f"whatsapp:{digest(self.whom, *people)}"

    def read(self, line: Line) -> Interaction | Problem | None:
        """A message or a call; none for WhatsApp's own words."""
        when = moment_of(line, self.order, self.circle.reading.zone)
        if when is None:
            place = f"line {line.number}"
            why, cure = "this message was left out", "export the chat again"
            return Problem(place, "its date or time is none", why, cure)
        if not line.sender or is_notice(line.text, marked=line.marked):
            return None
        if not self.keys:
            self.circle.crowded += 1
            return None
        sender = self.keys[line.sender]
        self.circle.see_again(sender)
        return self._touch(line, sender, when)

    def _touch(self, line: Line, sender: str, when: datetime) -> Interaction | None:
        """The message or the call of a line."""
        call = read_call(line.text, marked=line.marked)
        attached = not call and is_attachment(line.text, marked=line.marked)
        text = "" if attached or call else without_edited(line.text)
        shown = (
            "file" if attached else "call" if call else skeleton(without_mentions(text))
        )
        minute = when.astimezone(UTC).isoformat()[:16]
        key = self.circle.numbered(minute, digest(minute, self.whom, sender, shown))
        same = {
            "place": f"line {line.number}",
            "time_source": "local",
            "thread_key": self.thread,
        }
        if call:
            video, missed, seconds = call
            return self.circle.call(key, sender, self.everybody, when, seconds=seconds,
                                    video=video, missed=missed, **same)  # fmt: skip
        return self.circle.message(key, sender, self.everybody, when, text,
                                   has_attachment=attached, **same)  # fmt: skip
