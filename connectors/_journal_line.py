"""One line of a journal, both ways: a sentence read, and a line that reads back so."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from . import JournalKind
from ._people import Person, format_people, read_people

DUE = re.compile(r"\s*\bby (\d{4}-\d{2}-\d{2})\b")
VIA = re.compile(r"\W*by (video|phone|letter|e-?mail|message)\b", re.IGNORECASE)

VERBS: dict[str, tuple[JournalKind, str]] = {
    "met": ("met", ""), "saw": ("met", ""), "visited": ("met", ""),
    "called": ("called", ""), "phoned": ("called", ""),
    "wrote": ("wrote", ""), "emailed": ("wrote", "email"),
    "messaged": ("wrote", "message"), "texted": ("wrote", "message"),
    "note": ("note", ""), "noted": ("note", ""), "gave": ("gave", ""),
    "asked": ("asked", ""), "thanks": ("thanks", ""), "thanked": ("thanks", ""),
    "promise": ("promise", ""), "promised": ("promise", ""),
    "intro": ("intro", ""), "introduced": ("intro", ""),
    "learned": ("learned", ""), "learnt": ("learned", ""),
}  # fmt: skip
NOBODY: set[JournalKind] = {"note", "learned"}
DATED: set[JournalKind] = {"promise", "note"}  # whose `by DATE` says for when


class Sentence(NamedTuple):
    """What a line says: `("met", (Person("Ana"),), "for coffee")`."""

    kind: JournalKind
    names: tuple[Person, ...]
    rest: str


class UnreadableLineError(ValueError):
    """A line that says `- DATE` and cannot be understood; holds what and cure."""

    def __init__(self, what: str, cure: str) -> None:
        super().__init__(f"{what}; {cure}")
        self.what = what
        self.cure = cure


def parse_sentence(text: str) -> Sentence:
    """Read `met Ana for coffee`; raises UnreadableLineError when it is none.

    A verb that names its channel says so in the rest: `texted Ana` is `wrote`,
    Ana, `by message`.
    """
    text = " ".join(text.split())
    verb = re.split(r"[\s:]", text, maxsplit=1)[0]
    rest = text[len(verb) :]
    if verb.lower() not in VERBS:
        raise UnreadableLineError(
            "it begins with no kind of touch",
            "begin with met, called, wrote, note, gave, asked, thanks, promise, "
            "intro or learned",
        )
    kind, via = VERBS[verb.lower()]
    try:
        names, rest = read_people(rest, introduction=kind == "intro")
    except ValueError as error:
        raise UnreadableLineError(
            str(error),
            "write Ana <ana@example.com>, or: intro by Ana: Wei Chen",
        ) from None
    if not names and kind not in NOBODY:
        raise UnreadableLineError(
            "the line names nobody",
            'put a capitalised or "quoted" name behind the kind',
        )
    rest = re.sub(r"^(?::|-(?=\s|$))\s*", "", rest)
    if via and not VIA.match(rest):
        rest = f"by {via} {rest}".strip()
    return Sentence(kind, names, rest)


def wrong_day(text: str) -> str:
    """The first `by DATE` that is no day of any calendar; nothing when all are."""
    for day in DUE.findall(text):
        try:
            date.fromisoformat(day)
        except ValueError:
            return str(day)
    return ""


def format_line(
    day: date | datetime, kind: JournalKind, people: Sequence[Person], text: str
) -> str:
    """The line `extract` reads back to the same; without a line end.

    A datetime writes its hour and minute too; white space in the text becomes one
    blank. Raises ValueError for what could not be read back: a kind that is none,
    nobody where somebody is needed, an address that is none.
    """
    if kind not in {known for known, _ in VERBS.values()}:
        raise ValueError(f"{kind!r} is no journal kind")
    if not people and kind not in NOBODY:
        raise ValueError(f"{kind} needs somebody")
    when = f"{day:%H:%M}" if isinstance(day, datetime) else ""
    date_ = (day.date() if isinstance(day, datetime) else day).isoformat()
    head = " ".join(part for part in (f"- {date_}", when, kind) if part)
    names = format_people(people)
    text = " ".join(text.split())
    return f"{head} {names}".rstrip() + (f": {text}" if text else "")
