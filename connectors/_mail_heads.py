"""What the heads of some messages say, a step of all of them after the other.

What a step needs, be it code or what is remembered, stays near the processor while it
is done for one message after the other; done message by message, all of it takes a
fifth longer.
"""

from __future__ import annotations

from datetime import tzinfo
from itertools import repeat
from typing import NamedTuple, TypeAlias

from . import Fields, Problem
from ._mail_bounce import read_failed
from ._mail_bulk import bulk_rule, read_list_id
from ._mail_dates import read_date, read_received, read_separator_date
from ._mail_decode import decode_text
from ._mail_headers import Headers, Unreadable, first, read_fields, read_trace
from ._mail_keys import Moment, read_keys
from ._mail_labels import read_gmail_labels
from ._mail_people import Mailbox, read_mailboxes
from ._mail_record import People
from ._mail_roles import Taken, read_participants
from ._mail_separators import SEPARATOR_DATE
from ._mail_split import RawMessage

_REPORTS = {
    "auto_replied", "auto_submitted", "multipart_report", "x_failed_recipients",
    "null_return_path",
}  # fmt: skip
_NEVER = Unreadable(
    "no time can be read from it",
    "a touch without a time cannot be placed, so it is not counted",
    "nothing to do, unless it should have a Date line: then export it again",
)


class Heads(NamedTuple):
    """What the heads of some messages say, in each column an item a message.

    recipients: how many a message is addressed to. fields: of the interactions.
    """

    messages: list[RawMessage]
    headers: list[Headers]
    authors: list[Mailbox | None]
    recipients: list[int]
    fields: Fields


# a problem, and how many of the messages that were read came before it
Placed: TypeAlias = tuple[int, Problem]
_Read: TypeAlias = tuple[RawMessage, Headers, tuple[str, ...], Taken, Moment]


def read_heads(
    group: list[RawMessage | Problem], zone: tzinfo, people: People
) -> tuple[Heads, list[Placed]]:
    """What those of the messages say that were sent and can be read, and the problems.

    zone: of times that name none. The people are added up.
    """
    messages = [each for each in group if isinstance(each, RawMessage)]
    headers = [read_fields(each.data, each.head_end) for each in messages]
    labels = list(map(_labels, messages, headers))
    taken = list(map(read_participants, headers))
    moments = list(map(_moment, messages, headers, repeat(zone)))
    said = zip(messages, headers, labels, taken, moments, strict=True)
    read: list[_Read] = []
    problems: list[Placed] = []
    for each in group:
        if isinstance(each, Problem):
            problems.append((len(read), each))
            continue
        message, fields, label, who, moment = next(said)
        if "draft" in label:
            continue
        if isinstance(who, Unreadable):
            problems.append((len(read), who.at(message.place)))
        elif isinstance(moment, Unreadable):
            problems.append((len(read), moment.at(message.place)))
        else:
            read.append((message, fields, label, who, moment))
    return _tell(read, people), problems


def _tell(read: list[_Read], people: People) -> Heads:
    messages, headers = [each[0] for each in read], [each[1] for each in read]
    labels, taken = [each[2] for each in read], [each[3] for each in read]
    moments = [each[4] for each in read]
    boxes = [boxes for _, _, boxes, _ in taken]
    recipients = [addressed for _, _, _, addressed in taken]
    subjects = [decode_text(first(each, b"subject"), 500) for each in headers]
    keys = list(map(read_keys, messages, headers, boxes, moments, subjects))
    rules = list(map(bulk_rule, headers, recipients, subjects))
    fields: Fields = {
        "source_key": [own for own, _, _ in keys],
        "once_key": [f"mail:{own}" for own, _, _ in keys],
        "happened_at": [moment for moment, _ in moments],
        "time_source": [source for _, source in moments],
        "channel": ["message" if "chat" in each else "email" for each in labels],
        "participants": [who for _, who, _, _ in taken],
        "owner_side": ["out" if "sent" in each else "" for each in labels],
        "subject": subjects,
        "delivered_to": list(map(_delivered_to, headers)),
        "answers": [answers for _, _, answers in keys],
        "thread_key": [thread for _, thread, _ in keys],
        "list_id": list(map(read_list_id, headers)),
        "bulk_rule": rules,
        "failed": list(map(_failed, rules, messages, headers)),
        "labels": labels,
        "found_at": [message.place for message in messages],
    }
    for mailboxes, place in zip(boxes, fields["found_at"], strict=True):
        people.add(mailboxes, place)
    return Heads(messages, headers, [each[0] for each in taken], recipients, fields)


def _failed(rule: str, message: RawMessage, headers: Headers) -> tuple[str, ...]:
    """The addresses that a report says do not work."""
    return read_failed(headers, message.text) if rule in _REPORTS else ()


def _labels(message: RawMessage, headers: Headers) -> tuple[str, ...]:
    if b"x-gmail-labels" not in headers:
        return message.labels
    own = read_gmail_labels(first(headers, b"x-gmail-labels"))
    return tuple(dict.fromkeys(own + message.labels))


def _delivered_to(headers: Headers) -> str:
    """The mailbox a server put it in, as its own header says."""
    for name in (b"delivered-to", b"x-original-to", b"envelope-to"):
        if name in headers:
            for box in read_mailboxes(headers[name][0])[:1]:
                return box.address
    return ""


def _moment(message: RawMessage, headers: Headers, zone: tzinfo) -> Moment | Unreadable:
    """When it was written, and which line says so."""
    for raw in headers.get(b"date", ()):
        moment = read_date(raw, zone)
        if moment:
            return moment, "date"
    for raw in read_trace(message.head) + headers.get(b"delivery-date", []):
        moment = read_received(raw, zone)
        if moment:
            return moment, "received"
    dated = SEPARATOR_DATE.search(message.separator)
    moment = read_separator_date(dated[1]) if dated else None
    if moment:
        return moment, "separator"
    return _NEVER
