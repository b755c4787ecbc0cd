"""Mailbox files: Gmail Takeout, Thunderbird, Apple Mail, list archives.

Export: Gmail: takeout.google.com, choose Mail, import the zip as it is. Thunderbird:
the files without an extension in the profile's Mail and ImapMail folders. Apple Mail:
Mailbox > Export Mailbox. Mailing lists: the monthly "Downloadable version".

Spec: https://www.rfc-editor.org/rfc/rfc4155

Rotten: body lines that begin "From " are not always escaped, and git patches
bring such lines by design; list archives write `ana at example.com (Ana)`, cut
messages in two and leave a stub with an invented sender; dates may be missing or
absurd. The four dialects (mboxo, mboxrd, mboxcl, mboxcl2) are not marked.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, cast

from . import Extracted, Fields, Problem, Reading, SourceError, Stretch
from ._mail import extract_messages, read_in_short
from ._mail_labels import folder_labels
from ._mail_record import People
from ._mail_split import MailboxStretch, begins_mailbox, split_mailbox

extractor_version = 3
whole_state = False
grows = True

_HEAD = 4096
_BROKEN_GZIP = (EOFError, gzip.BadGzipFile, zlib.error)


def identify(path: Path) -> bool:
    """A file of any name, packed by gzip or not, that begins with a "From " line."""
    if not path.is_file():
        return False
    try:
        with _open(path) as file:
            return begins_mailbox(file.read(_HEAD))
    except (OSError, *_BROKEN_GZIP):
        return False


def extract(path: Path, reading: Reading) -> Iterator[Extracted | Fields]:
    """One interaction a message, then one contact record an address."""
    try:
        with _open(path) as file:
            start = 0 if _is_packed(path) else reading.start
            messages = split_mailbox(file, _labels(path), start=start)
            yield from extract_messages(messages, reading)
    except _BROKEN_GZIP:
        raise SourceError(
            "the packed mailbox breaks off or is damaged", "download it again"
        ) from None


def extract_stretch(
    path: Path, reading: Reading, first: int, end: int
) -> Iterator[Fields | Problem | Stretch]:
    """One interaction a message that begins there, then who is in them.

    Raises SourceError for a packed file, which can only be read from its head.
    """
    if _is_packed(path):
        raise SourceError("a packed mailbox has no stretches", "unpack it")
    people = People()
    with path.open("rb") as file:
        stretch = MailboxStretch(
            file,
            _labels(path),
            first,
            end,
            start=reading.start,
            mapped=reading.mapped,
        )
        yield from read_in_short(stretch.messages(), reading, people)
        yield Stretch(stretch.begins, stretch.ends, people)


def _is_packed(path: Path) -> bool:
    return path.suffix.lower() == ".gz"


def _open(path: Path) -> IO[bytes]:
    if not _is_packed(path):
        return path.open("rb")
    file = path.open("rb", buffering=0)
    packed = gzip.GzipFile(fileobj=file)
    packed.myfileobj = file  # so that it is closed, too
    return cast("IO[bytes]", packed)


def _labels(path: Path) -> tuple[str, ...]:
    """What the file's name says: `Sent`, `Sent.mbox`, `Sent Messages.mbox/mbox`."""
    name = path.parent.name if path.name.lower() == "mbox" else path.name
    for extension in (".gz", ".mbox", ".mbx", ".txt"):
        if name.lower().endswith(extension):
            name = name[: -len(extension)]
    return folder_labels(name)
