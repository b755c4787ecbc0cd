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

HEAD = 4096
SAMPLE = 64 * 1024
LINE_LIMIT = 1 << 20  # a longer line is handed on in pieces
CARD_LIMIT = 4 << 20  # a longer card is cut
NESTING_LIMIT = 8  # cards open at once; more means that ENDs are missing

BEGIN = re.compile(rb"\s*(?:[\w-]+\.)?BEGIN\s*:\s*VCARD\s*", re.IGNORECASE)
END = re.compile(rb"\s*(?:[\w-]+\.)?END\s*:\s*VCARD\s*", re.IGNORECASE)
AGENT = re.compile(rb"\s*(?:[\w-]+\.)?AGENT(?:;[^:]*)?:\s*", re.IGNORECASE)
# a card whose BEGIN was cut off still shows one of these
OPENING = re.compile(
    rb"(?:VERSION|N|FN|TEL|EMAIL|ORG|ADR|PROFILE)(?:;[^:]*)?:", re.IGNORECASE
)
DROPPED = re.compile(
    rb"\s*(?:[\w-]+\.)?(?:PHOTO|LOGO|SOUND|KEY|X-MS-CARDPICTURE)[;:]", re.IGNORECASE
)
SOFT = re.compile(rb"[^:]*QUOTED-PRINTABLE[^:]*:", re.IGNORECASE)


@dataclass(slots=True)
class RawCard:
    """The lines of one card, without BEGIN and END.

    number: its place in the file, from 1, as its BEGIN comes.
    whole: its END was there; cut: it was too long to be kept whole.
    agents: the cards nested in its AGENT lines, also given on their own.
    """

    number: int
    lines: list[bytes] = field(default_factory=list)
    whole: bool = True
    cut: bool = False
    agents: list[RawCard] = field(default_factory=list)
    size: int = 0

    def add(self, line: bytes) -> None:
        """Keep a line, unless the card is too long already."""
        self.size += len(line)
        self.cut = self.size > CARD_LIMIT
        if not self.cut:
            self.lines.append(line)


def wide_charset(head: bytes) -> str | None:
    """The charset of a file of two-byte characters, by its first bytes."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    start = head.lstrip(b"\r\n \0")[:2] if head[:1] != b"\0" else head[:2]
    if len(head) > 1 and head[1] == 0 and start[:1].isalpha():
        return "utf-16-le"
    return "utf-16-be" if len(head) > 1 and head[0] == 0 and head[1] else None


def opens_with_card(head: bytes) -> bool:
    """Whether the first bytes of a file are those of a card, comments aside."""
    charset = wide_charset(head)
    if charset:
        head = head.decode(charset, "replace").encode()
    lines = head.removeprefix(codecs.BOM_UTF8).splitlines()
    spoken = [line for line in lines if line.strip() and not line.startswith(b"#")]
    return bool(spoken) and BEGIN.fullmatch(spoken[0]) is not None


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


def guess_charset(path: Path) -> str:
    """The likeliest charset of a file's lines that are not UTF-8.

    Looks at 64 KB of such lines; western European when nothing is likelier.
    """
    from charset_normalizer import from_bytes

    strange = islice(_strange(path), 500)
    found = from_bytes(b"\n".join(strange)[:SAMPLE]).best()
    return found.encoding if found else "cp1252"


def _strange(path: Path) -> Iterator[bytes]:
    """Values of lines that are not UTF-8, pictures left out."""
    for line in without_pictures(file_lines(path)):
        if not line.isascii():
            try:
                line.decode()
            except UnicodeDecodeError:
                yield line.partition(b":")[2]


def raw_cards(lines: Iterable[bytes]) -> Iterator[RawCard]:
    """Every card of the lines, nested ones first, unfinished ones at the end."""
    number, open_cards = 0, list[RawCard]()
    for line in without_pictures(lines):
        clean = line.removeprefix(codecs.BOM_UTF8)
        begins, inline = _begins(clean)
        if begins or (not open_cards and OPENING.match(clean)):
            number += 1
            _open(RawCard(number), open_cards, agent=inline)
            if not begins:
                open_cards[-1].add(clean)
            if len(open_cards) > NESTING_LIMIT:
                yield _unfinished(open_cards.pop(0))
        elif open_cards and END.fullmatch(clean):
            yield open_cards.pop()
        elif open_cards:
            open_cards[-1].add(clean)
    yield from map(_unfinished, open_cards)


def _begins(line: bytes) -> tuple[bool, bool]:
    """Whether a card begins here, and whether as `AGENT:BEGIN:VCARD`."""
    if BEGIN.fullmatch(line):
        return True, False
    agent = AGENT.match(line)
    inline = bool(agent) and BEGIN.fullmatch(line[agent.end() :] if agent else b"")
    return bool(inline), bool(inline)


def _open(card: RawCard, open_cards: list[RawCard], *, agent: bool) -> None:
    if open_cards:
        holder = open_cards[-1]
        last = next((line for line in reversed(holder.lines) if line.strip()), b"")
        if agent or AGENT.fullmatch(last):
            holder.agents.append(card)
    open_cards.append(card)


def _unfinished(card: RawCard) -> RawCard:
    card.whole = False
    return card


def without_pictures(lines: Iterable[bytes]) -> Iterator[bytes]:
    """The lines without the properties of DROPPED and what continues them."""
    dropping = soft = False
    for line in lines:
        if dropping and (soft or _continues(line)):
            soft = soft and line.endswith(b"=")
            continue
        dropping = DROPPED.match(line) is not None
        soft = dropping and line.endswith(b"=") and SOFT.match(line) is not None
        if not dropping:
            yield line


def _continues(line: bytes) -> bool:
    """Folded, blank, or base64 without folding: no property lacks a colon."""
    return line[:1] in (b" ", b"\t", b"") or b":" not in line
