"""Rows become contact records; what nobody understands is told once a column."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from . import ContactRecord, Problem
from ._digests import Digests
from ._table import EXPORT_AGAIN, Row, Table
from ._table_dates import Days

VALUES_SEPARATOR = ":::"  # Google's, between several values in one cell
# a row without any of these is nobody's
SOMEBODY = ("name", "nicknames", "emails", "phones", "urls", "handles", "organisation",
            "addresses", "note")  # fmt: skip
NO_GROUP = {"mycontacts", "my contacts"}  # Google's word for whoever is kept
LETTERS = 26


@dataclass(slots=True)
class Cells:
    """The cells of a row by column; what is taken is understood."""

    said: dict[str, str]

    def take(self, *keys: str) -> str:
        """The first of these columns that speaks, in one line; all are taken."""
        first = ""
        for key in keys:
            text = self.said.pop(key, "")
            first = first or text
        return " ".join(first.split()) if first else ""

    def each(self, *keys: str) -> list[str]:
        """What these columns say, each in one line; all are taken."""
        return [
            " ".join(self.said.pop(key).split()) for key in keys if key in self.said
        ]

    def text(self, *keys: str) -> str:
        """What these columns say, with its lines; all are taken."""
        return "\n".join([self.said.pop(key) for key in keys if key in self.said])


Meaning: TypeAlias = Callable[[Cells, Days], dict[str, Any]]


@dataclass
class Reader:
    """Reads one table by what its source says the columns mean.

    meaning: takes the cells it knows and gives a record's fields.
    ignored: columns left out by name; they are no content either.
    days: the columns that hold days.
    cure: what the owner can do about a column nobody knows.
    """

    table: Table
    meaning: Meaning
    ignored: frozenset[str]
    days: frozenset[str]
    cure: str = "nothing, unless something you need is missing"
    _told: set[str] = field(default_factory=set)
    _seen: Digests = field(default_factory=Digests)

    def read(self) -> Iterator[ContactRecord | Problem]:
        """A record for each row that shows somebody, and what was wrong.

        A table of nobody would mean that everybody was deleted; it is a loss.
        """
        yield from self._charset()
        people = 0
        days = Days(self._every_day)
        for row in self.table.rows():
            if isinstance(row, Problem):
                yield row
            else:
                for said in self._read_row(row, days):
                    people += isinstance(said, ContactRecord)
                    yield said
        if not people:
            why = "nobody was taken in, and nobody is taken for deleted"
            yield Problem("file", "no row shows anybody", why, EXPORT_AGAIN)

    def _read_row(self, row: Row, days: Days) -> Iterator[ContactRecord | Problem]:
        said = {k: v for k, v in row.cells.items() if k not in self.ignored}
        key = content_hash(said)
        if not self._seen.is_new(key):
            return
        cells = Cells(said)
        values = with_name(self.meaning(cells, days))
        for what, why, cure in days.problems:
            yield from self._once(row.place, what, why, cure)
        days.problems.clear()
        for left in cells.said:
            yield from self._unknown(row.place, left)
        if any(values.get(name) for name in SOMEBODY):
            yield ContactRecord(source_key=key, found_at=row.place, **values)
        elif row.cells:
            why = "there is nobody to keep in it, nor in further ones like it"
            cure = "nothing, unless somebody is missing"
            yield from self._once(
                row.place, "a row without any name, address or number", why, cure
            )

    def _charset(self) -> Iterator[Problem]:
        """That some of the text may be read wrong."""
        charset = self.table.charset
        if charset.startswith("utf-16") or charset == "utf-8-sig":
            return
        what = f"it names no charset; read as {charset}"
        if charset == "utf-8":
            what = "some of its characters are torn"
        why = "names with accents may be wrong"
        yield from self._once("file", what, why, EXPORT_AGAIN)

    def _unknown(self, place: str, key: str) -> Iterator[Problem]:
        number = self.table.keys.index(key) + 1
        what = f"column {number} ({column_letters(number)}) is not known"
        why = "what it says was left out, here and in further rows"
        yield from self._once(place, what, why, self.cure)

    def _once(self, place: str, what: str, why: str, cure: str) -> Iterator[Problem]:
        """The problem, the first time this table shows it; no record is lost."""
        if what not in self._told:
            self._told.add(what)
            yield Problem(place, what, why, cure, loses=False)

    def _every_day(self) -> Iterator[str]:
        for row in self.table.rows():
            if isinstance(row, Row):
                yield from (v for k, v in row.cells.items() if k in self.days)


def content_hash(said: dict[str, str]) -> str:
    """A hash of what a row says, whatever the order of its columns."""
    text = "\n".join(f"{key}={said[key]}" for key in sorted(said))
    digest = hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=12)
    return f"sha:{digest.hexdigest()}"


def column_letters(number: int) -> str:
    """The column as a spreadsheet calls it: 1 is A, 27 is AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, LETTERS)
        letters = chr(ord("A") + rest) + letters
    return letters


def with_name(values: dict[str, Any]) -> dict[str, Any]:
    """The values with a name: of its parts, or of the organisation alone."""
    order = ("given_name", "middle_name", "family_name")
    parts = " ".join(filter(None, (values.get(part, "") for part in order)))
    name = values.get("name", "") or parts
    if name or not values.get("organisation"):
        return {**values, "name": name}
    return {**values, "name": values["organisation"], "kind": "organisation"}


def split(text: str, *marks: str) -> list[str]:
    """The values of one cell, split at each of the marks."""
    if not text:
        return []
    parts = [text]
    for mark in marks:
        parts = [piece for part in parts for piece in part.split(mark)]
    return [" ".join(part.split()) for part in parts if part.strip()]


def unique(values: Iterator[str] | list[str]) -> tuple[str, ...]:
    """The values that say something, each once, in order."""
    return tuple(dict.fromkeys(filter(None, values)))


def label(text: str) -> str:
    """Google's `* Work` as `work`."""
    return " ".join(text.removeprefix("*").split()).lower()


def groups(values: list[str]) -> tuple[str, ...]:
    """Groups as their owner calls them; Google's own for everybody is none."""
    cleaned = (value.removeprefix("*").strip() for value in values)
    return unique([group for group in cleaned if group.lower() not in NO_GROUP])


def address(*parts: str) -> str:
    """The parts of an address in one line."""
    return ", ".join([", ".join(split(part, "\n")) for part in parts if part])


def relations(how: str, who: list[str]) -> list[str]:
    """`spouse: Ana Okafor` for each of them."""
    return [f"{how}: {name}" for name in who]
