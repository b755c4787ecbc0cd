"""Birthdays and anniversaries in a calendar: days of somebody, and no meetings.

Such a day fills a whole day, comes every year, and its subject says what it is and
whose. The year it begins in is often the calendar's own, so none is kept.
"""
# ruff: noqa: RUF001 - how people write in their languages

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any, Literal, NamedTuple

Kind = Literal["birthday", "anniversary"]

_BIRTHDAY = (
    r"birthday|b-?day|geburtstag|anniversaire|cumpleaños|compleanno|aniversário|"
    r"verjaardag|urodziny|födelsedag|fødselsdag|syntymäpäivä|день рождения"
)
_ANNIVERSARY = (
    r"(?:wedding )?anniversary|hochzeitstag|jahrestag|anniversaire de mariage|"
    r"aniversario(?: de bodas?)?|anniversario|trouwdag|rocznica"
)
# the longer words first: a wedding's day is no birthday
WORDS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("anniversary", re.compile(rf"\b(?:{_ANNIVERSARY})\b", re.IGNORECASE)),
    ("birthday", re.compile(rf"\b(?:{_BIRTHDAY})\b", re.IGNORECASE)),
)
# what joins the word to the name, before and behind it
LEADING = re.compile(
    r"^(?:\s|[^\w\s]|(?:of|von|vom|de|des|du|di|do|da|del|van|to)\s|d['’])+",
    re.IGNORECASE,
)
TRAILING = re.compile(r"(?:['’]s?)?[\s\-–:,!.'’]*$")
# languages that write a name's genitive as an s without an apostrophe
GENITIVE = re.compile(r"(?:tag|dag)$", re.IGNORECASE)
NOBODY = {"", "my", "mein", "meine", "mon", "mi", "happy", "alles gute zum", "joyeux",
          "feliz", "it", "mum", "mom", "mama", "mamá", "mother", "mutter", "mamma",
          "maman", "dad", "papa", "papá", "father", "vater", "papà", "oma", "opa",
          "grandma", "grandpa", "abuela", "abuelo"}  # fmt: skip
LONGEST = 60


class Day(NamedTuple):
    """Whose day it is, what it is, and when: `--04-01`."""

    kind: Kind
    name: str
    day: str


def day_of(component: Any, subject: str, *, whole_day: bool) -> Day | None:
    """The day an event keeps every year; its name is empty when it is nobody's."""
    start = component["DTSTART"].dt
    if not (whole_day or type(start) is date) or not _is_yearly(component):
        return None
    for kind, words in WORDS:
        if found := words.search(subject):
            name = next(_names(subject, found), "")
            return Day(kind, name, f"{start:--%m-%d}")
    return None


def _is_yearly(component: Any) -> bool:
    rules = component.get("RRULE", [])
    rules = rules if isinstance(rules, list) else [rules]
    return any(
        [str(said).upper() for said in rule.get("FREQ", [])] == ["YEARLY"]
        for rule in rules
    )


def _names(subject: str, found: re.Match[str]) -> Iterator[str]:
    """What may be a name, before the word and behind it."""
    for text in (subject[: found.start()], subject[found.end() :]):
        name = TRAILING.sub("", LEADING.sub("", text)).strip()
        if GENITIVE.search(found[0]) and text.rstrip().endswith("s"):
            name = name.removesuffix("s")  # Anas Geburtstag
        if name.lower() not in NOBODY and not name.islower() and len(name) <= LONGEST:
            yield name
