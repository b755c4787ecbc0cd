"""The lines of a WhatsApp chat: where a message begins, who says it, and when.

Each phone writes them its own way; one file keeps to one way. Which of two numbers
is the day stands nowhere: `DateOrder` finds it from all the dates of the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import IO, Literal, NamedTuple, TypeAlias
from zoneinfo import ZoneInfo

from ._whatsapp_words import AFTERNOON, MORNING, NOON, is_notice

MAX_LINE = 64 * 1024
MAX_BODY = 20_000
MAX_SENDER = 80
MAX_PEOPLE = 10_000  # in a chat; far more than mean anything
_ENOUGH = 200  # notices, to tell a group
_MARKS = {
    ord(mark): None for mark in "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\ufeff"
}
_OWN_MARK = "\u200e"
_QUOTES = frozenset('"\u201c\u201e\u00ab\u201d')
_MARK_BEHIND_COLON = re.compile(r":[ \t]?\u200e")
_SPACE = r"[ \t\u00a0\u2009\u202f]"
_HALF = r"[^\W\d]\.?(?:[^\W\d]{0,2}|" + _SPACE + r"?[^\W\d])\.?"
# a date and a time, in brackets or before a dash: the groups of `read_head`
_HEAD = re.compile(
    r"(?P<open>\[)?(\d{1,4})(?P<mark>[./-]|年|년)" + _SPACE + r"?(\d{1,2})"
    r"(?:(?P=mark)|月|월)" + _SPACE + r"?(\d{1,4})(?:\.|日|일)?"
    r"[,،]?(?:" + _SPACE + r"(?:klo|um|at|kl\.|alle|à|a las))?" + _SPACE + r"{0,2}"
    r"([^\W\d]{2}\.?)?" + _SPACE + r"?"
    r"(\d{1,2})(?P<colon>[:.]| ?h ?)(\d{2})(?:(?P=colon)(\d{2}))?"
    r"(?:" + _SPACE + r"{0,2}(" + _HALF + r"))?"
    r"(?(open)\]" + _SPACE + r"?|" + _SPACE + r"[-\u2013]" + _SPACE + r")"
)

Order: TypeAlias = Literal["dmy", "mdy", "ymd", ""]


class Line(NamedTuple):
    """A message as its lines say it.

    date: the three numbers of its date; marked: its text begins with the mark of
    WhatsApp's own words; sender: empty for a notice.
    """

    number: int
    date: tuple[int, int, int]
    time: tuple[int, int, int]
    sender: str
    text: str
    marked: bool
    dialect: tuple[bool, str]


@dataclass
class DateOrder:
    """Which number of a date is the day, from all the dates of a file.

    back_dmy, back_mdy: how often the dates would go back in time, read so.
    """

    dotted: bool = False
    first_over_12: int = 0
    second_over_12: int = 0
    year_first: int = 0
    back_dmy: int = 0
    back_mdy: int = 0
    _last: tuple[int, int, int] | None = None

    def see(self, numbers: tuple[int, int, int], mark: str) -> None:
        """Take one more date into account."""
        if numbers == self._last:
            return
        a, b, c = numbers
        self.dotted = self.dotted or mark == "."
        self.year_first += a > 31  # noqa: PLR2004
        self.first_over_12 += 12 < a <= 31  # noqa: PLR2004
        self.second_over_12 += b > 12  # noqa: PLR2004
        if self._last:
            d, e, f = self._last
            self.back_dmy += (c, b, a) < (f, e, d)
            self.back_mdy += (c, a, b) < (f, d, e)
        self._last = numbers

    @property
    def order(self) -> Order:
        """The order the dates show; empty when they show none."""
        if self.year_first:
            return "ymd"
        if self.first_over_12 != self.second_over_12:
            return "dmy" if self.first_over_12 > self.second_over_12 else "mdy"
        if self.dotted:
            return "dmy"  # nobody puts the month before a dot
        if self.back_dmy != self.back_mdy:
            return "dmy" if self.back_dmy < self.back_mdy else "mdy"
        return ""


def day_of(numbers: tuple[int, int, int], order: Order) -> date | None:
    """The day three numbers say in that order; None when there is none."""
    a, b, c = numbers
    year, month, day = {"dmy": (c, b, a), "mdy": (c, a, b), "ymd": (a, b, c)}[
        order or "dmy"
    ]
    try:
        return date(year + 2000 if year < 100 else year, month, day)  # noqa: PLR2004
    except ValueError:
        return None


def moment_of(line: Line, order: Order, zone: ZoneInfo) -> datetime | None:
    """When a line was written, by the owner's clock; None when no such time is."""
    day = day_of(line.date, order)
    hour, minute, second = line.time
    if day is None or hour > 23 or minute > 59 or second > 59:  # noqa: PLR2004
        return None
    return datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=zone)


