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
from datetime import tzinfo
from itertools import compress, repeat, starmap
from typing import NamedTuple

from . import Extracted, Fields, Interaction, Participant, Problem, Reading
from ._mail_bounce import read_failed
from ._mail_bulk import bulk_rule, read_list_id
from ._mail_dates import read_date, read_received, read_separator_date
from ._mail_decode import decode_text
from ._mail_headers import Headers, Unreadable, first, read_fields, read_trace
from ._mail_keys import Moment, read_keys
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
        yield from [each] if isinstance(each, Problem) else interactions_of(each)


def interactions_of(fields: Fields) -> Iterator[Interaction]:
    """What is said in short, at length."""
    for values in zip(*fields.values(), strict=True):
        one = dict(zip(fields, values, strict=True))
        who = starmap(Participant, one.pop("participants"))
        yield Interaction(**one, participants=tuple(who))


def read_in_short(
    messages: Iterable[RawMessage | Problem], reading: Reading, people: People
) -> Iterator[Fields | Problem]:
    """What read_messages gives, interactions in short."""
    for group in _in_groups(messages):
        for read in _read_group(group, reading, people):
            if isinstance(read, Problem):
                yield read
                continue
            if not read.messages:  # drafts only
                continue
            if reading.text_signals:
                # who wants headers and people only does without what reads texts
                from ._mail_texts import add_texts

                add_texts(read, people)
            yield read.fields


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


class Heads(NamedTuple):
    """What the heads of some messages say, in each column an item a message.

    recipients: how many a message is addressed to. fields: of the interactions.
    """

    messages: list[RawMessage]
    headers: list[Headers]
    authors: list[Mailbox | None]
    recipients: list[int]
    fields: Fields


def _read_group(
    group: list[RawMessage | Problem], reading: Reading, people: People
) -> list[Heads | Problem]:
    """What the heads of some messages say, and the problems among them.

    All are read at once where all can be read; else each half is tried.
    """
    messages = [each for each in group if isinstance(each, RawMessage)]
    if len(messages) == len(group):
        try:
            return [_read_heads(messages, reading, people)]
        except Unreadable as error:
            if len(group) == 1:
                place = messages[0].place
                return [Problem(place, error.what, error.why, error.cure)]
    elif not messages:
        return [each for each in group if isinstance(each, Problem)]
    middle = len(group) // 2
    return [
        read
        for half in (group[:middle], group[middle:])
        for read in _read_group(half, reading, people)
    ]


def _read_heads(messages: list[RawMessage], reading: Reading, people: People) -> Heads:
    """What the heads of messages say, but for those that were never sent.

    One step of all of them after the other: what a step needs stays near the
    processor. The people are counted when all else has been read.
    """
    headers = [read_fields(each.data, each.head_end) for each in messages]
    labels = list(map(_labels, messages, headers))
    sent = ["draft" not in each for each in labels]
    if not all(sent):
        messages = list(compress(messages, sent))
        headers = list(compress(headers, sent))
        labels = list(compress(labels, sent))
    authors = list(map(read_author, headers))
    taken = list(map(read_participants, headers, authors))
    boxes, recipients = [each[1] for each in taken], [each[2] for each in taken]
    moments = list(map(_moment, messages, headers, repeat(reading.zone)))
    subjects = [decode_text(first(each, b"subject"), 500) for each in headers]
    keys = list(map(read_keys, messages, headers, boxes, moments, subjects))
    rules = list(map(bulk_rule, headers, recipients, subjects))
    fields: Fields = {
        "source_key": [own for own, _, _ in keys],
        "once_key": [f"mail:{own}" for own, _, _ in keys],
        "happened_at": [moment for moment, _ in moments],
        "time_source": [source for _, source in moments],
        "channel": ["message" if "chat" in each else "email" for each in labels],
        "participants": [who for who, _, _ in taken],
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
    people.add_all(boxes, fields["found_at"])
    return Heads(messages, headers, authors, recipients, fields)


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


def _moment(message: RawMessage, headers: Headers, zone: tzinfo) -> Moment:
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
    raise Unreadable(
        "no time can be read from it",
        "a touch without a time cannot be placed, so it is not counted",
        "nothing to do, unless it should have a Date line: then export it again",
    )
