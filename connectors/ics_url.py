"""Calendars subscribed to by a web address, looked at every night.

Export: nothing to export. Write `[sources.ics_url.club]` with url into cultivate.toml.
An address that is itself a secret, as Google's and Outlook's private ones are, does
not go there: leave url out and give it to cultivate login ics_url --account club.

Spec: https://www.rfc-editor.org/rfc/rfc5545 (iCalendar); webcal:// is https:// by
another name; ETag and Last-Modified as in https://www.rfc-editor.org/rfc/rfc9110.

Rotten: some servers stamp every event anew at each request, so that all of it seems
changed; many keep only the coming weeks, so that what is past vanishes from them:
with keep_past = true it still counts.

The answer is cut into its events, and an event is kept again only when it says
something else than before. What is no longer in the calendar is deleted.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from . import Account, Extracted, Reading
from ._fetched import OBJECTS, Cursor, Drop, is_fetched, option

extractor_version = 1
whole_state = False
asks_for = "Web address"


@dataclass(frozen=True)
class Options:
    """A calendar on the web."""

    url: str = option("", "its address; a secret one goes to: cultivate login")
    keep_past: bool = option(False, "what has left the calendar still counts")  # noqa: FBT003  # a default
    most_mb: int = option(50, "a longer calendar is refused", least=1)
    ca_file: str = option("", "the certificate of a server's own authority")
    timeout: int = option(60, "seconds to wait for an answer", least=1)


def identify(path: Path) -> bool:
    """The events this source fetched."""
    return path.name == OBJECTS and is_fetched(path, "ics_url")


def extract(path: Path, reading: Reading) -> Iterator[Extracted]:
    """One interaction a meeting, then one contact record an address."""
    from ._fetched_events import extract_events

    yield from extract_events(path, reading)


def fetch(account: Account, cursor: Cursor, into: Drop) -> Cursor:
    """Append the events that are new or changed; raises SourceError."""
    from ._ics import fetch_calendar

    return fetch_calendar(account, cursor, into)
