"""What every copy of a message shares, and every message of a conversation."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime

from . import Role
from ._mail_headers import Headers, message_ids
from ._mail_people import Mailbox
from ._mail_split import RawMessage, find_head_end

_REPLY_MARK = re.compile(
    r"(?i)^(?:\s*(?:re|aw|sv|rv|fw|fwd|wg|tr|antw|odp|r)\s*(?:\[\d+\])?\s*:)+"
)


def read_keys(
    message: RawMessage,
    headers: Headers,
    taken: list[tuple[Role, Mailbox]],
    happened_at: datetime,
    time_source: str,
    subject: str,
) -> tuple[str, str]:
    """The message's own key, and the one its conversation shares."""
    own = message_ids(headers.get(b"message-id", [])[:1])
    parents = message_ids(headers.get(b"references", []))
    if not parents:
        parents = message_ids(headers.get(b"in-reply-to", []))
    if own:
        return own[0], parents[0] if parents else own[0]
    topic = _REPLY_MARK.sub("", subject).strip().lower()
    addresses = sorted(box.address for _, box in taken)
    told = [taken[0][1].address, *addresses, topic]
    # a time that is not the author's differs from copy to copy; the text does not
    told.append(
        happened_at.isoformat() if time_source == "date" else _start_of_text(message)
    )
    thread = parents[0] if parents else "subject:" + _hash([topic, *addresses])
    return "sha:" + _hash(told), thread


def read_answered(headers: Headers) -> str:
    """The once_key of the message this one answers; empty when it names none."""
    named = message_ids(headers.get(b"in-reply-to", []))[:1]
    parents = named or message_ids(headers.get(b"references", []))[-1:]
    return f"mail:{parents[0]}" if parents else ""


def _start_of_text(message: RawMessage) -> str:
    """The first letters of a body, without what copies differ in."""
    start = find_head_end(message.data, 0, len(message.data))
    raw = message.data[start : start + 4096]
    return re.sub(rb"[\s>]", b"", raw)[:1000].decode("latin-1")


def _hash(parts: list[str]) -> str:
    joined = "\n".join(parts).encode("utf-8", "replace")
    return hashlib.blake2b(joined, digest_size=16).hexdigest()
