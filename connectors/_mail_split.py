"""Where one message of a mailbox file ends and the next begins.

Spec: RFC 4155 (mbox), https://www.loc.gov/preservation/digital/formats/fdd/fdd000383.shtml

What a separator is, `_mail_separators` says. Where a Content-Length leads
exactly to the next separator, what lies between is body (mboxcl, mboxcl2).
"""

from __future__ import annotations

import mmap
from collections.abc import Iterator
from typing import IO, NamedTuple

from stringzilla import find

from ._mail_separators import (
    MAX_LINE,
    Bytes,
    Separator,
    first_line,
    next_separator,
    separator_at,
    separator_near,
    told_end,
)

MAX_HEAD = 256 * 1024
MAX_MESSAGE = 1024 * 1024  # beyond it lie attachments
CHUNK = 2 * 1024 * 1024  # what is kept of a message whose end is not in sight
STEP = 128 * 1024  # so much at a time stays near the processor
_LF, _CR = b"\n\r"
_OVERLAP = 2 * MAX_LINE + 8  # two lines, and the blank one before them


class RawMessage(NamedTuple):
    """One message: its first MAX_MESSAGE bytes, and its "From " line if it has one.

    data: where they lie, so that what nobody looks at is not copied.
    found_head_end: find_head_end of data, where that was asked before.
    """

    place: str
    data: Bytes
    separator: bytes = b""
    labels: tuple[str, ...] = ()
    found_head_end: int | None = None

    @property
    def head_end(self) -> int:
        """Position after the last header line."""
        if self.found_head_end is None:
            return find_head_end(self.data, 0, len(self.data))
        return self.found_head_end

    @property
    def head(self) -> bytes:
        """The header lines."""
        return bytes(self.data[: self.head_end])

    @property
    def text(self) -> bytes:
        """What stands behind the header lines."""
        return bytes(self.data[self.head_end :])


def find_head_end(data: Bytes, start: int, end: int) -> int:
    """Position after the last header line; at most MAX_HEAD bytes on."""
    limit = min(end, start + MAX_HEAD)
    begins = data[start] if start < len(data) else 0  # a number is soon compared
    if begins == _LF or (begins == _CR and data[start + 1 : start + 2] == b"\n"):
        return start
    found = find(data, b"\n\n", start, limit)
    before = found if found >= 0 else limit
    if find(data, b"\r", start, before) >= 0:  # one letter costs next to nothing
        network = find(data, b"\n\r\n", start, before)
        found = network if network >= 0 else found
    return found + 1 if found >= 0 else limit


def begins_mailbox(head: bytes) -> bool:
    """Whether a file that begins like this is a mailbox file."""
    return separator_at(head, first_line(head)) is not None


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
        data, head_end, following = window.message(separator)
        if following is None or window.offset + following.start > start:
            number += 1
            yield RawMessage(place % number, data, separator.line, labels, head_end)
        separator = following


class MailboxStretch:
    """The messages of a mailbox file that begin in first .. end.

    start: messages that end before this byte were read before.
    mapped: whether the file is mapped into memory, so that nothing of it is copied; it
    stays mapped while there are messages.
    begins, ends: known when all messages have been asked for; the bytes at which
    the first of them begins and the one behind the last; None when there is none.
    """

    def __init__(
        self,
        file: IO[bytes],
        labels: tuple[str, ...],
        first: int,
        end: int,
        *,
        start: int = 0,
        mapped: bool = False,
    ) -> None:
        self.begins: int | None = None
        self.ends: int | None = None
        self._file, self._labels, self._first, self._end = file, labels, first, end
        self._start, self._mapped = start, mapped

    def messages(self) -> Iterator[RawMessage]:
        """Every message of the stretch, in the file's order."""
        window = self._window()
        behind = f" behind byte {self._first}" if self._first else ""
        separator = window.begin(self._first) if self._first else window.first()
        self.begins = self.ends = window.place_of(separator)
        number = 0
        while separator and self.ends is not None and self.ends < self._end:
            data, head_end, following = window.message(separator)
            self.ends = window.place_of(following)
            if self.ends is None or self.ends > self._start:
                number += 1
                place = f"message {number}{behind}"
                yield RawMessage(place, data, separator.line, self._labels, head_end)
            separator = following

    def _window(self) -> _Window:
        if not self._mapped:
            return _Window(self._file, CHUNK, max(self._first - _OVERLAP, 0))
        mapped = mmap.mmap(self._file.fileno(), 0, access=mmap.ACCESS_READ)
        return _Whole(memoryview(mapped))


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
        found = separator_at(self.data, first_line(self.data))
        return found or self._search(0)

    def begin(self, at: int) -> Separator | None:
        """The separator that stands at a byte of the file, or the next one."""
        self.read_on(0)
        at -= self.offset
        return separator_at(self.data, at) or self._search(at - 1)

    def place_of(self, separator: Separator | None) -> int | None:
        """The byte of the file at which a separator in memory begins."""
        return self.offset + separator.start if separator else None

    def message(self, separator: Separator) -> tuple[Bytes, int, Separator | None]:
        """The message behind a separator, its header's end, and what is behind it."""
        start = separator.end
        head_end, following = self._following(start)
        while following is None and not self.at_end:
            if len(self.data) - start > self.chunk:
                kept = self.data[start : start + MAX_MESSAGE]
                following = self._search(len(self.data) - _OVERLAP)
                return kept, head_end - start, following
            self.read_on(start)
            start = 0
            head_end, following = self._following(start)
        end = following.start if following else len(self.data)
        message = self.data[start : min(end, start + MAX_MESSAGE)]
        return message, head_end - start, following

    def _following(self, start: int) -> tuple[int, Separator | None]:
        """Where the header ends of a message that starts here; what is behind it."""
        head_end = find_head_end(self.data, start, len(self.data))
        told = told_end(self.data, start, head_end)
        if told and told - start < self.chunk:
            if told > self._sure() and not self.at_end:
                return head_end, None  # read on before believing or disbelieving it
            trusted = separator_near(self.data, told)
            if trusted:
                return head_end, trusted
        after = next_separator(self.data, max(start, head_end - 1), self._sure())
        return head_end, after

    def _search(self, start: int) -> Separator | None:
        """The next separator at or after start, however far; reads on."""
        while True:
            found = next_separator(self.data, start, self._sure())
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
