"""What a connector says as the values of a row, and whether they are new.

Text is cleaned of what the database cannot hold and bounded; times are UTC
without zone; equal content gives an equal hash. All of it a column at a time: to
ask each value of each row takes longer than what is then done with a few.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields
from datetime import UTC, datetime
from functools import lru_cache
from itertools import chain, repeat
from operator import attrgetter
from typing import Any, NamedTuple, TypeAlias

from connectors import ContactRecord, Fields, Interaction

Column: TypeAlias = Sequence[Any]

_LONGEST = 10_000
_EPOCH_UTC = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH = _EPOCH_UTC.replace(tzinfo=None)
# changed_at says since when a record says this; alone it changes nothing
_NOT_CONTENT = {
    "source_key", "sightings", "found_at", "changed_at", "mark", "deleted",
}  # fmt: skip
# what came after the first release counts where it says something, so that rows
# of before keep their hash
_LATER = {
    ContactRecord: {"role", "labels", "dates", "affiliations"},
    Interaction: {"invitation", "failed"},
}
# how the contract's annotations begin
_LISTS, _TIMES, _TEXTS = (
    "tuple",
    "datetime",
    ("str", "Literal", "Channel", "JournalKind"),
)
_PEOPLE = "tuple[Participant, ...]"
_PERSON = attrgetter("role", "record_key", "accepted")


class Shape:
    """The columns of a kind of row: `columns` of what is said, then content_hash."""

    def __init__(self, kind: type[ContactRecord | Interaction]) -> None:
        names = [field.name for field in fields(kind)]
        types = [str(field.type) for field in fields(kind)]
        self.columns = (*names, "content_hash")
        self._values = attrgetter(*names)
        later = _LATER[kind]
        self._content = [
            i for i, name in enumerate(names) if name not in _NOT_CONTENT | later
        ]
        self._later = [(i, name) for i, name in enumerate(names) if name in later]
        self._cleaned = [
            (i, clean)
            for i, type_ in enumerate(types)
            if (clean := _cleaner_of(type_)) is not None
        ]
        self._people = [i for i, type_ in enumerate(types) if type_ == _PEOPLE]
        self._deleted = names.index("deleted")
        self._defaults = {field.name: field.default for field in fields(kind)}

    def values(self, said: ContactRecord | Interaction) -> list[Any]:
        """What is said, field by field, in what every program knows."""
        values = list(self._values(said))
        for i in self._people:
            values[i] = list(map(_PERSON, values[i]))
        return values

    def turn(self, each: Sequence[Sequence[Any]]) -> list[Column]:
        """The values of things, field by field; nothing of no things."""
        return list(zip(*each, strict=True))

    def gather(self, each: Sequence[Fields]) -> list[Column]:
        """The same of things in short; raises KeyError where some say other fields."""
        named = each[0].keys()
        if not named <= self._defaults.keys() or any(e.keys() != named for e in each):
            raise KeyError("fields")
        said = {
            name: list(chain.from_iterable(e[name] for e in each)) for name in named
        }
        rows = len(said["source_key"])
        if any(len(values) != rows for values in said.values()):
            raise KeyError("fields")
        return [
            said[name] if name in named else [default] * rows
            for name, default in self._defaults.items()
        ]

    def rows(self, said: Fields) -> list[list[Any]]:
        """The values of each thing in short, as `values` gives them."""
        return list(map(list, zip(*self.gather([said]), strict=True)))

    def fill(self, turned: Sequence[Column]) -> list[Column]:
        """The values of one thing or many as `columns`; a deletion's hash is `deleted`.

        turned: field by field; who took part as tuples: role, record_key, accepted.
        """
        columns = list(turned)
        for i, clean in self._cleaned:
            columns[i] = clean(columns[i])
        hashes = list(map(_hash, self._write(columns)))
        if any(columns[self._deleted]):
            for row, is_deleted in enumerate(columns[self._deleted]):
                hashes[row] = "deleted" if is_deleted else hashes[row]
        return [*columns, hashes]

    def _write(self, columns: Sequence[Column]) -> list[str]:
        """Each row's content, as Python writes a tuple."""
        pieces: list[Iterable[str]] = []
        always = "("  # what all rows have in common, up to where they differ
        for i in self._content:
            write = _write_people if i in self._people else repr
            column = columns[i]
            # most columns are those that a source does not fill
            if _is_one(column):
                always += f"{write(column[0])}, "
            else:
                pieces += repeat(always), map(write, column)
                always = ", "
        pieces += repeat(always.removesuffix(", ")), self._write_later(columns)
        pieces.append(repeat(")"))
        return list(map("".join, zip(*pieces, strict=False)))

    def _write_later(self, columns: Sequence[Column]) -> list[str]:
        """The end of each row's content: the later columns that say something."""
        written = [""] * len(columns[0])
        for i, name in self._later:
            if any(columns[i]):
                for row, value in enumerate(columns[i]):
                    if value:
                        written[row] += f", {name!r}, {value!r}"
        return written


