"""Google Calendar, asked every night for what is new.

Export: nothing to export. Make a client_secret.json of your own as docs/google.md
shows, name it in `[sources.google_calendar.NAME]` of cultivate.toml, then sign in once
for all Google sources: cultivate login google.

Spec: https://developers.google.com/workspace/calendar/api/v3/reference

Rotten: a sync token may be gone any day (410), and everything is looked at anew; an
exception to a series is an event of its own; a cancelled one is all that is left of
some; the same meeting in two calendars has two ids and one iCalUID.

Every calendar that is ticked in Google is read; what is unticked is let go. Events
are read as those of a calendar file are. Scope: calendar.readonly.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from . import Account, Extracted, Reading, _google_login
from ._fetched import OBJECTS, Cursor, Drop, is_fetched, option
from ._options import Google

extractor_version = 1
whole_state = False
safe = _google_login.SAFE  # one sign-in serves all Google sources
sign_in = _google_login.sign_in


@dataclass(frozen=True)
class Options(Google):
    """Calendars of a Google account."""

    calendars: tuple[str, ...] = option((), "only these, by id; else all ticked ones")


def scopes(options: Options) -> set[str]:  # noqa: ARG001  # each source's has the same form
    """What the owner is asked to allow."""
    return {"https://www.googleapis.com/auth/calendar.readonly"}


def identify(path: Path) -> bool:
    """The events this source fetched."""
    return path.name == OBJECTS and is_fetched(path, "google_calendar")


def extract(path: Path, reading: Reading) -> Iterator[Extracted]:
    """One interaction a meeting, then one contact record an address."""
    from ._fetched_events import extract_events
    from ._google_event import to_calendar

    yield from extract_events(path, reading, to_calendar)


def fetch(account: Account, cursor: Cursor, into: Drop) -> Cursor:
    """Append the events that are new or changed; raises SourceError."""
    from ._google import service
    from ._google_sync import sync_calendars

    with service(account, "calendar", "v3") as client:
        return sync_calendars(account, client, cursor, into)
