"""Two records side by side, with all that is known of the persons they belong to."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from flows.commands._database import rows
from flows.commands._shared import cell, count, width

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection

SHOWN = 6
_LABEL, _GAP, _NARROWEST = 14, 2, 20
# The record asked about comes first, so that its own values do.
_RECORDS = """
    select *
    from contact_records
    where person_id = (
        select person_id from contact_records where record_id = $record
    )
    order by record_id != $record, record_id
"""


def side_by_side(con: Connection, record_a: str, record_b: str) -> Iterator[str]:
    """Lines of three columns: what it is, the one, the other; no wider than shown."""
    size = max(_NARROWEST, (_terminal_width() - _LABEL - _GAP) // 2)
    one, other = _told(con, record_a), _told(con, record_b)
    for label in one:
        for values in zip_longest(
            _wrapped(one[label], size), _wrapped(other[label], size), fillvalue=""
        ):
            left = values[0] + " " * (size - width(values[0]) + _GAP)
            yield f"{label:<{_LABEL}}{left}{values[1]}".rstrip()
            label = ""  # noqa: PLW2901  # said once


def one_below_another(con: Connection, records: Sequence[str]) -> Iterator[str]:
    """Lines about several records and their persons, a number before each."""
    size = max(_NARROWEST, _terminal_width() - _LABEL)
    for place, record in enumerate(records, 1):
        told = _told(con, record)
        number = f"{place}"
        for label, values in told.items():
            for line in _wrapped([", ".join(values)] if values else [], size):
                yield f"{number:<3}{label:<{_LABEL - 3}}{line}".rstrip()
                number = label = ""  # noqa: PLW2901  # said once


def _terminal_width() -> int:
    return shutil.get_terminal_size((100, 24)).columns


def _told(con: Connection, record: str) -> dict[str, list[str]]:
    """The values of a record and its person by label; empty where nothing is known."""
    found = rows(con, _RECORDS, {"record": record})
    return {
        "name": _values(found, "name"),
        "e-mail": _values(found, "emails"),
        "phone": _values(found, "phones"),
        "works at": _values(found, "organisation"),
        "as": _values(found, "title"),
        "birthday": _values(found, "birthday"),
        "address": _values(found, "addresses"),
        "groups": _values(found, "groups"),
        "links": _values(found, "urls"),
        "last contact": _last_contact(con, found),
        "sources": _values(found, "source"),
        "record": [record, *_others(found)],
    }


def _values(found: list[dict[str, Any]], column: str) -> list[str]:
    """The different values of a column, also of one that holds lists."""
    values: dict[str, str] = {}
    for row in found:
        held = row[column]
        for value in held if isinstance(held, list) else [held]:
            text = cell(value).strip()
            values.setdefault(text.casefold(), text)
    values.pop("", None)
    shown = list(values.values())[:SHOWN]
    more = len(values) - len(shown)
    return [*shown, f"and {more} more"] if more else shown


def _others(found: list[dict[str, Any]]) -> list[str]:
    return [f"and {count(len(found) - 1, 'other')}"] if len(found) > 1 else []


def _last_contact(con: Connection, found: list[dict[str, Any]]) -> list[str]:
    query = """
        select last_contact::date::varchar || coalesce(' by ' || last_channel, '')
        from scores
        where person_id = $id and last_contact is not null
    """
    return [
        row[0] for row in con.execute(query, {"id": found[0]["person_id"]}).fetchall()
    ]


def _wrapped(values: list[str], size: int) -> Iterator[str]:
    """Each value in lines of at most `size` columns; broken at spaces if it can be."""
    for value in values:
        line = ""
        for word in value.split(" "):
            for piece in _pieces(word, size):
                if line and width(f"{line} {piece}") > size:
                    yield line
                    line = piece
                else:
                    line = f"{line} {piece}".strip()
        yield line


def _pieces(word: str, size: int) -> Iterator[str]:
    """The word cut into pieces of at most `size` columns; an address may be long."""
    piece = ""
    for letter in word:
        if width(piece + letter) > size:
            yield piece
            piece = ""
        piece += letter
    yield piece
