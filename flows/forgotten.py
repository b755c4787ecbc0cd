"""Who is forgotten stays out: known by salted hashes, never by a name.

A decision `forget` holds a salt and the hashes of what told a person from others:
addresses, numbers, handles, record ids, whole names. The same rules take them out
of the archive once, and out of every later import before it gets there.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import duckdb
from duckdb.sqltypes import BOOLEAN, VARCHAR

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection

_NAME_WORDS = (2, 3, 4)
_TAUGHT = ("is_forgotten", "names_forgotten")


class Forgotten(NamedTuple):
    """One person as a decision keeps them."""

    salt: str
    marks: frozenset[str]

    @classmethod
    def read(cls, value: str) -> Forgotten:
        """A decision's value: the salt, then the marks."""
        salt, *marks = value.split() or [""]
        return cls(salt, frozenset(marks))

    def is_one(self, value: str) -> bool:
        """Whether an address, number, handle or record id is theirs."""
        return any(_mark(self.salt, form) in self.marks for form in _forms(value))

    def is_named(self, text: str) -> bool:
        """Whether their whole name stands in a text."""
        return any(_mark(self.salt, words) in self.marks for words in _windows(text))


def seal(identities: Iterable[str], names: Iterable[str]) -> str:
    """What a decision keeps of a person: a new salt, and a hash a value.

    identities: addresses, numbers, handles, links, record ids. A name of a single
    word is too many people's to be kept.
    """
    salt = secrets.token_hex(8)
    plain = {form for value in identities for form in _forms(value)}
    for name in names:
        words = _words(name)
        if len(words) in _NAME_WORDS:
            plain.add(" ".join(words))
    return " ".join([salt, *sorted(_mark(salt, text) for text in plain)])


def in_force(con: Connection) -> list[Forgotten]:
    """Everybody forgotten, as the archive's decisions say."""
    said = con.execute("""
        select decision_id, verb, value
        from raw.decisions
        where verb = 'undo' or (verb = 'forget' and what = '')
        order by line
    """).fetchall()
    undone = {value for _, verb, value in said if verb == "undo"}
    return [
        Forgotten.read(value)
        for decision_id, verb, value in said
        if verb == "forget" and decision_id not in undone
    ]


def teach(con: Connection, people: Sequence[Forgotten]) -> None:
    """Give a connection the functions `keep_out` asks."""

    @lru_cache(maxsize=1 << 16)
    def is_forgotten(value: str) -> bool:
        return any(one.is_one(value) for one in people)

    @lru_cache(maxsize=1 << 16)
    def names_forgotten(text: str) -> bool:
        return any(one.is_named(text) for one in people)

    unteach(con)
    for name, function in zip(_TAUGHT, (is_forgotten, names_forgotten), strict=True):
        con.create_function(name, function, [VARCHAR], BOOLEAN)


def unteach(con: Connection) -> None:
    """Take the functions back: connections to one database share their names."""
    for name in _TAUGHT:
        with suppress(duckdb.Error):  # there is none
            con.remove_function(name)


def keep_out(con: Connection, contact_records: str, interactions: str) -> None:
    """Take the forgotten out of two tables of the raw floor's shape.

    A touch between the owner and them goes whole; of one with others in it only
    their part does. Where a text names them, the text goes.
    """
    con.execute(_DROP_RECORDS.format(table=contact_records))
    con.execute(_DROP_MENTIONS.format(table=contact_records))
    con.execute(_THINNED.format(table=interactions))
    con.execute(_DROP_TOUCHES.format(table=interactions))
    con.execute(_DROP_PARTS.format(table=interactions))
    for column in ("subject", "place", "note"):
        con.execute(
            f"update {interactions} set {column} = '' where names_forgotten({column})"
        )


def _mark(salt: str, text: str) -> str:
    return hashlib.sha256((salt + text).encode("utf-8", "replace")).hexdigest()


def _forms(value: str) -> tuple[str, ...]:
    """A value as it is compared: in lower case, and a number's last nine digits."""
    plain = " ".join(value.lower().split())
    digits = re.sub(r"[\s().+/-]", "", plain)
    if digits.isdigit() and len(digits) > 6:  # noqa: PLR2004  # shorter ones are anybody's
        return (plain, digits[-9:])
    return (plain,) if plain else ()


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.lower())


def _windows(text: str) -> Iterable[str]:
    """Every two to four words in a row, as a whole name could stand in a text."""
    words = _words(text)
    for size in _NAME_WORDS:
        for start in range(len(words) - size + 1):
            yield " ".join(words[start : start + size])


_DROP_RECORDS = """
    delete from {table}
    where
        is_forgotten(source_key)
        or is_forgotten(source || '/' || account || '/' || source_key)
        or rowid in (
            with
            said as (
                select
                    rowid as row_number,
                    unnest(list_concat(
                        coalesce(emails, []),
                        coalesce(phones, []),
                        coalesce(urls, []),
                        coalesce(handles, [])
                    )) as value,
                from {table}
            )
            select row_number from said where is_forgotten(value)
        )
"""
_DROP_MENTIONS = """
    update {table}
    set
        relations = list_filter(relations, lambda x: not names_forgotten(x)),
        note = if(names_forgotten(note), '', note)
    where
        names_forgotten(note)
        or names_forgotten(array_to_string(relations, '; '))
"""
_THINNED = """
    create or replace temp table thinned as
    with
    parts as (
        select
            rowid as row_number,
            owner_side,
            source,
            account,
            unnest(participants) as part,
        from {table}
    ),
    judged as (
        select
            *,
            is_forgotten(part.record_key)
            or is_forgotten(source || '/' || account || '/' || part.record_key)
                as theirs,
        from parts
    )
    select
        row_number,
        coalesce(list(part) filter (not theirs), []) as remaining,
        -- the owner is among the participants where no side is said
        len(remaining) <= if(any_value(owner_side) = '', 1, 0)
        -- in chats the owner is among them besides
        or count(*) filter (not theirs and part.record_key != 'owner') = 0
            as was_theirs,
    from judged
    group by row_number
    having bool_or(theirs)
"""
_DROP_TOUCHES = """
    delete from {table}
    where rowid in (select row_number from thinned where was_theirs)
"""
_DROP_PARTS = """
    update {table}
    set participants = thinned.remaining
    from thinned
    where {table}.rowid = thinned.row_number
"""
