"""Find the person a name, an address or an id means."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flows.commands._database import rows
from flows.commands._shared import WrongUse, table

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection

SHOWN = 20


def one_person(con: Connection, said: str) -> dict[str, Any]:
    """The one row of main.people that `said` means.

    Raises WrongUse that lists the people when several match, or when none does.
    """
    if not said.strip():
        raise WrongUse("name somebody: a part of their name, an e-mail address or id")
    found = find_people(con, said)
    if len(found) == 1:
        return found[0]
    if not found:
        raise WrongUse(
            f"nobody here is called {said}; try a part of the name, an e-mail address, "
            "or: cultivate sql people"
        )
    raise ask_which(said, found, "by id")


def ask_which(said: str, found: list[dict[str, Any]], how: str) -> WrongUse:
    """The error that lists whom a name may mean, and how to say which."""
    shown = [
        (row["person_id"], row["name"], row["organisation"], row["emails"][:2])
        for row in found[:SHOWN]
    ]
    return WrongUse(
        f"{len(found)} people match {said}; say which {how}:\n"
        + table(("id", "name", "organisation", "e-mail"), shown)
    )


def find_people(con: Connection, said: str) -> list[dict[str, Any]]:
    """People that match, by the surest way that matches anybody.

    The ways: an id (also one of before a merge), an address or number, the name
    shown, another whole name or nickname, whole words of a name, beginnings of its
    words, another form of the given name (Bob for Robert), and last any part of a
    name or address. Accents and case do not matter.
    """
    text = said.strip()
    for where in _WAYS if text else ():
        values: dict[str, Any] = {"said": text}
        if "$forms" in where:
            values["forms"] = _forms(text)
        found = rows(con, _SEARCH.format(where=where), values)
        if found:
            return found
    return []


def _forms(said: str) -> list[str]:
    """The formal names a given name may stand for: bob, robert ..."""
    from flows.resolve.nicknames import formal_forms

    return list(formal_forms(said.lower()))


_WAYS = (
    "person_id = $said",
    """person_id in (
        select person_id from person_redirects where old_id = $said
    )""",
    """person_id in (
        select person_id
        from identifiers
        where value in (lower($said), $said, replace($said, ' ', ''))
        union all
        select person_id from excluded where address = lower($said)
    )""",
    "lower(strip_accents(people.name)) = wanted",
    "wanted in (select folded from names where names.person_id = people.person_id)",
    """exists (
        select 1
        from names
        where
            names.person_id = people.person_id
            and contains(' ' || folded || ' ', ' ' || wanted || ' ')
    )""",
    """exists (
        select 1
        from names
        where
            names.person_id = people.person_id
            and list_bool_and(
                list_transform(
                    string_split(wanted, ' '),
                    lambda word: contains(' ' || folded, ' ' || word)
                )
            )
    )""",
    """person_id in (
        select person_id
        from contact_records
        join staging.normal_name on normal_name.value = contact_records.name
        where list_has_any(given_keys, $forms)
    )""",
    """person_id in (
        select person_id from names where contains(folded, wanted)
        union all
        select person_id from identifiers where contains(value, wanted)
    )""",
)
_SEARCH = """
    with
    names as (
        select person_id, lower(strip_accents(name)) as folded
        from people
        union
        select person_id, lower(strip_accents(name)) from contact_records
        union
        select person_id, lower(strip_accents(nickname))
        from (
            select record_id, unnest(nicknames) as nickname
            from staging.contact_records
        )
        join contact_records using (record_id)
    ),
    said as (
        select regexp_replace(lower(strip_accents($said)), '\\s+', ' ', 'g') as wanted
    )
    select people.*
    from people, said
    where {where}
    order by people.name, people.person_id
"""
