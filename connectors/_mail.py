"""What every mail source shares: a message becomes an interaction, once.

Spec: RFC 5322 (messages), RFC 2045 (MIME), RFC 2919 (lists). The modules beside
this one each do a part: `_mail_split` finds the messages, `_mail_headers` the
fields, `_mail_people` the people, `_mail_dates` the moment, `_mail_bulk` the
machines, `_mail_body` and `_mail_new_text` the text, `_text` what it says.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, TypedDict

from . import ContactRecord, Extracted, Interaction, Participant, Problem, Reading, Role
from ._mail_body import read_body
from ._mail_bulk import bulk_rule, read_list_id
from ._mail_dates import read_date, read_received, read_separator_date
from ._mail_decode import decode_text
from ._mail_headers import Headers, message_ids, read_headers
from ._mail_labels import read_gmail_labels
from ._mail_new_text import new_text
from ._mail_people import Mailbox, name_before_via, read_mailboxes
from ._mail_split import SEPARATOR_DATE, RawMessage, find_head_end
from ._text import read_signals

# archive software invents this sender where it cut a message in two
_STUB_DOMAIN = "@does.not.exist.com"
_REPLY_MARK = re.compile(
    r"(?i)^(?:\s*(?:re|aw|sv|rv|fw|fwd|wg|tr|antw|odp|r)\s*(?:\[\d+\])?\s*:)+"
)
_NAMES_KEPT = 6


class Said(TypedDict, total=False):
    """The fields of an interaction that come from its text."""

    asks_question: bool
    says_thanks: bool
    introduces: bool
    has_attachment: bool
    words: int
    language: str


class Unreadable(Exception):  # noqa: N818 - a message, not a failure of ours
    """A message that cannot become an interaction; carries what the owner is told."""

    def __init__(self, what: str, why: str, cure: str) -> None:
        super().__init__(what)
        self.what, self.why, self.cure = what, why, cure


@dataclass(slots=True)
class People:
    """One small entry per address: where first seen, how often, by which names."""

    seen: dict[str, tuple[str, int, dict[str, int]]] = field(default_factory=dict)

    def add(self, mailbox: Mailbox, place: str) -> None:
        """Count one appearance of an address."""
        first, count, names = self.seen.get(mailbox.address, (place, 0, {}))
        if mailbox.name and (mailbox.name in names or len(names) < _NAMES_KEPT):
            names[mailbox.name] = names.get(mailbox.name, 0) + 1
        self.seen[mailbox.address] = (first, count + 1, names)

    def records(self) -> Iterator[ContactRecord]:
        """One contact record an address, in alphabetical order."""
        for address in sorted(self.seen):
            first, count, names = self.seen[address]
            yield ContactRecord(
                source_key=address,
                known_by="participant",
                name=_best_name(names),
                emails=(address,),
                sightings=count,
                found_at=first,
            )


def _best_name(names: dict[str, int]) -> str:
    """The commonest name; among equals one of several words, then the longest."""
    return max(
        names,
        key=lambda name: (names[name], " " in name, len(name), name),
        default="",
    )


def extract_messages(
    messages: Iterable[RawMessage | Problem], reading: Reading
) -> Iterator[Extracted]:
    """Interactions and problems as the messages come, then the people in them."""
    people = People()
    for message in messages:
        if isinstance(message, Problem):
            yield message
            continue
        try:
            interaction = _read_message(message, reading, people)
        except Unreadable as error:
            yield Problem(message.place, error.what, error.why, error.cure)
        else:
            if interaction:
                yield interaction
    yield from people.records()


def _read_message(
    message: RawMessage, reading: Reading, people: People
) -> Interaction | None:
    """The interaction a message is; None for what was never sent."""
    headers = read_headers(message.data)
    labels = _labels(message, headers)
    if "draft" in labels:
        return None
    author = _author(headers)
    taken = _participants(headers, author)
    happened_at, time_source = _moment(message, headers, reading)
    subject = decode_text(_first(headers, b"subject"), 500)
    key, thread = _keys(message, headers, taken, happened_at, time_source, subject)
    recipients = sum(1 for role, _ in taken if role in {"to", "cc"})
    for _, mailbox in taken:
        people.add(mailbox, message.place)
    return Interaction(
        source_key=key,
        once_key=f"mail:{key}",
        happened_at=happened_at,
        time_source=time_source,
        channel=_channel(labels),
        participants=tuple(Participant(role, box.address) for role, box in taken),
        owner_side="out" if "sent" in labels else "",
        subject=subject,
        thread_key=thread,
        list_id=read_list_id(headers),
        bulk_rule=bulk_rule(headers, recipients),
        labels=labels,
        found_at=message.place,
        **_said(message, reading, subject, recipients),
    )


def _first(headers: Headers, name: bytes) -> bytes:
    values = headers.get(name)
    return values[0] if values else b""


def _labels(message: RawMessage, headers: Headers) -> tuple[str, ...]:
    own = read_gmail_labels(_first(headers, b"x-gmail-labels"))
    return tuple(dict.fromkeys(own + message.labels))


def _channel(labels: tuple[str, ...]) -> Literal["message", "email"]:
    return "message" if "chat" in labels else "email"


def _mailboxes(headers: Headers, name: bytes) -> list[Mailbox]:
    return [box for raw in headers.get(name, ()) for box in read_mailboxes(raw)]


def _author(headers: Headers) -> Mailbox | None:
    """Who wrote it; behind a list's or a service's address, who is named there."""
    named = _mailboxes(headers, b"from") or _mailboxes(headers, b"sender")
    if not named:
        named = _mailboxes(headers, b"reply-to")[:1]
    if not named:
        return None
    author = named[0]
    if author.address.endswith(_STUB_DOMAIN):
        raise Unreadable(
            "the tail of a message that the archive's software cut in two",
            "it has no sender or time of its own, so it is not counted",
            "nothing to do; the message's first half was read",
        )
    name = name_before_via(author.name)
    rewritten = author.address in {box.address for box in _list_posts(headers)}
    if not (name or rewritten or b"x-original-from" in headers):
        return author
    return _behind(headers, author, name)


def _behind(headers: Headers, author: Mailbox, name: str) -> Mailbox:
    """The person behind a rewritten From; else the address without their name."""
    lists = {box.address for box in _list_posts(headers)} | {author.address}
    for field_name in (b"x-original-from", b"reply-to", b"cc"):
        for box in _mailboxes(headers, field_name):
            fits = field_name != b"cc" or (name and box.name == name)
            if box.address not in lists and fits:
                return Mailbox(
                    name_before_via(box.name) or box.name or name, box.address
                )
    return author._replace(name="") if name else author


def _list_posts(headers: Headers) -> list[Mailbox]:
    return _mailboxes(headers, b"list-post")


def _participants(
    headers: Headers, author: Mailbox | None
) -> list[tuple[Role, Mailbox]]:
    """Everybody named, once each, in the order of from, to, cc, bcc."""
    taken: dict[str, tuple[Role, Mailbox]] = {}
    if author:
        taken[author.address] = ("from", author)
    named: tuple[tuple[Role, bytes], ...] = (
        ("from", b"from"), ("to", b"to"), ("to", b"apparently-to"), ("cc", b"cc"),
        ("bcc", b"bcc"),
    )  # fmt: skip
    for role, name in named:
        boxes = _mailboxes(headers, name)
        for box in boxes[1:] if role == "from" else boxes:
            taken.setdefault(box.address, (role, box))
    if not taken:
        raise Unreadable(
            "nobody is named in it",
            "a message without sender and recipients tells of nobody",
            "nothing to do, unless it should have a From line: then export it again",
        )
    return list(taken.values())


def _moment(
    message: RawMessage, headers: Headers, reading: Reading
) -> tuple[datetime, str]:
    """When it was written, and which line says so."""
    for raw in headers.get(b"date", ()):
        moment = read_date(raw, reading.zone)
        if moment:
            return moment, "date"
    for raw in headers.get(b"received", []) + headers.get(b"delivery-date", []):
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


def _keys(
    message: RawMessage,
    headers: Headers,
    taken: list[tuple[Role, Mailbox]],
    happened_at: datetime,
    time_source: str,
    subject: str,
) -> tuple[str, str]:
    """The message's own key, and the one its conversation shares."""
    own = message_ids(headers.get(b"message-id", [])[:1])
    parents = message_ids(headers.get(b"references", [])) or message_ids(
        headers.get(b"in-reply-to", [])
    )
    topic = _REPLY_MARK.sub("", subject).strip().lower()
    addresses = sorted(box.address for _, box in taken)
    if own:
        return own[0], parents[0] if parents else own[0]
    told = [taken[0][1].address, *addresses, topic]
    # a time that is not the author's differs from copy to copy; the text does not
    told.append(
        happened_at.isoformat() if time_source == "date" else _start_of_text(message)
    )
    thread = parents[0] if parents else "subject:" + _hash([topic, *addresses])
    return "sha:" + _hash(told), thread


def _start_of_text(message: RawMessage) -> str:
    """The first letters of a body, without what copies differ in."""
    start = find_head_end(message.data, 0, len(message.data))
    raw = message.data[start : start + 4096]
    return re.sub(rb"[\s>]", b"", raw)[:1000].decode("latin-1")


def _hash(parts: list[str]) -> str:
    joined = "\n".join(parts).encode("utf-8", "replace")
    return hashlib.blake2b(joined, digest_size=16).hexdigest()


def _said(message: RawMessage, reading: Reading, subject: str, recipients: int) -> Said:
    """The fields of an interaction that its text fills."""
    if not reading.text_signals:
        return {}
    body = read_body(message.data)
    signals = read_signals(new_text(body.text), subject, recipients)
    return {
        "asks_question": signals.asks_question,
        "says_thanks": signals.says_thanks,
        "introduces": signals.introduces,
        "has_attachment": body.has_attachment,
        "words": signals.words,
        "language": signals.language,
    }
