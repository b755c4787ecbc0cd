"""What every copy of a message shares, and every message of a conversation."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from datetime import datetime
from typing import TypeAlias

from ._mail_headers import Headers, outer_ids
from ._mail_people import Mailbox
from ._mail_split import RawMessage

_REPLY_MARK = re.compile(
    r"(?i)^(?:\s*(?:re|aw|sv|rv|fw|fwd|wg|tr|antw|odp|r)\s*(?:\[\d+\])?\s*:)+"
)

# when a message was written, and which line says so
Moment: TypeAlias = tuple[datetime, str]
# a message's own key, its conversation's, and the once_key of the message it answers,
# empty when it names none
Keys: TypeAlias = tuple[str, str, str]


def read_keys(
    message: RawMessage,
    headers: Headers,
    boxes: Sequence[Mailbox],
    moment: Moment,
    subject: str,
) -> Keys:
    """What the message shares with its copies and with its conversation."""
    own, _ = outer_ids(headers.get(b"message-id", ())[:1])
    first, last = outer_ids(headers.get(b"references", ()))
    answered, _ = outer_ids(headers.get(b"in-reply-to", ()))
    named = answered or last
    answers = f"mail:{named}" if named else ""
    first = first or answered
    if own:
        return own, first or own, answers
    topic = _REPLY_MARK.sub("", subject).strip().lower()
    addresses = sorted(box.address for box in boxes)
    told = [boxes[0].address, *addresses, topic]
    # a time that is not the author's differs from copy to copy; the text does not
    happened_at, source = moment
    told.append(
        happened_at.isoformat() if source == "date" else _start_of_text(message)
    )
    thread = first or "subject:" + _hash([topic, *addresses])
    return "sha:" + _hash(told), thread, answers


def _start_of_text(message: RawMessage) -> str:
    """The first letters of a body, without what copies differ in."""
    raw = message.text[:4096]
    return re.sub(rb"[\s>]", b"", raw)[:1000].decode("latin-1")


def _hash(parts: list[str]) -> str:
    joined = "\n".join(parts).encode("utf-8", "replace")
    return hashlib.blake2b(joined, digest_size=16).hexdigest()
