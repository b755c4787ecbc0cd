"""How an IMAP server's answers are read: folders, their state, messages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, TypeAlias

from . import SourceError

_LISTED = re.compile(rb'\(([^)]*)\) (?:"(?:\\.|[^"\\])*"|NIL) (.+)$')
_STATUS = re.compile(rb'("(?:\\.|[^"\\])*"|\S+) \(([^)]*)\)\s*$')
_UID = re.compile(rb"\bUID (\d+)")
_ARRIVED = re.compile(rb'INTERNALDATE "([^"]+)"')
_FLAGS = re.compile(rb"FLAGS \(([^)]*)\)")


class Listed(NamedTuple):
    """A folder as LIST tells of it: flags lower-case, its name as sent and to read."""

    flags: frozenset[str]
    wire: bytes
    name: str


State: TypeAlias = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder and its state; modseq 0 where the server has none."""

    wire: bytes
    name: str
    messages: int
    validity: int
    next_uid: int
    modseq: int


@dataclass(frozen=True, slots=True)
class Letter:
    """One message as it was fetched: header fields, and its text if asked for.

    head: None for a message that the server has and cannot give.
    """

    uid: int
    flags: bytes = b""
    arrived: datetime | None = None
    head: bytes | None = None
    text: bytes = b""


def read_listed(answers: list[Any]) -> list[Listed]:
    """The folders of a LIST that can hold mail; raises SourceError."""
    listed = map(_read_listed, _join(answers))
    return [one for one in listed if not one.flags & {"\\noselect", "\\nonexistent"}]


def _read_listed(line: bytes) -> Listed:
    found = _LISTED.match(line)
    if not found:
        raise SourceError("the server lists its folders unreadably", "report it")
    wire = _unquote(found[2])
    flags = frozenset(found[1].decode("ascii", "replace").lower().split())
    return Listed(flags, wire, _name(wire))


def _name(wire: bytes) -> str:
    """A folder's name to read; as it stands where it is no UTF-7."""
    from imapclient.imap_utf7 import decode

    try:
        return str(decode(wire))
    except ValueError:
        return wire.decode("utf-8", "replace")


def read_states(answers: list[Any]) -> dict[bytes, State]:
    """By a folder's name as sent: (messages, validity, next UID, modseq)."""
    return dict(map(_read_status, _join(answers)))


def _read_status(line: bytes) -> tuple[bytes, State]:
    found = _STATUS.match(line)
    if not found:
        raise SourceError("the server tells its folders' state unreadably", "report it")
    words = found[2].upper().split()
    said = dict(zip(words[::2], map(int, words[1::2]), strict=False))
    names = (b"MESSAGES", b"UIDVALIDITY", b"UIDNEXT", b"HIGHESTMODSEQ")
    messages, validity, next_uid, modseq = (said.get(name, 0) for name in names)
    return _unquote(found[1]), (messages, validity, next_uid, modseq)


def _join(answers: list[Any]) -> list[bytes]:
    """Answers as single lines; a name that came as a literal is quoted again."""
    lines = []
    pending = b""
    for one in answers:
        if isinstance(one, tuple):
            start = pending + re.sub(rb"\{\d+\}$", b"", one[0])
            pending = start + quote(one[1])
        else:
            lines.append(pending + (one or b""))
            pending = b""
    return lines


def quote(wire: bytes) -> bytes:
    """A folder's name as it is sent."""
    return b'"' + wire.replace(b"\\", b"\\\\").replace(b'"', b'\\"') + b'"'


def _unquote(wire: bytes) -> bytes:
    wire = wire.strip()
    if wire.startswith(b'"'):
        return re.sub(rb"\\(.)", rb"\1", wire[1:-1])
    return wire


def read_letters(answers: list[Any]) -> Iterator[Letter]:
    """The messages of FETCH answers; what tells only of a flag is left out."""
    said: list[bytes] = []
    parts: dict[str, bytes] = {}
    for one in answers:
        if isinstance(one, tuple):
            said.append(one[0])
            # by its own name: what is empty may come as "" and not as a part
            named = one[0].rpartition(b"BODY[")[2]
            parts["text" if named.startswith(b"TEXT]") else "head"] = one[1]
            continue
        letter = _read_letter(b" ".join([*said, one]), parts)
        if letter:
            yield letter
        said, parts = [], {}


def _read_letter(said: bytes, parts: dict[str, bytes]) -> Letter | None:
    uid, flags, arrived = (one.search(said) for one in (_UID, _FLAGS, _ARRIVED))
    if not uid or b"BODY[" not in said:
        return None
    return Letter(
        int(uid[1]),
        flags[1].lower() if flags else b"",
        _moment(arrived[1]) if arrived else None,
        parts.get("head", b""),
        parts.get("text", b""),
    )


def _moment(text: bytes) -> datetime | None:
    try:
        return datetime.strptime(text.decode().strip(), "%d-%b-%Y %H:%M:%S %z")
    except ValueError:
        return None
