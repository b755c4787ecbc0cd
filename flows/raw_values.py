"""What a connector says as the values of a row, and whether they are new.

Text is cleaned of what the database cannot hold and bounded; times are UTC
without zone; equal content gives an equal hash.
"""

from __future__ import annotations

import hashlib
from dataclasses import fields
from datetime import UTC, datetime
from operator import attrgetter, itemgetter
from typing import Any

from connectors import ContactRecord, Interaction, Participant

_LONGEST = 10_000
_NOT_CONTENT = {"source_key", "sightings", "found_at", "deleted"}


class Shape:
    """The columns of a kind of row: `columns` of what is said, then content_hash."""

    def __init__(self, kind: type[ContactRecord | Interaction]) -> None:
        names = [field.name for field in fields(kind)]
        self.columns = (*names, "content_hash")
        self._values = attrgetter(*names)
        self._content = itemgetter(
            *(i for i, name in enumerate(names) if name not in _NOT_CONTENT)
        )

    def row(self, said: ContactRecord | Interaction) -> list[Any]:
        """The values of `columns`; a deletion's hash is `deleted`."""
        row = [_clean(value) for value in self._values(said)]
        row.append("deleted" if said.deleted else _hash(self._content(row)))
        return row


SHAPES = {
    "contact_records": Shape(ContactRecord),
    "interactions": Shape(Interaction),
}


def _clean(value: Any) -> Any:
    """A value as the database holds it: UTC without zone, valid bounded text."""
    if type(value) is str:
        plain = value.isascii() and len(value) <= _LONGEST and "\0" not in value
        return value if plain else _clean_text(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None)
    if isinstance(value, tuple):
        return [_clean(item) for item in value]
    if isinstance(value, Participant):
        return {
            "role": value.role,
            "record_key": _clean(value.record_key),
            "accepted": value.accepted,
        }
    return value


def _clean_text(text: str) -> str:
    """Without what UTF-8 or the database cannot hold, and no longer than allowed."""
    valid = text.encode("utf-8", "replace").decode()
    return valid.replace("\0", "")[:_LONGEST]


def _hash(content: tuple[Any, ...]) -> str:
    return hashlib.blake2b(repr(content).encode(), digest_size=12).hexdigest()
