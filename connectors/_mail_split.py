"""Where one message of a mailbox file ends and the next begins.

Spec: RFC 4155 (mbox), https://www.loc.gov/preservation/digital/formats/fdd/fdd000383.shtml

A line that begins "From " is a separator only when a blank line (or the file's
start) stands before it, a sender and a date in it, and a header line after it.
Git's patch line has a fixed date and is none. Where a Content-Length leads
exactly to the next separator, what lies between is body (mboxcl, mboxcl2).
"""

from __future__ import annotations

import mmap
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, TypeAlias

Buffer: TypeAlias = "bytes | mmap.mmap"

MAX_HEAD = 256 * 1024
MAX_LINE = 1024
RELEASE_EVERY = 64 * 1024 * 1024

_WEEKDAY = rb"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)"
_MONTH = rb"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_ASCTIME = (
    _WEEKDAY + rb",? {1,3}" + _MONTH + rb" {1,3}\d{1,2} {1,3}\d{1,2}:\d\d(?::\d\d)?"
    rb"(?: [A-Z]{1,5})?(?: [+-]\d{4})? \d{4}(?: [+-]\d{4}| [A-Z]{1,5})?"
)
_RFC_DATE = (
    rb"(?:" + _WEEKDAY + rb", {1,3})?\d{1,2} " + _MONTH + rb" \d{4}"
    rb" {1,3}\d{1,2}:\d\d(?::\d\d)?(?: [+-]\d{4}| [A-Z]{1,5})?"
)
SEPARATOR_DATE = re.compile(
    rb" (" + _ASCTIME + rb"|" + _RFC_DATE + rb")(?: remote from \S{1,200})?[ \t]*\r?\n"
)
# Thunderbird since 2023 writes nothing after "From "; only its own header, or
# the mail server's, may follow then
_BARE_SEPARATOR = re.compile(
    rb"From -?[ \t]*\r?\n(?=(?i:x-mozilla-|return-path:|received:|delivered-to:|"
    rb"x-account-key:|message-id:|from:|date:|mime-version:|to:|subject:))"
)
_GIT_PATCH = re.compile(rb"From [0-9a-f]{40,64} Mon Sep 17 00:00:00 2001")
_HEADER_LINE = re.compile(rb">?[!-9;-~]{1,200}[ \t]*:|>From ")
_HEAD_END = re.compile(rb"\n\r?\n")
_CANDIDATE = re.compile(rb"\nFrom ")
_CONTENT_LENGTH = re.compile(rb"(?im)^content-length:[ \t]*(\d{1,12})[ \t]*\r?$")


class Separator(NamedTuple):
    """A "From " line: where it begins and ends, and the line itself."""

    start: int
    end: int
    line: bytes


@dataclass(frozen=True, slots=True)
class RawMessage:
    """One message where it lies: data[start:end]; separator is its "From " line."""

    place: str
    data: Buffer
    start: int
    end: int
    separator: bytes = b""
    labels: tuple[str, ...] = ()

    def head_end(self) -> int:
        """Where the header block ends (its last line break included)."""
        return find_head_end(self.data, self.start, self.end)


def find_head_end(data: Buffer, start: int, end: int) -> int:
    """Position after the last header line; at most MAX_HEAD bytes on."""
    limit = min(end, start + MAX_HEAD)
    if data[start : start + 1] == b"\n" or data[start : start + 2] == b"\r\n":
        return start
    found = _HEAD_END.search(data, start, limit)
    return found.start() + 1 if found else limit


@contextmanager
def mapped(path: Path) -> Iterator[Buffer]:
    """The file's bytes without reading them: mapped, or b"" when it is empty."""
    with path.open("rb") as file:
        if path.stat().st_size == 0:
            yield b""
            return
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            yield data


def begins_mailbox(head: bytes) -> bool:
    """Whether a file that begins like this is a mailbox file."""
    start = _first_line(head)
    return _separator_at(head, start, len(head)) is not None


def split_mailbox(data: Buffer, labels: tuple[str, ...] = ()) -> Iterator[RawMessage]:
    """Every message of a mailbox file, in the file's order.

    Bytes before the first separator are blank or, when they are not, no message.
    """
    size = len(data)
    separator = _separator_at(data, _first_line(data), size)
    if separator is None:
        separator = _next_separator(data, 0, size)
    number = 0
    released = 0
    while separator is not None:
        number += 1
        start = separator.end
        following = _following(data, start, size)
        end = following.start if following else size
        yield RawMessage(f"message {number}", data, start, end, separator.line, labels)
        separator = following
        if end - released > RELEASE_EVERY:
            released = _release(data, released, end)


def _first_line(data: Buffer) -> int:
    start = 3 if data[:3] == b"\xef\xbb\xbf" else 0
    while data[start : start + 1] in (b"\r", b"\n"):
        start += 1
    return start


def _following(data: Buffer, start: int, size: int) -> Separator | None:
    """The separator after the message that starts here."""
    head_end = find_head_end(data, start, size)
    told = _CONTENT_LENGTH.search(data, start, head_end)
    if told:
        body = head_end + (2 if data[head_end : head_end + 1] == b"\r" else 1)
        trusted = _separator_near(data, body + int(told[1]), size)
        if trusted:
            return trusted
    return _next_separator(data, max(start, head_end - 1), size)


def _separator_near(data: Buffer, at: int, size: int) -> Separator | None:
    """A separator here or after the blank line that stands here."""
    for skipped in range(5):
        if data[at + skipped : at + skipped + 5] == b"From ":
            return _separator_at(data, at + skipped, size)
        if data[at + skipped : at + skipped + 1] not in (b"\r", b"\n"):
            break
    return None


def _next_separator(data: Buffer, start: int, size: int) -> Separator | None:
    for candidate in _CANDIDATE.finditer(data, start, size):
        at = candidate.start()
        before = data[max(at - 2, 0) : at]
        if before.endswith(b"\n") or before == b"\n\r":
            separator = _separator_at(data, at + 1, size)
            if separator:
                return separator
    return None


def _separator_at(data: Buffer, at: int, size: int) -> Separator | None:
    """The separator that begins at this position, its next line being a header."""
    line_end = data.find(b"\n", at, min(size, at + MAX_LINE)) + 1
    line = data[at:line_end]
    if not line.startswith(b"From "):
        return None
    date = SEPARATOR_DATE.search(line)
    if date is None or date.end() != len(line):
        bare = _BARE_SEPARATOR.match(data, at, min(size, at + 2 * MAX_LINE))
        return Separator(at, bare.end(), line) if bare else None
    if _GIT_PATCH.match(line) or not _names_sender(line[5 : date.start()].strip()):
        return None
    if not _HEADER_LINE.match(data, line_end, min(size, line_end + MAX_LINE)):
        return None
    return Separator(at, line_end, line)


def _names_sender(words: bytes) -> bool:
    """One word (`-`, a user, an address), `x at y`, or anything with an @."""
    return bool(words) and (b" " not in words or b"@" in words or b" at " in words)


def _release(data: Buffer, start: int, end: int) -> int:
    """Give the pages behind us back, so that memory does not follow the file."""
    if isinstance(data, bytes) or not hasattr(mmap, "MADV_DONTNEED"):
        return end
    page = mmap.PAGESIZE
    first, last = start // page * page, end // page * page
    if last > first:
        data.madvise(mmap.MADV_DONTNEED, first, last - first)
    return last
