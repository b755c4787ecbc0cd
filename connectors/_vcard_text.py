"""From the bytes of an address book to the raw cards in it.

Cards are split before anybody parses them, so that a broken card costs one
card. Lines are bytes (UTF-16 files are recoded to UTF-8 on the way), because
each card, even each line, may have a charset of its own. Pictures, sounds and
keys are dropped here: they are nine tenths of the bytes and nobody reads them.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import IO

from ._vcard_charset import wide_charset

HEAD = 4096
QUOTED = b"QUOTED-PRINTABLE"
STRANGE_LINES = 500  # enough to guess a charset by
LINE_LIMIT = 1 << 20  # a longer line is handed on in pieces
CARD_LIMIT = 4 << 20  # a longer card is cut
NESTING_LIMIT = 8  # cards open at once; more means that ENDs are missing

BEGIN = re.compile(rb"(?:[\w-]+\.)?BEGIN\s*:\s*VCARD\s*", re.IGNORECASE)
END = re.compile(rb"(?:[\w-]+\.)?END\s*:\s*VCARD\s*", re.IGNORECASE)
AGENT = re.compile(rb"(?:[\w-]+\.)?AGENT(?:;[^:]*)?:\s*", re.IGNORECASE)
BOUNDARY = re.compile(rb"(?:[\w-]+\.)?(?:BEGIN|END|AGENT)\s*[;:]", re.IGNORECASE)
# a card whose BEGIN was cut off still shows one of these
OPENING = re.compile(rb"(?:VERSION|N|FN|PROFILE)(?:;[^:]*)?:", re.IGNORECASE)
DROPPED = re.compile(
    rb"(?:[\w-]+\.)?(?:PHOTO|LOGO|SOUND|KEY|X-MS-CARDPICTURE)[;:]", re.IGNORECASE
)


@dataclass(slots=True)
class RawCard:
    """The lines of one card, without BEGIN and END.

    number: its place in the file, from 1, as its BEGIN comes.
    whole: its END was there; cut: it was too long to be kept whole.
    agents: the cards nested in its AGENT lines, also given on their own.
    plain: its lines in one piece, for a card without anything special; then
        `lines` is empty.
    """

    number: int
    lines: list[bytes] = field(default_factory=list)
    whole: bool = True
    cut: bool = False
    agents: list[RawCard] = field(default_factory=list)
    size: int = 0
    plain: bytes = b""

    def add(self, line: bytes) -> None:
        """Keep a line, unless the card is too long already."""
        self.size += len(line)
        self.cut = self.size > CARD_LIMIT
        if not self.cut:
            self.lines.append(line)


def opens_with_card(head: bytes) -> bool:
    """Whether the first bytes of a file are those of a card, comments aside."""
    charset = wide_charset(head)
    if charset:
        head = head.decode(charset, "replace").encode()
    lines = head.removeprefix(codecs.BOM_UTF8).splitlines()
    spoken = [line for line in lines if line.strip() and not line.startswith(b"#")]
    return bool(spoken) and BEGIN.fullmatch(spoken[0].strip()) is not None


def file_lines(path: Path) -> Iterator[bytes]:
    """The physical lines of a file, whatever ends them; UTF-16 becomes UTF-8."""
    with path.open("rb") as peek:
        charset = wide_charset(peek.read(HEAD))
    # latin-1 maps bytes to characters one to one, and text mode knows a bare CR
    with path.open(encoding=charset or "latin-1", errors="replace") as stream:
        yield from _lines(stream, "utf-8" if charset else "latin-1")


def text_lines(text: str) -> list[bytes]:
    """The physical lines of a card that somebody holds as text."""
    return text.encode("utf-8", "replace").splitlines()


def _lines(stream: IO[str], charset: str) -> Iterator[bytes]:
    rest_of_line = False
    while piece := stream.readline(LINE_LIMIT):
        line = piece.rstrip("\n").encode(charset, "replace")
        # the rest of a line too long to hold looks like a folded line
        yield b" " + line if rest_of_line else line
        rest_of_line = not piece.endswith("\n")


def strange_text(path: Path) -> bytes:
    """Values of a file's lines that are not UTF-8, as many as a guess needs."""
    return b"\n".join(islice(_strange(path), STRANGE_LINES))


