"""What a connector says as the values of a row, and whether they are new.

Text is cleaned of what the database cannot hold and bounded; times are UTC
without zone; equal content gives an equal hash.
"""

from __future__ import annotations

import hashlib
from dataclasses import fields
from datetime import UTC, datetime
from operator import attrgetter, itemgetter
from typing import Any, NamedTuple

from connectors import ContactRecord, Interaction

_LONGEST = 10_000
# changed_at says since when a record says this; alone it changes nothing
_NOT_CONTENT = {
    "source_key", "sightings", "found_at", "changed_at", "mark", "deleted",
}  # fmt: skip
# what came after the first release counts where it says something, so that rows
# of before keep their hash
_LATER = {
    ContactRecord: {"role", "labels", "dates"},
    Interaction: {"invitation", "failed"},
}
# how the contract's annotations begin
_LISTS, _TIMES, _TEXTS = (
    "tuple",
    "datetime",
    ("str", "Literal", "Channel", "JournalKind"),
)
_PEOPLE = "tuple[Participant, ...]"


class Shape:
    """The columns of a kind of row: `columns` of what is said, then content_hash."""

    def __init__(self, kind: type[ContactRecord | Interaction]) -> None:
        names = [field.name for field in fields(kind)]
        types = [str(field.type) for field in fields(kind)]
        self.columns = (*names, "content_hash")
        self._values = attrgetter(*names)
        later = _LATER[kind]
        self._content = itemgetter(
            *(i for i, name in enumerate(names) if name not in _NOT_CONTENT | later)
        )
        self._later = [(i, name) for i, name in enumerate(names) if name in later]
        self._texts = itemgetter(
            *(i for i, type_ in enumerate(types) if type_.startswith(_TEXTS))
        )
        self._lists = [i for i, type_ in enumerate(types) if type_.startswith(_LISTS)]
        self._times = [i for i, type_ in enumerate(types) if type_.startswith(_TIMES)]
        self._people = [i for i, type_ in enumerate(types) if type_ == _PEOPLE]
        self._deleted = names.index("deleted")

    def values(self, said: ContactRecord | Interaction) -> list[Any]:
        """What is said, field by field, in what every program knows."""
        values = list(self._values(said))
        for i in self._people:
            values[i] = [(one.role, one.record_key, one.accepted) for one in values[i]]
        return values

    def row(self, said: ContactRecord | Interaction) -> list[Any]:
        """The values of `columns`; a deletion's hash is `deleted`."""
        return self.row_of(self.values(said))

    def row_of(self, values: list[Any]) -> list[Any]:
        """The same of values; they are no longer the caller's."""
        row = values
        # one look at all texts together is quicker than one at each
        if not _is_plain("".join(self._texts(row))):
            row = [_clean_text(v) if type(v) is str else v for v in row]
        for i in self._lists:
            row[i] = _clean_list(row[i]) if row[i] else []
        for i in self._times:
            if row[i] is not None:
                row[i] = _in_utc(row[i])
        content = self._content(row)
        for i, name in self._later:
            if row[i]:
                content = (*content, name, row[i])
        row.append("deleted" if row[self._deleted] else _hash(content))
        return row


class Values(NamedTuple):
    """The values of many things said, of which rows of a table are to be made."""

    table: str
    each: list[list[Any]]


SHAPES = {
    "contact_records": Shape(ContactRecord),
    "interactions": Shape(Interaction),
}


def _in_utc(moment: datetime) -> datetime:
    """The moment in UTC, without saying so."""
    if moment.tzinfo is not UTC:
        moment = moment.astimezone(UTC)
    return moment.replace(tzinfo=None)


def _clean_list(items: tuple[Any, ...]) -> list[Any]:
    if type(items[0]) is str:
        return list(items) if _is_plain("".join(items)) else list(map(_clean, items))
    plain = _is_plain("".join([key for _, key, _ in items]))
    return [
        {
            "role": role,
            "record_key": key if plain else _clean(key),
            "accepted": accepted,
        }
        for role, key, accepted in items
    ]


def _clean(text: str) -> str:
    return text if _is_plain(text) else _clean_text(text)


def _is_plain(text: str) -> bool:
    if len(text) > _LONGEST or "\0" in text:
        return False
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            return False
    return True


def _clean_text(text: str) -> str:
    """Without what UTF-8 or the database cannot hold, and no longer than allowed."""
    valid = text.encode("utf-8", "replace").decode()
    return valid.replace("\0", "")[:_LONGEST]


def _hash(content: tuple[Any, ...]) -> str:
    return hashlib.blake2b(repr(content).encode(), digest_size=12).hexdigest()
