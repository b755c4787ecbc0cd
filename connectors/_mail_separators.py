"""The "From " lines that stand between the messages of a mailbox file.

Spec: RFC 4155 (mbox), https://www.loc.gov/preservation/digital/formats/fdd/fdd000383.shtml

One is a separator only when a blank line (or the file's start) stands before it, a
sender and a date in it, and a header line after it. Git's patch line has a fixed
date and is none.
"""

from __future__ import annotations

import re
from typing import NamedTuple, TypeAlias

from stringzilla import find

MAX_LINE = 1024
_LINE_END = ord("\n")

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


def first_line(data: Bytes) -> int:
    """Where the first line begins that is not blank."""
    start = 3 if data[:3] == b"\xef\xbb\xbf" else 0
    while data[start : start + 1] in (b"\r", b"\n"):
        start += 1
    return start


def told_end(data: Bytes, start: int, head_end: int) -> int:
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


def separator_near(data: Bytes, at: int) -> Separator | None:
    """A separator here or after the blank line that stands here."""
    for skipped in range(5):
        if data[at + skipped : at + skipped + 5] == b"From ":
            return separator_at(data, at + skipped)
        if data[at + skipped : at + skipped + 1] not in (b"\r", b"\n"):
            break
    return None


def next_separator(data: Bytes, start: int, sure: int) -> Separator | None:
    """The first separator behind start that has a blank line before it."""
    at = find(data, b"\nFrom ", max(start, 1), sure + 6)
    while at >= 0:
        # the end of a line before this line's end: a blank line between them
        if data[at - 1] == _LINE_END or data[max(at - 2, 0) : at] == b"\n\r":
            separator = separator_at(data, at + 1)
            if separator:
                return separator
        at = find(data, b"\nFrom ", at + 1, sure + 6)
    return None


def separator_at(data: Bytes, at: int) -> Separator | None:
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
