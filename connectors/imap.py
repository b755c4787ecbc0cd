"""A mailbox on any IMAP server, asked every night for what is new.

Export: nothing to export. Write `[sources.imap.work]` with host and user into
cultivate.toml, then sign in: cultivate login imap --account work. Fastmail, iCloud,
Yahoo and Gmail want an app password, made in the account's security settings; a
company may want OAuth2: auth = "xoauth2" and a password_command that prints a token.

Spec: https://www.rfc-editor.org/rfc/rfc9051 (IMAP),
https://www.rfc-editor.org/rfc/rfc7162 (CONDSTORE, QRESYNC),
https://www.rfc-editor.org/rfc/rfc6154 (which folder is which).

Rotten: servers count anew (UIDVALIDITY) after a repair, and every message must be
asked for again; Gmail shows a message in every label it has, so All Mail and Sent
stand for all; folders are named in any language, and some servers do not say which
holds what was sent; a server may hang up at any moment.

Folders are only ever opened with EXAMINE and read with PEEK: no flag changes, nothing
is marked as read. Of each message the header fields are fetched, nothing else. With
text = true the beginning of its text is fetched too, looked at for questions and
thanks, and let go: only what it said is written. What has been deleted on the server
counts no more, unless keep_deleted is true.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from . import Account, OutOfReach, SourceError, _fetched_mail
from ._fetched import MESSAGES, Cursor, Drop, is_fetched, option

extractor_version = 2
whole_state = False
grows = True
extract = _fetched_mail.extract
extract_stretch = _fetched_mail.extract_stretch


@dataclass(frozen=True)
class Options:
    """A mailbox on a server."""

    host: str = option("", "the server, such as imap.example.com", required=True)
    user: str = option("", "the name you sign in with", required=True)
    port: int = option(0, "0 for the usual one: 993, without tls 143")
    security: str = option(
        "tls",
        "tls, starttls, or none for a server on this machine",
        words=("tls", "starttls", "none"),
    )
    auth: str = option(
        "password",
        "password, or xoauth2 when the secret is a token",
        words=("password", "xoauth2"),
    )
    folders: tuple[str, ...] = option((), "only these; else all but spam and trash")
    text: bool = option(False, "look at the text too, for questions and thanks")  # noqa: FBT003  # a default
    text_limit: int = option(32_768, "bytes of a text that are looked at", least=1)
    keep_deleted: bool = option(False, "what you delete there still counts")  # noqa: FBT003  # a default
    ca_file: str = option("", "the certificate of a server's own authority")
    timeout: int = option(60, "seconds to wait for an answer", least=1)


def identify(path: Path) -> bool:
    """The messages this source fetched."""
    return path.name == MESSAGES and is_fetched(path, "imap")


def fetch(account: Account, cursor: Cursor, into: Drop) -> Cursor:
    """Append what is new in every folder; raises SourceError."""
    import imaplib

    from ._imap_sync import sync
    from ._imap_wire import Server

    try:
        with Server(account) as server:
            return sync(account, server, cursor, into)
    except imaplib.IMAP4.abort as error:
        raise OutOfReach(
            "the server broke off", "the next night tries again"
        ) from error
    except imaplib.IMAP4.error as error:
        raise SourceError(
            f"the server refused a request ({type(error).__name__})",
            "try again; if that does not help, name fewer folders in the settings",
        ) from error
