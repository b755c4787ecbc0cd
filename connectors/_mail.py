"""What every mail source shares: a message becomes an interaction, once.

Spec: RFC 5322 (messages), RFC 2045 (MIME), RFC 2919 (lists). The modules beside
this one each do a part: `_mail_split` and `_mail_separators` find the messages,
`_mail_headers` the fields, `_mail_people` and `_mail_roles` the people, `_mail_dates`
the moment, `_mail_keys` what copies share, `_mail_bulk` the machines, `_mail_bounce`
the addresses that do not work, `_mail_body` and `_mail_new_text` the text, `_text`
what it says, `_mail_texts` all of that for some messages at a time, `_mail_signature`
and `_mail_record` what becomes of the people.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from . import Extracted, Fields, Interaction, Problem, Reading
from ._mail_bounce import read_failed
from ._mail_bulk import bulk_rule, read_list_id
from ._mail_dates import read_date, read_received, read_separator_date
from ._mail_decode import decode_text
from ._mail_headers import Headers, Unreadable, first, read_fields, read_trace
from ._mail_keys import read_keys
from ._mail_labels import read_gmail_labels
from ._mail_people import Mailbox, read_mailboxes
from ._mail_record import People
from ._mail_roles import read_author, read_participants
from ._mail_separators import SEPARATOR_DATE
from ._mail_split import RawMessage

_AT_ONCE = 32  # messages, unless they are large
_BYTES_AT_ONCE = 1024 * 1024
_REPORTS = {
    "auto_replied", "auto_submitted", "multipart_report", "x_failed_recipients",
    "null_return_path",
}  # fmt: skip


def extract_messages(
    messages: Iterable[RawMessage | Problem], reading: Reading
) -> Iterator[Extracted]:
    """Interactions and problems as the messages come, then the people in them."""
    people = People()
    yield from read_messages(messages, reading, people)
    yield from people.records()


def read_messages(
    messages: Iterable[RawMessage | Problem], reading: Reading, people: People
) -> Iterator[Interaction | Problem]:
    """Interactions and problems as the messages come; the people are added up."""
    for each in read_in_short(messages, reading, people):
        yield each if isinstance(each, Problem) else Interaction(**each)


def read_in_short(
    messages: Iterable[RawMessage | Problem], reading: Reading, people: People
) -> Iterator[Fields | Problem]:
    """What read_messages gives, interactions in short."""
    for group in _in_groups(messages):
        read = [_read_message(each, reading, people) for each in group]
        if reading.text_signals:
            # who wants headers and people only does without what reads texts
            from ._mail_texts import add_texts

            add_texts([each for each in read if isinstance(each, Head)], people)
        for each in read:
            if isinstance(each, Problem):
                yield each
            elif each:
                yield each.fields


def _in_groups(
    messages: Iterable[RawMessage | Problem],
) -> Iterator[list[RawMessage | Problem]]:
    """The messages some at a time: the same work again and again is quicker.

    What came before a file breaks off is not lost.
    """
    group: list[RawMessage | Problem] = []
    size = 0
    try:
        for message in messages:
            group.append(message)
            size += 0 if isinstance(message, Problem) else len(message.data)
            if len(group) == _AT_ONCE or size > _BYTES_AT_ONCE:
                yield group
                group, size = [], 0
    except Exception:
        yield group
        raise
    yield group


class Head(NamedTuple):
    """What the head of a message says; fields: of the interaction it will be."""

    message: RawMessage
    headers: Headers
    author: Mailbox | None
    recipients: int
    fields: Fields


def _read_message(
    message: RawMessage | Problem, reading: Reading, people: People
) -> Head | Problem | None:
    """What the head of a message says; None for what was never sent."""
    if isinstance(message, Problem):
        return message
    try:
        return _read_head(message, reading, people)
    except Unreadable as error:
        return Problem(message.place, error.what, error.why, error.cure)


def _read_head(message: RawMessage, reading: Reading, people: People) -> Head | None:
    headers = read_fields(message.head)
    labels = _labels(message, headers)
    if "draft" in labels:
        return None
    author = read_author(headers)
    who, boxes, recipients = read_participants(headers, author)
    happened_at, time_source = _moment(message, headers, reading)
    subject = decode_text(first(headers, b"subject"), 500)
    own, thread, answers = read_keys(
        message, headers, boxes, happened_at, time_source, subject
    )
    bulk = bulk_rule(headers, recipients, subject)
    people.add(boxes, message.place)
    fields = {
        "source_key": own,
        "once_key": f"mail:{own}",
        "happened_at": happened_at,
        "time_source": time_source,
        "channel": "message" if "chat" in labels else "email",
        "participants": who,
        "owner_side": "out" if "sent" in labels else "",
        "subject": subject,
        "delivered_to": _delivered_to(headers),
        "answers": answers,
        "thread_key": thread,
        "list_id": read_list_id(headers),
        "bulk_rule": bulk,
        "failed": read_failed(headers, message.text) if bulk in _REPORTS else (),
        "labels": labels,
        "found_at": message.place,
    }
    return Head(message, headers, author, recipients, fields)


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


def _moment(
    message: RawMessage, headers: Headers, reading: Reading
) -> tuple[datetime, str]:
    """When it was written, and which line says so."""
    for raw in headers.get(b"date", ()):
        moment = read_date(raw, reading.zone)
        if moment:
            return moment, "date"
    for raw in read_trace(message.head) + headers.get(b"delivery-date", []):
        moment = read_received(raw, reading.zone)
        if moment:
            return moment, "received"
    dated = SEPARATOR_DATE.search(message.separator)
    moment = read_separator_date(dated[1]) if dated else None
    if moment:
        return moment, "separator"
    raise Unreadable(
        "no time can be read from it",
        "a touch without a time cannot be placed, so it is not counted",
        "nothing to do, unless it should have a Date line: then export it again",
    )
