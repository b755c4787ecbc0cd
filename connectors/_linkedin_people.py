"""The people of a LinkedIn export: connections, address books, notes on people."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, tzinfo

from . import ContactRecord, Problem
from ._digests import Digests
from ._linkedin_circle import Circle, digest, name_parts
from ._linkedin_tables import Export
from ._linkedin_words import (
    DAY,
    profile_keys,
    profile_url,
    read_birthday,
    read_moment,
)

_SEVERAL = re.compile(r"[;,\n]\s*")


def read_connections(
    export: Export, circle: Circle, exported: datetime | None, zone: tzinfo
) -> Iterator[ContactRecord | Problem]:
    """A card a connection; members who hide themselves are counted only."""
    hidden = 0
    exported = exported or _newest_day(export, zone)
    for row in export.rows():
        if isinstance(row, Problem):
            yield row
            continue
        place, cells = row
        if cells.keys() <= {"connectedon"}:
            hidden += 1
            continue
        record = _connection(place, cells, exported, zone)
        if record is None:
            what = "it has neither a name nor a profile"
            yield Problem(place, what, "this row was left out", "nothing")
            continue
        circle.carded.add(record.source_key)
        yield record
    if hidden:
        what = f"connections that hide who they are: {hidden:,}"
        why = "they are not counted"
        cure = "nothing: they have left LinkedIn, or share nothing with exports"
        yield Problem(f"{export.place}rows", what, why, cure, loses=False)


def _connection(
    place: str, cells: dict[str, str], exported: datetime | None, zone: tzinfo
) -> ContactRecord | None:
    names = name_parts(cells.get("firstname", ""), cells.get("lastname", ""))
    keys = profile_keys(cells.get("url", ""))
    email, day = cells.get("emailaddress", ""), cells.get("connectedon", "")
    if not keys and not names["name"]:
        return None
    connected = read_moment(day, DAY, zone)
    return ContactRecord(
        source_key=keys[0] if keys else f"connection:{digest(names['name'], day)}",
        **names,
        emails=(email,) if "@" in email else (),
        urls=(profile_url(keys[0]),) if keys else (),
        organisation=cells.get("company", ""),
        title=cells.get("position", ""),
        note=f"Connected on {connected:%Y-%m-%d}" if connected else "",
        changed_at=exported,
        found_at=place,
    )


def _newest_day(export: Export, zone: tzinfo) -> datetime | None:
    """The export is no older than the newest connection in it."""
    days = (
        read_moment(row[1].get("connectedon", ""), DAY, zone)
        for row in export.rows()
        if not isinstance(row, Problem)
    )
    return max(filter(None, days), default=None)


def read_address_book(export: Export) -> Iterator[ContactRecord | Problem]:
    """A card for each contact once uploaded to LinkedIn; they are no connections."""
    seen = Digests()
    for row in export.rows():
        if isinstance(row, Problem):
            yield row
            continue
        place, cells = row
        record = _contact(place, cells)
        if record and seen.is_new(record.source_key):
            yield record


def _contact(place: str, cells: dict[str, str]) -> ContactRecord | None:
    get = cells.get
    names = name_parts(get("firstname", ""), get("lastname", ""), get("middlename", ""))
    names["name"] = names["name"] or get("fullname", "")
    names["suffix"] = get("namesuffix", "") or names["suffix"]
    emails, phones = _several(get("emails", "")), _several(get("phonenumbers", ""))
    urls = _several(get("sites", "")) + _several(get("profiles", ""))
    if not (names["name"] or emails or phones):
        return None
    return ContactRecord(
        source_key=f"contact:{digest(names['name'], *emails, *phones)}",
        **names,
        prefix=get("nameprefix", ""),
        nicknames=tuple(filter(None, (get("nickname", ""), get("maidenname", "")))),
        emails=emails,
        phones=phones,
        urls=urls,
        handles=_several(get("instantmessagehandles", "")),
        organisation=next(iter(_several(get("companies", ""))), ""),
        title=get("title", ""),
        addresses=tuple(filter(None, [" ".join(get("addresses", "").split())])),
        city=get("location", ""),
        country=get("countrycode", ""),
        birthday=read_birthday(get("birthday", "")),
        found_at=place,
    )


def _several(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, map(str.strip, _SEVERAL.split(text)))))


def read_notes(export: Export) -> Iterator[ContactRecord | Problem]:
    """What the owner wrote about a connection, beside their card."""
    for row in export.rows():
        if isinstance(row, Problem):
            yield row
            continue
        place, cells = row
        names = name_parts(
            cells.get("connectionfirstname", ""), cells.get("connectionlastname", "")
        )
        keys = profile_keys(cells.get("connectionprofileurl", ""))
        who = keys[0] if keys else names["name"].casefold()
        if who and cells.get("note"):
            created = cells.get("createdon", "")
            yield ContactRecord(
                source_key=f"note:{digest(who, created)}",
                known_by="card" if keys else "name",
                **names,
                urls=(profile_url(keys[0]),) if keys else (),
                note=cells["note"],
                found_at=place,
            )
