"""Cards cut out of a file's bytes at once, where nothing about them is special.

Nearly every card is: whole, between two lines of its own, without a card inside.
What is not goes line by line to `_vcard_text.Splitter`, which knows all the rest;
both ways give the same cards.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from ._vcard_charset import wide_charset
from ._vcard_text import CARD_LIMIT, HEAD, LINE_LIMIT, RawCard, Splitter, file_lines

BLOCK = 256 * 1024
FIRST, LAST = b"BEGIN:VCARD\n", b"\nEND:VCARD\n"
# anything the line reader would not take as one more line of the card
SPECIAL = re.compile(rb"(?:BEGIN|END|AGENT)\s*[;:]|\xef\xbb\xbf")
# a picture with all that continues it, up to a line that is a property
PICTURE = re.compile(
    rb"\n(?:[\w-]+\.)?(?:PHOTO|LOGO|SOUND|KEY|X-MS-CARDPICTURE)[;:]"
    rb"(?![^\n:]*QUOTED)[^\n]*(?:\n(?:[ \t][^\n]*)?(?=\n|\Z))*(?=\n[^\n]*:|\Z)",
    re.IGNORECASE,
)
ANY_PICTURE = re.compile(
    rb"^(?:[\w-]+\.)?(?:PHOTO|LOGO|SOUND|KEY|X-MS-CARDPICTURE)[;:]",
    re.IGNORECASE | re.MULTILINE,
)


def file_cards(path: Path, splitter: Splitter) -> Iterator[RawCard]:
    """Every card of a file, nested ones before the one around them."""
    with path.open("rb") as stream:
        head = stream.read(HEAD)
        if wide_charset(head) is None:
            stream.seek(0)
            yield from _read_blocks(stream, splitter)
            return
    yield from splitter.cards(file_lines(path))


def _read_blocks(stream: IO[bytes], splitter: Splitter) -> Iterator[RawCard]:
    rest = b""
    while block := stream.read(BLOCK):
        data = rest + block
        if data.endswith(b"\r") and (more := stream.read(1)):
            data += more  # a line end is not torn apart
        data = data.replace(b"\r\n", b"\n")
        cut = data.rfind(LAST) + len(LAST)
        if cut < len(LAST):
            cut = 0 if len(data) < LINE_LIMIT else _line_end(data)
        yield from _cards(data[:cut], splitter)
        # the rest of a line too long to hold looks like a folded line
        torn = cut and data[cut - 1 : cut] not in (b"\n", b"\r")
        rest = b" " + data[cut:] if torn else data[cut:]
    yield from _cards(rest, splitter)
    yield from splitter.finish()


def _line_end(data: bytes) -> int:
    """Where the last whole line ends; all of it when it is one long line."""
    ends = max(data.rfind(b"\n"), data.rfind(b"\r")) + 1
    return ends or len(data)


def _cards(data: bytes, splitter: Splitter) -> Iterator[RawCard]:
    """The cards of some whole lines."""
    pieces = data.split(LAST)
    last = len(pieces) - 1
    for number, piece in enumerate(pieces):
        is_whole = number < last and not splitter.is_within
        if is_whole and (body := _plain_body(piece)):
            yield splitter.whole_card(body)
            continue
        lines = piece.splitlines()
        yield from splitter.feed([*lines, b"END:VCARD"] if number < last else lines)


def _plain_body(piece: bytes) -> bytes:
    """The lines between BEGIN and END; empty when the card needs a closer look."""
    start = piece.find(FIRST) + len(FIRST)
    if start < len(FIRST) or piece[: start - len(FIRST)].strip(b"\n"):
        return b""
    body = piece[start:]
    if b"\r" in body or len(body) > CARD_LIMIT:
        return b""
    loud = body.upper()
    if _may_show(loud):
        body = PICTURE.sub(b"", b"\n" + body)[1:]
        if ANY_PICTURE.search(body):
            return b""
        loud = body.upper()
    return b"" if _may_be_special(loud) and SPECIAL.search(loud) else body


def _may_show(loud: bytes) -> bool:
    """Whether a picture, sound or key may stand in a card; no loop is quicker."""
    return (
        b"PHOTO" in loud
        or b"LOGO" in loud
        or b"SOUND" in loud
        or b"KEY" in loud
        or b"X-MS-CARDPICTURE" in loud
    )


def _may_be_special(loud: bytes) -> bool:
    """The same of SPECIAL."""
    return (
        b"BEGIN" in loud
        or b"END" in loud
        or b"AGENT" in loud
        or codecs.BOM_UTF8 in loud
    )