def read_lines(stream: IO[str]) -> Iterator[Line]:
    """The messages of a file, each with the lines that go on behind its first.

    A line that looks like a message's first but in another dialect was pasted, and
    belongs to the message it stands in.
    """
    current: Line | None = None
    more: list[str] = []
    room = MAX_BODY
    number, whole = 0, True
    while text := stream.readline(MAX_LINE):
        starts, whole = whole, text.endswith("\n")
        number += starts
        found = read_head(number, text) if starts else None
        if found and (current is None or found.dialect == current.dialect):
            if current:
                yield _whole(current, more)
            current, room = found, MAX_BODY
            more.clear()
        elif current and room > 0:
            more.append(text.rstrip("\r\n")[:room])
            room -= len(more[-1]) + 1
    if current:
        yield _whole(current, more)


def _whole(line: Line, more: list[str]) -> Line:
    """The line with those that go on behind it."""
    return line._replace(text="\n".join([line.text, *more])) if more else line


def read_head(number: int, text: str) -> Line | None:
    """A message's first line; None for any other."""
    shown = text.translate(_MARKS).strip() if not text.isascii() else text.strip()
    head = _HEAD.match(shown)
    if not head:
        return None
    bracket, a, mark, b, c, before, hour, _, minute, second, after = head.groups()
    half = before or after
    of_day = _hour(int(hour), half) if half else int(hour)
    if of_day is None:
        return None
    sender, said = _split(shown[head.end() :])
    return Line(
        number,
        (int(a), int(b), int(c)),
        (of_day, int(minute), int(second or 0)),
        sender,
        said[:MAX_BODY],
        bool(sender) and _is_marked(text, head.end() + len(sender) + 8),
        (bool(bracket), mark),
    )


def _hour(hour: int, half: str) -> int | None:
    """The hour of 24; None when the words beside it are no half of a day."""
    said = re.sub(r"[^\w]", "", half).casefold()
    if not said:
        return hour
    if said in AFTERNOON:
        return hour + 12 if hour < 12 else hour  # noqa: PLR2004
    if said in MORNING:
        return 0 if hour == 12 else hour  # noqa: PLR2004
    if said in NOON:
        return hour + 12 if hour < 6 else hour  # noqa: PLR2004
    return None


def _split(rest: str) -> tuple[str, str]:
    """Who says it and what; nobody when it is a notice of WhatsApp's."""
    end = rest.find(": ", 0, MAX_SENDER + 2)
    if end < 0:
        found = re.match(rf"[^:\n]{{1,{MAX_SENDER}}}?(?=\s?:(?!//))", rest)
        bare = found and not re.search(r"\d$", found[0])
        end = rest.index(":") if found and (bare or rest.endswith(":")) else -1
    sender = rest[:end].strip(" ~\u202f\u00a0") if end > 0 else ""
    # a notice quotes a group's name, which may hold a colon
    if not sender or not _QUOTES.isdisjoint(sender):
        return "", rest
    return sender, rest[end + 1 :].strip()


def _is_marked(text: str, end: int) -> bool:
    """Whether WhatsApp's own mark stands where the text begins, before `end`."""
    return _OWN_MARK in text and bool(_MARK_BEHIND_COLON.search(text, 0, end))


@dataclass
class Survey:
    """What a first reading of the whole file tells.

    senders: how many messages each wrote, WhatsApp's own words in their name left
    out; notices: some of these words.
    """

    dates: DateOrder = field(default_factory=DateOrder)
    senders: dict[str, int] = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)
    lines: int = 0

    def see(self, lines: Iterable[Line]) -> Survey:
        """Take a file's lines in."""
        for line in lines:
            self.lines += 1
            self.dates.see(line.date, line.dialect[1])
            written = bool(line.sender) and not is_notice(line.text, marked=line.marked)
            if not written and len(self.notices) < _ENOUGH:
                self.notices.append(line.text[:300])
            room = len(self.senders) < MAX_PEOPLE
            if line.sender and (room or line.sender in self.senders):
                count = self.senders.get(line.sender, 0) + written
                self.senders[line.sender] = count
        return self
