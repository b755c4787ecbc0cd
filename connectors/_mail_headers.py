"""The header fields a relationship is read from, cut out of a header block."""

from __future__ import annotations

import re
from typing import TypeAlias

from ._mail_split import find_head_end

Headers: TypeAlias = dict[bytes, list[bytes]]

# every other field is passed over without being looked at
WANTED = frozenset(
    b"from sender reply-to to cc bcc apparently-to date received delivery-date subject "
    b"message-id in-reply-to references return-path list-id list-post list-unsubscribe "
    b"precedence auto-submitted x-auto-response-suppress x-autoreply x-autorespond "
    b"feedback-id x-failed-recipients x-gmail-labels x-original-from content-type "
    b"delivered-to x-original-to envelope-to "
    b"content-transfer-encoding content-disposition content-id".split()
)
MAX_REPEATS = 20
MAX_VALUE = 64 * 1024

_BLANK = (b" ", b"\t", b"")
_MESSAGE_ID = re.compile(rb"<\s*([^<>]{1,1000}?)\s*>")


class Unreadable(Exception):  # noqa: N818 - a message, not a failure of ours
    """A message that cannot become an interaction; carries what the owner is told."""

    def __init__(self, what: str, why: str, cure: str) -> None:
        super().__init__(what)
        self.what, self.why, self.cure = what, why, cure


def read_headers(data: bytes, start: int = 0, end: int | None = None) -> Headers:
    """The wanted fields of a message or part, raw but unfolded, names lower-case."""
    head_end = find_head_end(data, start, len(data) if end is None else end)
    headers: Headers = {}
    values: list[bytes] | None = None
    for line in data[start:head_end].split(b"\n"):
        if line[:1] in _BLANK:
            if values and line and len(values[-1]) < MAX_VALUE:
                values[-1] += b" " + line.strip()
            continue
        name, _, value = line.partition(b":")
        name = name.rstrip().lower()
        values = headers.setdefault(name, []) if name in WANTED else None
        if values is not None:
            if len(values) < MAX_REPEATS:
                values.append(value.strip())
            else:
                values = None
    return headers


def first(headers: Headers, name: bytes) -> bytes:
    """The first value of a field; empty when the field is not there."""
    values = headers.get(name)
    return values[0] if values else b""


def message_ids(values: list[bytes]) -> list[str]:
    """The message ids in a field's values, without brackets, case kept."""
    raw = b" ".join(values)
    found = [b"".join(each.split()) for each in _MESSAGE_ID.findall(raw)]
    if not found:
        found = [each for each in raw.split() if b"@" in each][:1]
    return [
        each.decode("utf-8", "replace").replace("\x00", "") for each in found if each
    ]
