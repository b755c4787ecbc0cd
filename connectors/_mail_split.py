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
from typing import IO, NamedTuple, TypeAlias

from stringzilla import find

MAX_HEAD = 256 * 1024
MAX_LINE = 1024
MAX_MESSAGE = 1024 * 1024  # beyond it lie attachments
CHUNK = 2 * 1024 * 1024  # what is kept of a message whose end is not in sight
STEP = 128 * 1024  # so much at a time stays near the processor
_OVERLAP = 2 * MAX_LINE + 8  # two lines, and the blank one before them

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
# what nearly all of them are: sender, asctime, then a header line
_USUAL_SEPARATOR = re.compile(
    rb"From (?![0-9a-f]{40})[^\s]{1,200} {1,3}%b %b +\d{1,2} \d\d:\d\d:\d\d \d{4}\n"
    rb"(?=[!-9;-~]{1,200}:)" % (_WEEKDAY, _MONTH)
)
_GIT_PATCH = re.compile(rb"From [0-9a-f]{40,64} Mon Sep 17 00:00:00 2001")
_HEADER_LINE = re.compile(rb">?[!-9;-~]{1,200}[ \t]*:|>From ")
_CONTENT_LENGTH = re.compile(rb"(?im)^content-length:[ \t]*(\d{1,12})[ \t]*\r?$")


Bytes: TypeAlias = bytes | memoryview


class Separator(NamedTuple):
    """A "From " line: where it begins and ends, and the line itself."""

    start: int
    end: int
    line: bytes


class RawMessage(NamedTuple):
    """One message: its first MAX_MESSAGE bytes, and its "From " line if it has one."""

    place: str
    data: bytes
    separator: bytes = b""
    labels: tuple[str, ...] = ()


def find_head_end(data: Bytes, start: int, end: int) -> int:
    """Position after the last header line; at most MAX_HEAD bytes on."""
    limit = min(end, start + MAX_HEAD)
    if data[start : start + 2] == b"\r\n" or data[start : start + 1] == b"\n":
        return start
    found = find(data, b"\n\n", start, limit)
    before = found if found >= 0 else limit
    if find(data, b"\r", start, before) >= 0:  # one letter costs next to nothing
        network = find(data, b"\n\r\n", start, before)
        found = network if network >= 0 else found
    return found + 1 if found >= 0 else limit


def begins_mailbox(head: bytes) -> bool:
    """Whether a file that begins like this is a mailbox file."""
    return _separator_at(head, _first_line(head)) is not None


def split_mailbox(
    file: IO[bytes], labels: tuple[str, ...] = (), chunk: int = CHUNK, start: int = 0
) -> Iterator[RawMessage]:
    """Every message of a mailbox file that ends behind start, in the file's order.

    Reads chunk bytes at a time and keeps the beginning of one message only.
    Bytes before the first separator are no message.
    """
    # the message that was last may have been written on since
    window = _Window(file, chunk, max(start - MAX_MESSAGE, 0))
    place = f"message %d behind byte {start}" if start else "message %d"
    separator = window.first()
    number = 0
    while separator:
        data, following = window.message(separator)
        if following is None or window.offset + following.start > start:
            number += 1
            yield RawMessage(place % number, data, separator.line, labels)
        separator = following


class MailboxStretch:
    """The messages of a mailbox file that begin in first .. end.

    The file is mapped into memory, so that nothing of it is copied but messages. Who
    cuts a file short meanwhile ends this process: it is one that reads for another.
    begins, ends: known when all messages have been asked for; the bytes at which
    the first of them begins and the one behind the last; None when there is none.
    """

    def __init__(
        self, file: IO[bytes], labels: tuple[str, ...], first: int, end: int
    ) -> None:
        self.begins: int | None = None
        self.ends: int | None = None
        self._file, self._labels, self._first, self._end = file, labels, first, end

    def messages(self) -> Iterator[RawMessage]:
        """Every message of the stretch, in the file's order."""
        with (
            mmap.mmap(self._file.fileno(), 0, access=mmap.ACCESS_READ) as mapped,
            memoryview(mapped) as data,
        ):
            yield from self._messages(_Whole(data))

    def _messages(self, window: _Whole) -> Iterator[RawMessage]:
        behind = f" behind byte {self._first}" if self._first else ""
        separator = window.begin(self._first) if self._first else window.first()
        self.begins = self.ends = window.place_of(separator)
        number = 0
        while separator and separator.start < self._end:
            data, following = window.message(separator)
            self.ends = window.place_of(following)
            number += 1
            place = f"message {number}{behind}"
            yield RawMessage(place, data, separator.line, self._labels)
            separator = following