class Values(NamedTuple):
    """The values of many things said, of which rows of a table are to be made."""

    table: str
    each: list[list[Any]]


def values_of(said: ContactRecord | Interaction | Fields) -> Values:
    """What a connector says of one thing, or of some in short."""
    if isinstance(said, dict):
        table = "interactions" if "happened_at" in said else "contact_records"
        return Values(table, SHAPES[table].rows(said))
    table = "contact_records" if isinstance(said, ContactRecord) else "interactions"
    return Values(table, [SHAPES[table].values(said)])


def _cleaner_of(type_: str) -> Callable[[Column], Column] | None:
    """What cleans a column whose field is annotated so."""
    if type_ == _PEOPLE:
        return _clean_people
    if type_.startswith(_LISTS):
        return _clean_lists
    if type_.startswith(_TIMES):
        return _clean_times
    return _clean_texts if type_.startswith(_TEXTS) else None


def _clean_texts(column: Column) -> Column:
    if column.count("") == len(column):  # as most that a source does not fill
        return column
    # one look at all of them together is quicker than one at each
    if _is_plain("".join(column)) and max(map(len, column)) <= _LONGEST:
        return column
    return list(map(_clean, column))


def _clean_lists(column: Column) -> Column:
    if not any(column):
        return [[]] * len(column)
    items = list(chain.from_iterable(column))
    if _clean_texts(items) is items:
        return list(map(list, column))
    return [list(map(_clean, each)) for each in column]


def _clean_people(column: Column) -> Column:
    keys = [key for _, key, _ in chain.from_iterable(column)]
    if not keys or _clean_texts(keys) is keys:
        return column
    return [
        [(role, _clean(key), accepted) for role, key, accepted in each]
        for each in column
    ]


def _clean_times(column: Column) -> Column:
    return [v if v is None else _in_utc(v) for v in column] if any(column) else column


def _in_utc(moment: datetime) -> datetime:
    """The moment in UTC, without saying so."""
    if moment.tzinfo is not UTC:
        moment = moment.astimezone(UTC)
    # a tenth of the time that `replace` takes
    return _EPOCH + (moment - _EPOCH_UTC)


def _clean(text: str) -> str:
    """Without what UTF-8 or the database cannot hold, and no longer than allowed."""
    if _is_plain(text):
        return text[:_LONGEST]
    valid = text.encode("utf-8", "replace").decode()
    return valid.replace("\0", "")[:_LONGEST]


def _is_plain(text: str) -> bool:
    if "\0" in text:
        return False
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            return False
    return True


def _is_one(column: Column) -> bool:
    """Whether all values are written alike; equal numbers may not be, as 1 and 1.0."""
    first = column[0]
    if column.count(first) < len(column):
        return False
    return type(first) is str or first is None or len(set(map(id, column))) == 1


def _write_people(people: Sequence[tuple[Any, ...]]) -> str:
    return f"[{', '.join(map(_write_person, people))}]"


@lru_cache(maxsize=16384)  # the same few, again and again
def _write_person(one: tuple[Any, ...]) -> str:
    role, record_key, accepted = one
    return (
        f"{{'role': {role!r}, 'record_key': {record_key!r}, 'accepted': {accepted!r}}}"
    )


def _hash(content: str) -> str:
    return hashlib.blake2b(content.encode(), digest_size=12).hexdigest()


SHAPES = {
    "contact_records": Shape(ContactRecord),
    "interactions": Shape(Interaction),
}
