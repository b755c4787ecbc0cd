"""The header fields a relationship is read from, cut out of a header block."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple, TypeAlias

from . import Problem
from ._mail_separators import Bytes
from ._mail_split import find_head_end

Headers: TypeAlias = dict[bytes, list[bytes]]

# every other field is passed over without being looked at
WANTED = frozenset(
    b"from sender reply-to to cc bcc apparently-to date delivery-date subject "
    b"message-id in-reply-to references return-path list-id list-post list-unsubscribe "
    b"precedence auto-submitted x-auto-response-suppress x-autoreply x-autorespond "
    b"feedback-id x-failed-recipients x-gmail-labels x-original-from content-type "
    b"delivered-to x-original-to envelope-to "
    b"x-sg-eid x-mailgun-sid x-mandrill-user x-mc-user x-ses-outgoing x-pm-message-id "
    b"x-msfbl x-campaign x-campaignid x-mailjet-campaign x-csa-complaints x-sfmc-stack "
    b"content-transfer-encoding content-disposition content-id".split()
)
# whoever reads ids does not mind where the line was folded
_IDS = frozenset(b"message-id in-reply-to references".split())
MAX_REPEATS = 20
MAX_VALUE = 64 * 1024
# the names as they are mostly spelt, each in lower case
_SPELT = {
    spelt: name
    for name in WANTED
    for spelt in (
        name,
        name.title(),
        name.upper(),
        name.title().replace(b"-Id", b"-ID"),
    )
}
_FOLD = ord("\n")  # to look for a byte by its number is four times as quick


def _any_of(names: Iterable[bytes]) -> bytes:
    """An expression for any of the names that tries each letter once."""
    tails: dict[bytes, list[bytes]] = {}
    for name in sorted(names, reverse=True):
        tails.setdefault(name[:1], []).append(name[1:])
    tried = [re.escape(letter) + _any_of(t) for letter, t in tails.items() if letter]
    if b"" in tails:
        tried.append(b"")
    return tried[0] if len(tried) == 1 else b"(?:%s)" % b"|".join(tried)


def _fields(names: Collection[bytes]) -> re.Pattern[bytes]:
    """Finds the fields of these names, and the lines each is folded into.

    Each begins behind the end of a line, by which the engine jumps to the next one.
    """
    # first letters as they are: most fields are passed over for theirs
    firsts = {name[:1] for name in names} | {name[:1].upper() for name in names}
    tried = [
        letter
        + b"(?i:%s)" % _any_of(n[1:] for n in names if n.startswith(letter.lower()))
        for letter in sorted(firsts)
    ]
    return re.compile(
        rb"\n(?=[%s])(%s)[ \t]*+:([^\n]*+(?:\n[ \t][^\n]*+)*+)"
        % (b"".join(sorted(firsts)), b"|".join(tried))
    )


_FIELD = _fields(WANTED)
# the traces of servers are many, and hardly ever looked at
_TRACE = _fields([b"received"])
_ONE_ID = re.compile(rb"<([!-;=?-~]{1,1000})>")  # as nearly all are
_OUTER_IDS = re.compile(rb"%b(?:.*%b)?" % (_ONE_ID.pattern, _ONE_ID.pattern), re.DOTALL)
_MESSAGE_ID = re.compile(rb"<\s*([^<>]{1,1000}?)\s*>")


class Unreadable(NamedTuple):
    """Why a message cannot become an interaction, as the owner is told."""

    what: str
    why: str
    cure: str

    def at(self, place: str) -> Problem:
        """The problem of the message there."""
        return Problem(place, *self)


def read_headers(data: bytes, start: int = 0, end: int | None = None) -> Headers:
    """The wanted fields of a message or part, raw but unfolded, names lower-case."""
    head_end = find_head_end(data, start, len(data) if end is None else end)
    return read_fields(data[start:head_end], head_end - start)


def read_trace(head: bytes) -> list[bytes]:
    """The values of a message's Received fields, the last server's first."""
    return [value for _, value in _TRACE.findall(b"\n" + head)[:MAX_REPEATS]]


def read_fields(data: Bytes, head_end: int) -> Headers:
    """The wanted fields of the header block that data begins with, names lower-case.

    Raw but unfolded; ids alone stay folded: `outer_ids` reads them.
    """
    headers: Headers = {}
    for name, value in _FIELD.findall(b"\n" + data[:head_end]):
        key = _SPELT.get(name) or name.lower()
        if _FOLD in value and key not in _IDS:
            lines = value[:MAX_VALUE].split(b"\n")
            value = b" ".join([line.strip() for line in lines])  # noqa: PLW2901 - unfolded
        if key not in headers:
            headers[key] = [value.strip()]
        elif len(headers[key]) < MAX_REPEATS:
            headers[key].append(value.strip())
    return headers


def first(headers: Headers, name: bytes) -> bytes:
    """The first value of a field; empty when the field is not there."""
    values = headers.get(name)
    return values[0] if values else b""


def outer_ids(values: Sequence[bytes]) -> tuple[str, str]:
    """The first and the last message id in a field's values; empty without one.

    Without brackets, case kept.
    """
    if not values:
        return "", ""
    raw = values[0] if len(values) == 1 else b" ".join(values)
    usual = _OUTER_IDS.fullmatch(raw)
    if usual:
        start, end = usual.groups()
        first = start.decode("ascii")
        return first, end.decode("ascii") if end else first
    found = _message_ids(raw[:MAX_VALUE])
    return (found[0], found[-1]) if found else ("", "")


def _message_ids(raw: bytes) -> list[str]:
    """What may be meant by the ids of a field that is not written as it should be."""
    found = [b"".join(each.split()) for each in _MESSAGE_ID.findall(raw)]
    if not found:
        found = [each for each in raw.split() if b"@" in each][:1]
    told = [each.decode("utf-8", "replace").replace("\x00", "") for each in found]
    return [each for each in told if each]
