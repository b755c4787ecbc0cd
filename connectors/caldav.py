"""Calendars on a CalDAV server, asked every night for what is new.

Export: nothing to export. Write `[sources.caldav.home]` with url and user into
cultivate.toml, then sign in: cultivate login caldav --account home. The url may be
the bare host; iCloud: https://caldav.icloud.com with an app-specific password;
Fastmail: https://caldav.fastmail.com with an app password; Nextcloud:
https://cloud.example.com/remote.php/dav with an app password; Google: use the Google
sources instead.

Spec: https://www.rfc-editor.org/rfc/rfc4791 (CalDAV),
https://www.rfc-editor.org/rfc/rfc6578 (sync-collection), and what `icalendar` names.

Rotten: iCloud sends on to a host of its own for every customer, and lists reminders
and invitations beside calendars; Fastmail and Nextcloud show birthdays made out of
the address book as a calendar (leave it out by collections); Google wants OAuth and
gives no tokens for calendars one may only see; one event in two calendars has one
UID; a series and its exceptions are one object.

Only PROPFIND and REPORT are sent, which ask. A sync token that no longer holds costs
a listing of versions, and only what changed is fetched. A meeting that is deleted or
moved on the server is so here. Events are read as those of a calendar file are.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from . import Account, Extracted, Reading
from ._fetched import OBJECTS, Cursor, Drop, is_fetched
from ._options import WebDav

extractor_version = 1
whole_state = False


class Options(WebDav):
    """Calendars on a server."""


def identify(path: Path) -> bool:
    """The events this source fetched."""
    return path.name == OBJECTS and is_fetched(path, "caldav")


def extract(path: Path, reading: Reading) -> Iterator[Extracted]:
    """One interaction a meeting, then one contact record an address."""
    from ._fetched_events import extract_events

    yield from extract_events(path, reading)


def fetch(account: Account, cursor: Cursor, into: Drop) -> Cursor:
    """Append the events that are new or changed; raises SourceError."""
    from ._dav import EVENTS, fetch_collections

    return fetch_collections(account, EVENTS, cursor, into)
