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

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from . import Account, Extracted, Reading
from ._fetched import OBJECTS, Cursor, Drop, is_fetched, option

extractor_version = 1
whole_state = False
safe = "google"  # the sign-in is shared with the other Google sources


@dataclass(frozen=True)
class Options:
    """Calendars of a Google account."""

    client_file: str = option("", "your client_secret.json", required=True)
    calendars: tuple[str, ...] = option((), "only these, by id; else all ticked ones")
    endpoint: str = option("", "another address of the API, such as a proxy's")
    timeout: int = option(60, "seconds to wait for an answer")


def scopes(options: Options) -> set[str]:  # noqa: ARG001  # each source's has the same form
    """What the owner is asked to allow."""
    return {"https://www.googleapis.com/auth/calendar.readonly"}


def sign_in(account: Account, say: Callable[[str], None], wanted: Iterable[str]) -> str:
    """Ask for the owner's consent in a browser; gives what is kept."""
    from ._google import sign_in as ask

    return ask(account, say, wanted)


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
