"""The owner's own page on LinkedIn: name, addresses, jobs and schools."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta, tzinfo

from . import ContactRecord, Problem
from ._linkedin_circle import Circle, digest, name_parts
from ._linkedin_tables import Export
from ._linkedin_words import MONTH, profile_url, read_birthday, read_moment


def read_profile(export: Export, circle: Circle) -> Iterator[ContactRecord | Problem]:
    """The owner's own page."""
    for row in export.rows():
        if isinstance(row, Problem):
            yield row
            continue
        place, cells = row
        names = name_parts(
            cells.get("firstname", ""),
            cells.get("lastname", ""),
        )
        yield ContactRecord(
            source_key="profile",
            kind="owner",
            **names,
            nicknames=tuple(filter(None, [cells.get("maidenname", "")])),
            urls=(profile_url(circle.owner_key),) if circle.owner_key else (),
            city=cells.get("geolocation", ""),
            birthday=read_birthday(cells.get("birthdate", "")),
            note=cells.get("headline", ""),
            found_at=place,
        )


def read_addresses(export: Export) -> Iterator[ContactRecord | Problem]:
    """The owner's own e-mail addresses and telephone numbers."""
    for row in export.rows():
        if isinstance(row, Problem):
            yield row
            continue
        place, cells = row
        email, phone = cells.get("emailaddress", ""), cells.get("number", "")
        if cells.get("confirmed", "").lower() == "no" or not (email or phone):
            continue
        yield ContactRecord(
            source_key=f"own:{digest(email.lower(), phone)}",
            kind="owner",
            emails=(email,) if email else (),
            phones=(phone,) if phone else (),
            found_at=place,
        )


def read_stations(export: Export, zone: tzinfo) -> Iterator[ContactRecord | Problem]:
    """The owner's jobs and schools, each a record with versions as they changed.

    Before it began and after it ended the record has no organisation: so the
    affiliation has its dates, like one that was seen to begin and to end.
    """
    work = export.kind == "positions"
    for row in export.rows():
        if isinstance(row, Problem):
            yield row
            continue
        place, cells = row
        organisation = cells.get("companyname" if work else "schoolname", "")
        title = cells.get("title" if work else "degreename", "")
        begun, ended = (
            cells.get("startedon" if work else "startdate", ""),
            cells.get("finishedon" if work else "enddate", ""),
        )
        if not organisation and not title:
            continue
        key = f"{export.kind}:{digest(organisation, title, begun)}"
        yield from _versions(
            ContactRecord(
                source_key=key,
                kind="owner",
                organisation=organisation,
                title=title,
                found_at=place,
            ),
            read_moment(begun, MONTH, zone),
            read_moment(ended, MONTH, zone),
        )


def _versions(
    station: ContactRecord, begun: datetime | None, ended: datetime | None
) -> Iterator[ContactRecord]:
    without = replace(station, organisation="", title="")
    if begun:
        before = begun - timedelta(days=1)
        yield replace(without, note="not begun yet", changed_at=before)
    yield replace(station, changed_at=begun)
    if ended:
        yield replace(without, note="ended", changed_at=ended)
