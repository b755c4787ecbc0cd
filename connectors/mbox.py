"""Mailbox files: Gmail Takeout, Thunderbird, Apple Mail, list archives.

Export: Gmail: takeout.google.com, choose Mail, unpack the zip. Thunderbird: the
files without an extension in the profile's Mail and ImapMail folders. Apple Mail:
Mailbox > Export Mailbox. Mailing lists: the monthly "Downloadable version".

Spec: https://www.rfc-editor.org/rfc/rfc4155

Rotten: body lines that begin "From " are not always escaped, and git patches
bring such lines by design; list archives write `ana at example.com (Ana)`, cut
messages in two and leave a stub with an invented sender; dates may be missing or
absurd. The four dialects (mboxo, mboxrd, mboxcl, mboxcl2) are not marked.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from . import Extracted, Reading
from ._mail import extract_messages
from ._mail_labels import folder_labels
from ._mail_split import begins_mailbox, mapped, split_mailbox

extractor_version = 1
whole_state = False

_HEAD = 4096


def identify(path: Path) -> bool:
    """A file of any name that begins with a "From " line and a header."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return begins_mailbox(file.read(_HEAD))


def extract(path: Path, reading: Reading) -> Iterator[Extracted]:
    """One interaction a message, then one contact record an address."""
    with mapped(path) as data:
        yield from extract_messages(split_mailbox(data, _labels(path)), reading)


def _labels(path: Path) -> tuple[str, ...]:
    """What the file's name says: `Sent`, `Sent.mbox`, `Sent Messages.mbox/mbox`."""
    named = path.parent if path.name.lower() == "mbox" else path
    name = named.name
    for extension in (".mbox", ".mbx", ".txt", ".mail"):
        if name.lower().endswith(extension):
            name = name[: -len(extension)]
    return folder_labels(name)
