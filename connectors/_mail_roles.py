"""Who takes part in a message, and as what; who speaks behind a list's address."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TypeAlias

from . import Role, Who
from ._mail_headers import Headers, Unreadable
from ._mail_people import (
    REMEMBERED,
    Mailbox,
    name_before_via,
    parse_mailboxes,
    read_mailboxes,
)

# archive software invents this sender where it cut a message in two
_STUB_DOMAIN = "@does.not.exist.com"
_ADDRESSED: tuple[tuple[Role, bytes], ...] = (
    ("to", b"to"), ("to", b"apparently-to"), ("cc", b"cc"),
)  # fmt: skip

# a Participant's values, as Fields have them, and the mailbox that shows them
_Taken: TypeAlias = tuple[Who, Mailbox]
# the author; everybody who takes part: as what, by which mailbox; how many it is
# addressed to
Taken: TypeAlias = tuple[Mailbox | None, tuple[Who, ...], tuple[Mailbox, ...], int]

_STUB = Unreadable(
    "the tail of a message that the archive's software cut in two",
    "it has no sender or time of its own, so it is not counted",
    "nothing to do; the message's first half was read",
)
_NOBODY = Unreadable(
    "nobody is named in it",
    "a message without sender and recipients tells of nobody",
    "nothing to do, unless it should have a From line: then export it again",
)


def _mailboxes(headers: Headers, name: bytes) -> Sequence[Mailbox]:
    values = headers.get(name)
    if values is None:
        return ()
    if len(values) == 1:
        return read_mailboxes(values[0])
    return [box for raw in values for box in read_mailboxes(raw)]


def _read_author(
    headers: Headers, senders: Sequence[Mailbox]
) -> Mailbox | Unreadable | None:
    """Who wrote it; behind a list's or a service's address, who is named there.

    senders: whom its From field names.
    """
    named = senders or _mailboxes(headers, b"sender")
    if not named:
        named = _mailboxes(headers, b"reply-to")[:1]
    if not named:
        return None
    author = named[0]
    if author.address.endswith(_STUB_DOMAIN):
        return _STUB
    name = name_before_via(author.name)
    rewritten = b"list-post" in headers and any(
        box.address == author.address for box in _list_posts(headers)
    )
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


def _list_posts(headers: Headers) -> Sequence[Mailbox]:
    return _mailboxes(headers, b"list-post")


def read_participants(headers: Headers) -> Taken | Unreadable:
    """The author, and everybody named, once each, in the order of from, to, cc, bcc."""
    senders = _read_named("from", headers.get(b"from", ()))
    author = _read_author(headers, [box for _, box in senders])
    if isinstance(author, Unreadable):
        return author
    if author and (not senders or senders[0][1] != author):  # who speaks behind it
        senders[:1] = [_take("from", author)]
    taken: dict[str, _Taken] = {}
    _add(taken, senders)
    authors = len(taken)
    for role, name in _ADDRESSED:
        if name in headers:
            _add(taken, _read_named(role, headers[name]))
    addressed = len(taken) - authors
    if b"bcc" in headers:
        _add(taken, _read_named("bcc", headers[b"bcc"]))
    if not taken:
        return _NOBODY
    who, boxes = zip(*taken.values(), strict=True)
    return author, who, boxes, addressed


def _add(taken: dict[str, _Taken], named: Iterable[_Taken]) -> None:
    """Add those who are not there already."""
    for each in named:
        taken.setdefault(each[1].address, each)


def _read_named(role: Role, values: Sequence[bytes]) -> list[_Taken]:
    """Whom the values of a field name."""
    named: list[_Taken] = []
    for raw in values:
        # the same few lists come again and again; a long one seldom does
        named += (_remember if len(raw) < REMEMBERED else _parse)(role, raw)
    return named


def _parse(role: Role, raw: bytes) -> tuple[_Taken, ...]:
    return tuple([_take(role, box) for box in parse_mailboxes(raw)])


_remember = lru_cache(maxsize=16384)(_parse)


def _take(role: Role, box: Mailbox) -> _Taken:
    return (role, box.address, None), box