class _Window:
    """The stretch of the file that is in memory; offset: where it begins."""

    def __init__(self, file: IO[bytes], chunk: int, offset: int) -> None:
        self.file, self.chunk, self.offset = file, max(chunk, 4 * MAX_LINE), offset
        if offset:
            file.seek(offset)
        self.data: Bytes = b""
        self.at_end = False

    def read_on(self, keep_from: int) -> None:
        """Read a little more, and let go of what lies before keep_from."""
        more = self.file.read(min(self.chunk, STEP))
        self.at_end = not more
        self.data = bytes(self.data[keep_from:]) + more
        self.offset += keep_from

    def first(self) -> Separator | None:
        """The first separator of the file."""
        self.read_on(0)
        found = _separator_at(self.data, _first_line(self.data))
        return found or self._search(0)

    def place_of(self, separator: Separator | None) -> int | None:
        """The byte of the file at which a separator in memory begins."""
        return self.offset + separator.start if separator else None

    def message(self, separator: Separator) -> tuple[bytes, Separator | None]:
        """The message behind a separator, and the separator behind the message."""
        start = separator.end
        following = self._following(start)
        while following is None and not self.at_end:
            if len(self.data) - start > self.chunk:
                kept = self.data[start : start + MAX_MESSAGE]
                return bytes(kept), self._search(len(self.data) - _OVERLAP)
            self.read_on(start)
            start = 0
            following = self._following(start)
        end = following.start if following else len(self.data)
        return bytes(self.data[start : min(end, start + MAX_MESSAGE)]), following

    def _following(self, start: int) -> Separator | None:
        """The separator after the message that starts here, if it is in memory."""
        head_end = find_head_end(self.data, start, len(self.data))
        told_end = _told_end(self.data, start, head_end)
        if told_end and told_end - start < self.chunk:
            if told_end > self._sure() and not self.at_end:
                return None  # read on before believing or disbelieving it
            trusted = _separator_near(self.data, told_end)
            if trusted:
                return trusted
        return _next_separator(self.data, max(start, head_end - 1), self._sure())

    def _search(self, start: int) -> Separator | None:
        """The next separator at or after start, however far; reads on."""
        while True:
            found = _next_separator(self.data, start, self._sure())
            if found or self.at_end:
                return found
            # a separator may begin in what was read last
            self.read_on(max(start, len(self.data) - _OVERLAP))
            start = 0

    def _sure(self) -> int:
        """Up to where a line and the one behind it are in memory."""
        return len(self.data) - (0 if self.at_end else 2 * MAX_LINE)


class _Whole(_Window):
    """A window of all that there is."""

    def __init__(self, data: memoryview) -> None:
        self.data, self.chunk, self.offset, self.at_end = data, CHUNK, 0, True

    def read_on(self, keep_from: int) -> None:
        """Nothing is to be read."""

    def begin(self, at: int) -> Separator | None:
        """The separator that stands here, or the next one."""
        return _separator_at(self.data, at) or self._search(at - 1)


def _first_line(data: Bytes) -> int:
    start = 3 if data[:3] == b"\xef\xbb\xbf" else 0
    while data[start : start + 1] in (b"\r", b"\n"):
        start += 1
    return start


def _told_end(data: Bytes, start: int, head_end: int) -> int:
    """Where the body ends by its Content-Length; 0 when it has none."""
    if (
        find(data, b"ength:", start, head_end) < 0
        and find(data, b"ENGTH:", start, head_end) < 0
    ):
        return 0  # sooner known than by an expression
    told = _CONTENT_LENGTH.search(data, start, head_end)
    if not told:
        return 0
    return (
        head_end + (2 if data[head_end : head_end + 1] == b"\r" else 1) + int(told[1])
    )


def _separator_near(data: Bytes, at: int) -> Separator | None:
    """A separator here or after the blank line that stands here."""
    for skipped in range(5):
        if data[at + skipped : at + skipped + 5] == b"From ":
            return _separator_at(data, at + skipped)
        if data[at + skipped : at + skipped + 1] not in (b"\r", b"\n"):
            break
    return None


def _next_separator(data: Bytes, start: int, sure: int) -> Separator | None:
    """The first separator behind start that has a blank line before it."""
    at = find(data, b"\nFrom ", max(start, 1), sure + 6)
    while at >= 0:
        # the end of a line before this line's end: a blank line between them
        if data[at - 1 : at] == b"\n" or data[max(at - 2, 0) : at] == b"\n\r":
            separator = _separator_at(data, at + 1)
            if separator:
                return separator
        at = find(data, b"\nFrom ", at + 1, sure + 6)
    return None


def _separator_at(data: Bytes, at: int) -> Separator | None:
    """The separator that begins at this position, its next line being a header."""
    usual = _USUAL_SEPARATOR.match(data, at)
    if usual:
        return Separator(at, usual.end(), usual[0])
    line_end = find(data, b"\n", at, at + MAX_LINE) + 1
    line = bytes(data[at:line_end])
    if not line.startswith(b"From "):
        return None
    date = SEPARATOR_DATE.search(line)
    if date is None or date.end() != len(line):
        bare = _BARE_SEPARATOR.match(data, at, at + 2 * MAX_LINE)
        return Separator(at, bare.end(), line) if bare else None
    if _GIT_PATCH.match(line) or not _names_sender(line[5 : date.start()].strip()):
        return None
    if not _HEADER_LINE.match(data, line_end, line_end + MAX_LINE):
        return None
    return Separator(at, line_end, line)


def _names_sender(words: bytes) -> bool:
    """One word (`-`, a user, an address), `x at y`, or anything with an @."""
    return bool(words) and (b" " not in words or b"@" in words or b" at " in words)
