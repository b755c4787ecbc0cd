"""XML of gigabytes, read past its pictures: entries of a phone's backup one by one.

Pictures stand in it as base64 of many megabytes, in one attribute; they are cut out
before the parser sees them, so that memory stays flat. Emoji stand in it as two
references to halves of a letter (`&#55357;&#56832;`), which no parser takes: they
are put together on the way. A document type is refused.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any
from xml.sax import SAXException
from xml.sax.handler import ContentHandler

CHUNK = 1 << 20
MAX_ENTRY = 8 << 20  # bytes of an entry without its pictures
MAX_VALUE = 20_000
MAX_PARTS = 500  # of one entry
_LONG = 200  # letters of base64 that are no text any more
_TAIL = 2 * _LONG
_PICTURE = re.compile(rb"""data=["'](?=[A-Za-z0-9+/]{%d})""" % _LONG)
_BEHIND = re.compile(rb"[^A-Za-z0-9+/=\r\n&#;]")
_HIGH_HALF = (
    rb"&#(?:(5(?:5(?:29[6-9]|[3-9]\d\d)|6(?:[0-2]\d\d|31\d)))|"
    rb"[xX]([dD][89abAB][0-9a-fA-F]{2}));"
)
_LOW_HALF = (
    rb"&#(?:(5(?:6(?:3[2-9]\d|[4-9]\d\d)|7(?:[0-2]\d\d|3[0-3]\d|34[0-3])))|"
    rb"[xX]([dD][c-fC-F][0-9a-fA-F]{2}));"
)
_HALVES = re.compile(rb"%s(?:%s)?|%s" % (_HIGH_HALF, _LOW_HALF, _LOW_HALF))
_CONTROL_REFERENCE = re.compile(
    rb"&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01])|[xX]0*[01]?[0-8b-fB-F]);"
)
_CONTROLS = bytes(n for n in range(32) if n not in b"\t\n\r")
_HIGH, _LOW = 0xD800, 0xDC00
_LOST = "\ufffd".encode()


class CutShortError(Exception):
    """The file stops being XML; `entries` were whole before."""

    def __init__(self, entries: int) -> None:
        super().__init__(f"broken behind entry {entries}")
        self.entries = entries


class Entry:
    """One entry: its name, attributes, and the attributes of what is in it."""

    __slots__ = ("inner", "name", "said")

    def __init__(self, name: str, said: dict[str, str]) -> None:
        self.name = name
        self.said = said
        self.inner: list[tuple[str, dict[str, str]]] = []


def read_entries(path: Path, names: frozenset[str]) -> Iterator[Entry]:
    """The entries of these names, in the file's order.

    Raises CutShortError where the file breaks off, and OSError.
    """
    from defusedxml.common import DefusedXmlException
    from defusedxml.expatreader import DefusedExpatParser

    handler = _Handler(names)
    parser = DefusedExpatParser(forbid_dtd=True)
    parser.setContentHandler(handler)
    with path.open("rb") as file:
        try:
            for piece in without_pictures(file):
                parser.feed(piece)
                yield from handler.take()
            parser.close()
        except (SAXException, DefusedXmlException, ValueError, LookupError):
            yield from handler.take()
            raise CutShortError(handler.count) from None
        yield from handler.take()


class _Handler(ContentHandler):
    """Gathers entries; what is deeper in one is added to it."""

    def __init__(self, names: frozenset[str]) -> None:
        super().__init__()
        self.names = names
        self.count = 0
        self._done: list[Entry] = []
        self._open: Entry | None = None

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: N802  # SAX's name
        if self._open:
            if len(self._open.inner) < MAX_PARTS:
                self._open.inner.append((name, _values(attrs)))
        elif name in self.names:
            self._open = Entry(name, _values(attrs))

    def endElement(self, name: str) -> None:  # noqa: N802  # SAX's name
        if self._open and name == self._open.name:
            self._done.append(self._open)
            self._open = None
            self.count += 1

    def take(self) -> list[Entry]:
        """The entries that are whole since last asked."""
        done, self._done = self._done, []
        return done


def _values(attrs: Any) -> dict[str, str]:
    return {name: value[:MAX_VALUE] for name, value in attrs.items()}


def without_pictures(file: IO[bytes]) -> Iterator[bytes]:
    """The file's bytes without what is cut out, with whole letters.

    Raises ValueError for an entry longer than MAX_ENTRY.
    """
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    waiting, skipping, since = b"", False, 0
    while True:
        chunk = file.read(CHUNK)
        if skipping:
            end = _BEHIND.search(chunk)
            if not end and chunk:
                continue
            chunk, skipping = chunk[end.start() :] if end else b"", False
        waiting += chunk
        kept, waiting, skipping = _cut(waiting, last=len(chunk) == 0)
        since = len(kept) - kept.rfind(b">") if b">" in kept else since + len(kept)
        if since > MAX_ENTRY:
            raise ValueError("an entry is too long")
        whole = decoder.decode(_mended(kept), final=not chunk and not waiting)
        yield whole.encode("utf-8", "replace")
        if not chunk and not waiting:
            return


def _cut(data: bytes, *, last: bool) -> tuple[bytes, bytes, bool]:
    """(what is kept, what waits for more, whether a picture goes on)."""
    kept, start = [], 0
    while found := _PICTURE.search(data, start):
        kept.append(data[start : found.end()])
        end = _BEHIND.search(data, found.end())
        if not end:
            return b"".join(kept), b"", True
        start = end.start()
    stop = len(data) if last else max(start, len(data) - _TAIL)
    # no reference is cut in two
    cut = data.rfind(b"&", max(start, stop - 24), stop)
    if not last and cut >= 0:
        before = data.rfind(b"&", max(start, cut - 12), cut)
        stop = before if before >= 0 else cut
    kept.append(data[start:stop])
    return b"".join(kept), data[stop:], False


def _mended(data: bytes) -> bytes:
    """Halves of letters put together; what XML cannot hold left out."""
    if b"&#" in data:
        data = _CONTROL_REFERENCE.sub(b"", _HALVES.sub(_joined, data))
    return data.translate(None, _CONTROLS)


def _joined(found: re.Match[bytes]) -> bytes:
    """The letter of two halves; a half alone is lost."""
    high, low = _code(found[1], found[2]), _code(found[3], found[4])
    if high < 0 or low < 0:
        return _LOST
    return chr(0x10000 + ((high - _HIGH) << 10) + low - _LOW).encode()


def _code(decimal: bytes | None, hexadecimal: bytes | None) -> int:
    return int(decimal) if decimal else int(hexadecimal, 16) if hexadecimal else -1