def _strange(path: Path) -> Iterator[bytes]:
    """Values of lines that are not UTF-8, pictures left out."""
    for line in Pictures().without(file_lines(path)):
        if not line.isascii():
            try:
                line.decode()
            except UnicodeDecodeError:
                yield line.partition(b":")[2]


@dataclass(slots=True)
class Pictures:
    """Drops the properties of DROPPED and what continues them, line by line."""

    dropping: bool = False
    soft: bool = False

    def without(self, lines: Iterable[bytes]) -> Iterator[bytes]:
        """The other lines; what was begun goes on in the next call."""
        for line in lines:
            if self.dropping and (self.soft or _continues(line)):
                self.soft = self.soft and line.endswith(b"=")
                continue
            self.dropping = DROPPED.match(line) is not None
            quoted = self.dropping and QUOTED in line[:HEAD].upper()
            self.soft = quoted and line.endswith(b"=")
            if not self.dropping:
                yield line


@dataclass(slots=True)
class Splitter:
    """Cuts lines into cards, and counts the lines that belong to none."""

    number: int = 0
    strays: int = 0
    _open: list[RawCard] = field(default_factory=list)
    _pictures: Pictures = field(default_factory=Pictures)

    @property
    def is_within(self) -> bool:
        """Whether a card has begun and not ended."""
        return bool(self._open)

    def cards(self, lines: Iterable[bytes]) -> Iterator[RawCard]:
        """Every card of the lines, nested ones before the one around them."""
        yield from self.feed(lines)
        yield from self.finish()

    def feed(self, lines: Iterable[bytes]) -> Iterator[RawCard]:
        """The cards that end in these lines; the next ones may go on."""
        for line in self._pictures.without(lines):
            clean = line.removeprefix(codecs.BOM_UTF8)
            if self._open and not BOUNDARY.match(clean):
                self._open[-1].add(clean)
            else:
                yield from self._cross(clean)

    def whole_card(self, plain: bytes) -> RawCard:
        """A card somebody cut out at once; none is open."""
        self.number += 1
        return RawCard(self.number, plain=plain)

    def finish(self) -> Iterator[RawCard]:
        """The cards still open: nobody closed them."""
        while self._open:
            card = self._open.pop()
            card.whole = False
            yield card

    def _cross(self, line: bytes) -> Iterator[RawCard]:
        """A line that begins or ends a card, or stands outside of all."""
        agent = AGENT.match(line)
        if BEGIN.fullmatch(line, agent.end() if agent else 0):
            nested = self._open and (agent or _awaits_agent(self._open[-1]))
            if not nested or len(self._open) == NESTING_LIMIT:
                yield from self.finish()
            self._begin()
        elif not self._open and OPENING.match(line):
            self._begin()
            self._open[-1].add(line)
        elif self._open and END.fullmatch(line):
            yield self._open.pop()
        elif self._open:
            self._open[-1].add(line)
        else:
            self.strays += bool(line.strip()) and not line.startswith(b"#")

    def _begin(self) -> None:
        self.number += 1
        card = RawCard(self.number)
        if self._open:
            self._open[-1].agents.append(card)
        self._open.append(card)


def _awaits_agent(card: RawCard) -> bool:
    last = next((line for line in reversed(card.lines) if line.strip()), b"")
    return AGENT.fullmatch(last) is not None


def _continues(line: bytes) -> bool:
    """Folded, blank, or base64 without folding: no property lacks a colon."""
    return line[:1] in (b" ", b"\t", b"") or b":" not in line
