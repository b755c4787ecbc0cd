"""Google Contacts, asked every night for what is new.

Export: nothing to export. Make a client_secret.json of your own as docs/google.md
shows, name it in `[sources.google_people.NAME]` of cultivate.toml, then sign in once
for all Google sources: cultivate login google.

Spec: https://developers.google.com/people/api/rest

Rotten: a sync token lives seven days, so that a full look is the usual thing after a
holiday; who was written to but never saved stands apart, as "other contacts"; groups
are told by numbers; a person may have several names, and only one is the primary.

Only what is changed is asked for; what is deleted there is deleted here. Pictures are
not kept. Scopes: contacts.readonly, contacts.other.readonly.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from . import Account, Extracted, Reading, _google_login
from ._fetched import OBJECTS, Cursor, Drop, is_fetched, option
from ._options import Google

extractor_version = 3
whole_state = False
safe = _google_login.SAFE  # one sign-in serves all Google sources
sign_in = _google_login.sign_in


@dataclass(frozen=True)
class Options(Google):
    """Contacts of a Google account."""

    other_contacts: bool = option(True, "also whom you wrote to and never saved")  # noqa: FBT003  # a default


def scopes(options: Options) -> set[str]:
    """What the owner is asked to allow."""
    root = "https://www.googleapis.com/auth/contacts"
    other = {f"{root}.other.readonly"} if options.other_contacts else set()
    return {f"{root}.readonly"} | other


def identify(path: Path) -> bool:
    """The people this source fetched."""
    return path.name == OBJECTS and is_fetched(path, "google_people")


def extract(path: Path, reading: Reading) -> Iterator[Extracted]:
    """One contact record a person, and a deletion for each that has gone."""
    from ._fetched_cards import extract_cards
    from ._google_card import to_card

    yield from extract_cards(path, reading, to_card)


def fetch(account: Account, cursor: Cursor, into: Drop) -> Cursor:
    """Append the people who are new or changed; raises SourceError."""
    from ._google import service
    from ._google_sync import sync_people

    with service(account, "people", "v1") as client:
        return sync_people(account, client, cursor, into)
