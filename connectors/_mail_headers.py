"""The header fields a relationship is read from, cut out of a header block."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TypeAlias

from ._mail_split import find_head_end

Headers: TypeAlias = dict[bytes, list[bytes]]

# every other field is passed over without being looked at
WANTED = (
    b"from", b"sender", b"reply-to", b"to", b"cc", b"bcc", b"date", b"received",
    b"subject", b"message-id", b"in-reply-to", b"references", b"return-path",
    b"list-id", b"list-post", b"list-unsubscribe", b"precedence", b"auto-submitted",
    b"x-auto-response-suppress", b"x-autoreply", b"x-autorespond", b"feedback-id",
    b"x-failed-recipients", b"content-type", b"x-gmail-labels", b"x-original-from",
    b"apparently-to", b"delivery-date",
)  # fmt: skip
MAX_REPEATS = 20

_FIELD = re.compile(
    rb"^(" + b"|".join(WANTED) + rb")[ \t]*:[ \t]*([^\n]*(?:\n[ \t][^\n]*)*)",
    re.IGNORECASE | re.MULTILINE,
)
_MESSAGE_ID = re.compile(rb"<\s*([^<>]{1,1000}?)\s*>")


def read_headers(data: bytes) -> Headers:
    """The wanted fields of a message, raw, in order, names lower-case."""
    headers: Headers = defaultdict(list)
    for field in _FIELD.finditer(data, 0, find_head_end(data, 0, len(data))):
        values = headers[field[1].lower()]
        if len(values) < MAX_REPEATS:
            values.append(field[2].rstrip())
    return dict(headers)


def message_ids(values: list[bytes]) -> list[str]:
    """The message ids in a field's values, without brackets, case kept."""
    raw = b" ".join(values)
    found = [b"".join(each.split()) for each in _MESSAGE_ID.findall(raw)]
    if not found:
        found = [each for each in raw.split() if b"@" in each][:1]
    return [
        each.decode("utf-8", "replace").replace("\x00", "") for each in found if each
    ]
