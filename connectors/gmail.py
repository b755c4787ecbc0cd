"""Gmail, asked every night for what is new.

Export: nothing to export. Make a client_secret.json of your own as docs/google.md
shows, name it in `[sources.gmail.NAME]` of cultivate.toml, then sign in once for all
Google sources: cultivate login google.

Spec: https://developers.google.com/workspace/gmail/api/reference/rest

Rotten: what has changed is told for a week or so only, then everything is listed
anew; a message has labels instead of folders; chats and drafts come as messages.

Header fields are fetched, nothing else (scope gmail.metadata). With text = true the
text is fetched too, looked at for questions and thanks, and let go: only what it said
is written (scope gmail.readonly). Spam, trash and drafts are left out. What you delete
there counts no more, unless keep_deleted is true.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from . import Account, _fetched_mail, _google_login
from ._fetched import MESSAGES, Cursor, Drop, is_fetched, option
from ._options import Google

extractor_version = 2
whole_state = False
grows = True
extract = _fetched_mail.extract
extract_stretch = _fetched_mail.extract_stretch
safe = _google_login.SAFE  # one sign-in serves all Google sources
sign_in = _google_login.sign_in


@dataclass(frozen=True)
class Options(Google):
    """Mail of a Google account."""

    text: bool = option(False, "look at the text too, for questions and thanks")  # noqa: FBT003  # a default
    keep_deleted: bool = option(False, "what you delete there still counts")  # noqa: FBT003  # a default
    units_a_minute: int = option(
        6_000, "your project's quota; older ones have 15,000", least=60
    )


def scopes(options: Options) -> set[str]:
    """What the owner is asked to allow."""
    what = "readonly" if options.text else "metadata"
    return {f"https://www.googleapis.com/auth/gmail.{what}"}


def identify(path: Path) -> bool:
    """The messages this source fetched."""
    return path.name == MESSAGES and is_fetched(path, "gmail")


def fetch(account: Account, cursor: Cursor, into: Drop) -> Cursor:
    """Append the messages that are new, bury those that have gone."""
    from ._gmail_sync import sync
    from ._google import service

    with service(account, "gmail", "v1") as client:
        return sync(account, client, cursor, into)
