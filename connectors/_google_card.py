"""A person of Google's People API as a vCard, to be read like any other card."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from ._google_words import escaped, line, text_of

FIELDS = (
    "names", "nicknames", "emailAddresses", "phoneNumbers", "organizations",
    "addresses", "birthdays", "events", "urls", "imClients", "biographies",
    "memberships", "relations", "metadata", "userDefined",
)  # fmt: skip
OTHER_FIELDS = ("names", "emailAddresses", "phoneNumbers", "metadata")


def to_card(raw: str) -> str:
    """The JSON of a person, with `groupNames` added, as vCard 3.0 text.

    Raises ValueError for what is no JSON object.
    """
    person = json.loads(raw)
    if not isinstance(person, dict):
        raise ValueError("no person")  # noqa: TRY004  # JSON of another kind
    said = [one for one in _lines(person) if one]
    lines = ["BEGIN:VCARD", "VERSION:3.0", *said, "END:VCARD"]
    return "\r\n".join(lines) + "\r\n"


def _lines(person: dict[str, Any]) -> Iterator[str]:
    yield line("UID", text_of(person, "resourceName"))
    yield from _names(person)
    yield from _addresses(person)
    for number, one in enumerate(_all(person, "organizations")):
        # a group holds together what belongs to a further one
        group = f"o{number}." if number else ""
        parts = (escaped(text_of(one, part)) for part in ("name", "department"))
        yield f"{group}ORG:" + ";".join(parts)
        yield line(f"{group}TITLE", text_of(one, "title"))
    for one in _all(person, "birthdays")[:1]:
        yield line("BDAY", _day(one.get("date")))
    yield from _labelled(person)
    for one in _all(person, "biographies")[:1]:
        yield line("NOTE", text_of(one, "value"))
    groups = [g for g in person.get("groupNames") or [] if isinstance(g, str)]
    if groups:
        yield "CATEGORIES:" + ",".join(map(escaped, groups))
    yield line("REV", _updated(person))


def _addresses(person: dict[str, Any]) -> Iterator[str]:
    for kind, field in (
        ("EMAIL", "emailAddresses"),
        ("TEL", "phoneNumbers"),
        ("URL", "urls"),
    ):
        for one in _all(person, field):
            yield line(kind + _type(one), text_of(one, "value"))
    for one in _all(person, "addresses"):
        parts = ("poBox", "extendedAddress", "streetAddress", "city", "region",
                 "postalCode", "country")  # fmt: skip
        yield f"ADR{_type(one)}:" + ";".join(escaped(text_of(one, p)) for p in parts)
    for one in _all(person, "imClients"):
        yield line("IMPP", f"{text_of(one, 'protocol')}:{text_of(one, 'username')}")


def _labelled(person: dict[str, Any]) -> Iterator[str]:
    """Days and relations, whose labels stand in lines of their own."""
    for number, one in enumerate(_all(person, "events"), 1):
        label = text_of(one, "formattedType") or text_of(one, "type")
        yield line(f"d{number}.X-ABDATE", _day(one.get("date")))
        yield line(f"d{number}.X-ABLABEL", label)
    for number, one in enumerate(_all(person, "relations"), 1):
        yield line(f"r{number}.X-ABRELATEDNAMES", text_of(one, "person"))
        yield line(f"r{number}.X-ABLABEL", text_of(one, "type"))


def _names(person: dict[str, Any]) -> Iterator[str]:
    for one in _all(person, "names")[:1]:
        parts = ("familyName", "givenName", "middleName", "honorificPrefix",
                 "honorificSuffix")  # fmt: skip
        yield "N:" + ";".join(escaped(text_of(one, part)) for part in parts)
        yield line("FN", text_of(one, "displayName"))
    for one in _all(person, "nicknames"):
        yield line("NICKNAME", text_of(one, "value"))


def _all(person: dict[str, Any], field: str) -> list[dict[str, Any]]:
    """The values of a field, the primary one first."""
    found = person.get(field)
    values = (
        [o for o in found if isinstance(o, dict)] if isinstance(found, list) else []
    )
    return sorted(values, key=lambda one: not _is_primary(one))


def _is_primary(one: dict[str, Any]) -> bool:
    meta = one.get("metadata")
    return bool(isinstance(meta, dict) and meta.get("primary"))


def _type(one: dict[str, Any]) -> str:
    """The label as a parameter; what is no plain word is left out."""
    words = [text_of(one, "type"), "pref" if _is_primary(one) else ""]
    plain = [word for word in words if word.isalnum() and word.isascii()]
    return f";TYPE={','.join(plain)}" if plain else ""


def _day(date: Any) -> str:
    if not isinstance(date, dict) or not (date.get("month") and date.get("day")):
        return ""
    try:
        year, month, day = (int(date.get(p) or 0) for p in ("year", "month", "day"))
    except (TypeError, ValueError):
        return ""
    return f"{year:04}-{month:02}-{day:02}" if year else f"--{month:02}-{day:02}"


def _updated(person: dict[str, Any]) -> str:
    meta = person.get("metadata")
    sources = meta.get("sources") if isinstance(meta, dict) else None
    times = [text_of(s, "updateTime") for s in sources or [] if isinstance(s, dict)]
    return max(times, default="")
