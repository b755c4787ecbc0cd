"""Single messages: .eml files, and Apple Mail's .emlx.

Export: drag a message out of the mail program onto a folder, or choose Save As.
Apple Mail keeps its own as .emlx below ~/Library/Mail.

Spec: https://www.rfc-editor.org/rfc/rfc5322

Rotten: .emlx puts a byte count before the message and a property list behind it;
some programs write a mailbox's "From " line first, some a byte order mark.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from . import Extracted, Fields, Reading
from ._mail import extract_messages
from ._mail_labels import folder_labels
from ._mail_split import MAX_MESSAGE, RawMessage, begins_mailbox

extractor_version = 3
whole_state = False
reads_only = MAX_MESSAGE  # what follows are attachments

_HEAD = 8192
_COUNT = re.compile(rb"(\d{1,12})[ \t]*\r?\n")
_HEADER_LINES = re.compile(
    rb"\s*(?:[!-9;-~]{1,100}[ \t]*:[^\n]*\n(?:[ \t][^\n]*\n)*){0,200}?"
    rb"(?:from|date|received|message-id|return-path|subject|to|delivered-to|"
    rb"mime-version)[ \t]*:",
    re.IGNORECASE,
)


def identify(path: Path) -> bool:
    """A file named .eml or .emlx that begins with a message's header."""
    if path.suffix.lower() not in {".eml", ".emlx"} or not path.is_file():
        return False
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if begins_mailbox(head):
        return False
    start, _ = _bounds(head, len(head))
    return bool(_HEADER_LINES.match(head, start))


def extract(path: Path, reading: Reading) -> Iterator[Extracted | Fields]:
    """The message as an interaction, then its people as contact records."""
    with path.open("rb") as file:
        data = file.read(reads_only)
    start, end = _bounds(data, len(data))
    labels = folder_labels(path.parent.name)
    message = RawMessage("message 1", data[start:end], labels=labels)
    yield from extract_messages([message], reading)


def _bounds(data: bytes, size: int) -> tuple[int, int]:
    """Where the message begins and ends in its file."""
    start = 3 if data[:3] == b"\xef\xbb\xbf" else 0
    counted = _COUNT.match(data, start)
    if counted:
        return counted.end(), min(counted.end() + int(counted[1]), size)
    if data[start : start + 5] == b"From ":
        start = data.find(b"\n", start) + 1
    return start, size
