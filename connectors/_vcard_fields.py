"""From the content lines of one card to the fields of a contact record.

A record has one organisation, title and birthday: the preferred or first of the
card's; further organisations and titles are its affiliations. ROLE stands in for a
missing TITLE, LABEL for a missing ADR.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from . import _vcard_dates as dates
from . import _vcard_days as days
from . import _vcard_names as names
from . import _vcard_reach as reach
from . import _vcard_who as who
from ._vcard_values import Contents, text, unique


@dataclass(frozen=True, slots=True)
class Fields:
    """Keyword arguments of a ContactRecord, and what is odd in the card.

    odd: what cannot be right; unknown: properties that are not known.
    """

    values: dict[str, Any]
    odd: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


BLANK: dict[str, Any] = {
    "kind": "", "name": "", "given_name": "", "middle_name": "", "family_name": "",
    "prefix": "", "suffix": "", "organisation": "", "department": "",
    "phonetic_name": "", "nicknames": (), "emails": (), "phones": (), "urls": (),
    "handles": (), "title": "", "role": "", "affiliations": (),
    "addresses": (), "city": "", "country": "", "birthday": "", "anniversary": "",
    "dates": (), "groups": (), "relations": (), "note": "", "labels": (),
    "changed_at": None,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Plan:
    """What there is to read in cards that have the same properties.

    rare: fields and how to read them; days: the same of days, which may be none.
    """

    rare: tuple[tuple[str, Callable[[Contents], Any]], ...]
    days: tuple[tuple[str, str, Callable[[Contents], tuple[str, bool]]], ...]
    says_kind: bool
    unknown: tuple[str, ...]


@lru_cache(maxsize=4096)
def plan_of(properties: frozenset[str]) -> Plan:
    """The plan for cards with these properties, in lower case."""
    return Plan(
        tuple((field, read) for used, field, read in RARE if used & properties),
        tuple(
            (name, field, read) for used, name, field, read in DAYS if used & properties
        ),
        bool(who.KIND_NAMES & properties),
        tuple(sorted(name for name in properties if not names.is_known(name))),
    )


def fields_of(contents: Contents, zone: ZoneInfo) -> Fields:
    """What the card says, each field as its author wrote it."""
    plan = plan_of(frozenset(contents))
    values = BLANK.copy()
    who.read_who(contents, values)
    odd: list[str] = []
    if plan.says_kind and not values["kind"] and not who.is_individual(contents):
        odd.append("KIND is none that is known")
    reach.read_reach(contents, values)
    for field, read in plan.rare:
        values[field] = read(contents)
    values["title"] = values["title"] or values["role"]
    if "rev" in contents and (changed := text(contents, "rev")):
        values["changed_at"] = dates.changed_at(changed, zone)
        odd += [] if values["changed_at"] else ["REV is no date"]
    for name, field, read_day in plan.days:
        values[field], is_odd = read_day(contents)
        odd += [f"{name} is no date"] if is_odd else []
    if "BDAY is no date" in odd:
        values["dates"] = (*days.mistyped(contents), *values["dates"])
    return Fields(values, tuple(odd), plan.unknown)


DAYS = (
    ({"bday", "x-android-custom"}, "BDAY", "birthday", days.birthday),
    (
        {*names.ANNIVERSARIES, "x-abdate", "x-android-custom"},
        "ANNIVERSARY",
        "anniversary",
        days.anniversary,
    ),
)
# read only where one of these properties is there
RARE: tuple[tuple[set[str], str, Callable[[Contents], Any]], ...] = (
    ({"role"}, "role", lambda card: ", ".join(who.spoken(card, "role"))),
    ({"note", "x-maidenname", *names.LIKINGS}, "note", who.note),
    ({"categories"}, "groups", lambda card: unique(who.groups(card))),
    (set(names.PHONETIC), "phonetic_name", who.phonetic),
    (
        {"nickname", "x-android-custom"},
        "nicknames",
        lambda card: unique(who.nicknames(card)),
    ),
    (
        {
            "impp",
            "x-socialprofile",
            "socialprofile",
            *names.MESSENGERS,
            *names.NUMBERS,
        },
        "handles",
        lambda card: unique(reach.handles(card)),
    ),
    (
        {"related", "x-abrelatednames", "agent", "x-android-custom", *names.RELATIONS},
        "relations",
        lambda card: unique(days.relations(card)),
    ),
    (
        {"x-abdate", "x-android-custom", *names.DAYS},
        "dates",
        lambda card: unique(days.other_days(card)),
    ),
)
