"""Which addresses look like the owner's, before anything has been imported.

A first look only, for whoever has put mail in the inbox already: what was sent
tells its sender, what was delivered tells to whom. The night counts again, over
all of it (staging.owner_addresses), and `doctor` shows what it found.
"""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from flows.settings import Home

if TYPE_CHECKING:
    from connectors import Interaction

_LOOKED_AT = 2_000  # messages of a mailbox
_MAILBOXES = 20
_SURE = 3  # messages that tell the same
_SHOWN = 3


def guess_owner(home: Home) -> list[str]:
    """The likeliest addresses in the inbox's mail, the likeliest first."""
    import connectors
    from flows.items import identify

    known = {name: each for name, each in connectors.discover().items()
             if name in {"mbox", "maildir", "eml"}}  # fmt: skip
    reading = connectors.Reading("default", ZoneInfo("UTC"), text_signals=False)
    told: Counter[str] = Counter()
    mail = (found for found in identify(home.inbox, known) if found[1] in known)
    for path, source in islice(mail, _MAILBOXES):
        said = known[source].extract(path, reading)
        with suppress(connectors.SourceError, OSError):  # collecting will tell
            for one in islice(said, _LOOKED_AT):
                if isinstance(one, connectors.Interaction):
                    told.update(_owners(one))
    return [address for address, count in told.most_common(_SHOWN) if count >= _SURE]


def _owners(mail: Interaction) -> set[str]:
    """Whose a message says it is: who sent it, or in whose mailbox it was put."""
    owners = {mail.delivered_to} - {""}
    if "sent" in mail.labels:
        owners |= {each.record_key for each in mail.participants if each.role == "from"}
    return owners
