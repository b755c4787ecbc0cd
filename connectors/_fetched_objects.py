"""Objects that were fetched, a line each in objects.jsonl, as the server gave them.

A line holds href (where on the server), etag (which version), state (`live`, `deleted`
or `unreadable`: the server has it and could not give it) and raw (the card, event or
JSON). The last line of an href is how it stands; earlier ones tell what it once was.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import IO, NamedTuple

from . import Problem
from ._fetched import OBJECTS, Drop

LIVE, DELETED, UNREADABLE = "live", "deleted", "unreadable"
MAX_LINE = 32 * 1024 * 1024


class Fetched(NamedTuple):
    """One object; number: which of the file's, from 1: its line is one further on."""

    number: int
    href: str
    etag: str
    state: str
    raw: str

    @property
    def place(self) -> str:
        """Where in the file it stands, for whoever looks it up there."""
        return _place(self.number)


@dataclass(frozen=True, slots=True)
class Standing:
    """Which lines of a file count, by their numbers; what could not be read.

    past: older versions of what has changed since or is deleted.
    """

    live: frozenset[int]
    past: frozenset[int]
    unreadable: tuple[int, ...]
    torn: tuple[int, ...]


class Store:
    """The objects of one account while it is fetched: what is known, what is new.

    etags: the version known of each href that is not deleted.
    """

    def __init__(self, into: Drop) -> None:
        self._into = into
        self.etags: dict[str, str] = {}
        into.flush()
        if into.path(OBJECTS).is_file():
            for one in read_lines(into.path(OBJECTS)):
                if one is None or one.state == DELETED:
                    self.etags.pop(one.href if one else "", None)
                else:
                    self.etags[one.href] = one.etag

    def put(self, href: str, etag: str, raw: str, state: str = LIVE) -> None:
        """Append a version of an object."""
        line = {"href": href, "etag": etag, "state": state, "raw": raw}
        self._into.append(OBJECTS, json.dumps(line).encode() + b"\n")
        self.etags[href] = etag

    def delete(self, href: str) -> None:
        """Append that an object is gone, if it was known."""
        if self.etags.pop(href, None) is not None:
            line = {"href": href, "etag": "", "state": DELETED, "raw": ""}
            self._into.append(OBJECTS, json.dumps(line).encode() + b"\n")


def read_lines(path: Path) -> Iterator[Fetched | None]:
    """Every line behind the first; None for one that cannot be read."""
    with path.open("rb") as file:
        file.readline(MAX_LINE)
        number = 0
        while line := file.readline(MAX_LINE):
            number += 1
            yield _read_line(number, line)


def _read_line(number: int, line: bytes) -> Fetched | None:
    try:
        told = json.loads(line)
        words = [told[name] for name in ("href", "etag", "state", "raw")]
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    if not all(isinstance(word, str) for word in words):
        return None
    return Fetched(number, *words)


def _place(number: int) -> str:
    return f"line {number + 1}"


def look_through(path: Path) -> Standing:
    """Which lines stand; memory for a few numbers an object, not for its text."""
    newest: dict[bytes, tuple[int, str]] = {}
    past, torn = set(), []
    for number, one in enumerate(read_lines(path), 1):
        if one is None:
            torn.append(number)
            continue
        key = blake2b(one.href.encode("utf-8", "replace"), digest_size=16).digest()
        before = newest.get(key)
        if before and before[1] == LIVE:
            past.add(before[0])
        newest[key] = (number, one.state)
    by_state: dict[str, list[int]] = {LIVE: [], UNREADABLE: []}
    for number, state in newest.values():
        by_state.setdefault(state, []).append(number)
    return Standing(
        frozenset(by_state[LIVE]),
        frozenset(past),
        tuple(sorted(by_state[UNREADABLE])),
        tuple(torn),
    )


def choose_lines(path: Path, numbers: frozenset[int]) -> Iterator[Fetched]:
    """The lines of these numbers, in the file's order."""
    for one in read_lines(path):
        if one and one.number in numbers:
            yield one


def next_line(
    file: IO[bytes], numbers: frozenset[int], offset: int, number: int
) -> tuple[Fetched | None, tuple[int, int]] | None:
    """The line at an offset when it is one of these numbers; None behind the last.

    number: how many lines stand before it. Beside it stands where the following line
    begins, and how many stand before that.
    """
    file.seek(offset)
    if not (line := file.readline(MAX_LINE)):
        return None
    number += 1
    one = _read_line(number, line) if number in numbers else None
    return one, (offset + len(line), number)


def as_text(to_text: Callable[[str], str], raw: str) -> str:
    """What the server gave as text of the usual format; empty for what is none."""
    try:
        return to_text(raw)
    except (ValueError, TypeError, AttributeError, ArithmeticError, RecursionError):
        return ""


def told_problems(standing: Standing) -> Iterator[Problem]:
    """What the server could not give, and lines of the file that are torn."""
    for number in standing.unreadable:
        yield Problem(
            _place(number),
            "the server has it but could not give it",
            "it was left out",
            "that line of the file has its address on the server (href): open it where "
            "you keep it and save it again, or delete it there",
        )
    for number in standing.torn:
        yield Problem(
            _place(number),
            "the line is torn",
            "what it said was left out",
            "remove the account's folder in the inbox; it is fetched again",
        )
