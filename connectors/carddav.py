"""Address books on a CardDAV server, asked every night for what is new.

Export: nothing to export. Write `[sources.carddav.home]` with url and user into
cultivate.toml, then sign in: cultivate login carddav --account home. The url may be
the bare host; iCloud: https://contacts.icloud.com with an app-specific password;
Fastmail: https://carddav.fastmail.com with an app password; Nextcloud:
https://cloud.example.com/remote.php/dav with an app password; Google: use the Google
sources instead.

Spec: https://www.rfc-editor.org/rfc/rfc6352 (CardDAV),
https://www.rfc-editor.org/rfc/rfc6578 (sync-collection).

Rotten: iCloud sends on to a host of its own for every customer and writes groups as
cards of a kind; Google's CardDAV loses labels and birthdays without a year and wants
OAuth; Nextcloud shows the system's address book of all colleagues beside one's own
(name yours in collections); sync tokens grow old; the same person may stand in two
cards of one UID.

Only PROPFIND and REPORT are sent, which ask. A sync token that no longer holds costs
a listing of versions, and only what changed is fetched. What is deleted on the server
is deleted here. Pictures are not kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from . import Account, Extracted, Reading
from ._fetched import OBJECTS, Cursor, Drop, is_fetched
from ._options import WebDav

extractor_version = 3
whole_state = False


class Options(WebDav):
    """Address books on a server."""


def identify(path: Path) -> bool:
    """The cards this source fetched."""
    return path.name == OBJECTS and is_fetched(path, "carddav")


def extract(path: Path, reading: Reading) -> Iterator[Extracted]:
    """One contact record a card, and a deletion for each that has gone."""
    from ._fetched_cards import extract_cards

    yield from extract_cards(path, reading)


def fetch(account: Account, cursor: Cursor, into: Drop) -> Cursor:
    """Append the cards that are new or changed; raises SourceError."""
    from ._dav import CARDS, fetch_collections

    return fetch_collections(account, CARDS, cursor, into)
