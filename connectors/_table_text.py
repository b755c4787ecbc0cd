"""The text of a table's file: its charset, found by looking, and its lines."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import IO

from ._vcard_charset import likeliest_charset, wide_charset

HEAD = 16 * 1024
MAX_ROW = 128 * 1024  # characters of one row; the longest cell csv itself takes
STRANGE_LINES = 500  # enough to guess a charset by


def decode(head: bytes) -> str:
    """The first bytes as text; empty when they are no text at all."""
    charset = _wide(head) or ("utf-8-sig" if _is_utf8(head) else "cp1252")
    text = head.decode(charset, "replace").replace("\r\n", "\n").replace("\r", "\n")
    return "" if "\0" in text[:HEAD] else text


class Lines:
    """The lines of a text; `torn` once the last one came without an end."""

    def __init__(self, stream: IO[str]) -> None:
        self.stream = stream
        self.torn = False

    def __iter__(self) -> Iterator[str]:
        while line := self.stream.readline(MAX_ROW):
            self.torn = not line.endswith("\n")
            if self.torn and len(line) == MAX_ROW:
                self._pass_over()
            yield line

    def _pass_over(self) -> None:
        while (rest := self.stream.readline(MAX_ROW)) and not rest.endswith("\n"):
            pass


def open_text(path: Path, charset: str) -> IO[str]:
    """The file as text, whatever ends its lines; raises OSError."""
    return path.open(encoding=charset, errors="replace")


def charset_of(path: Path, region: str) -> str:
    """What the file is written in; `utf-8-sig` when it is UTF-8 throughout.

    `utf-8` is one with torn characters, any other a guess.
    region: the owner's country, which decides between code pages. Raises OSError.
    """
    with path.open("rb") as stream:
        wide = _wide(stream.read(HEAD))
        stream.seek(0)
        strange = [] if wide else list(islice(_strange(stream), STRANGE_LINES))
    if wide or not strange:
        return wide or "utf-8-sig"
    sample = re.sub(rb'[",;|\t\r\n]+', b" ", b"\n".join(strange))
    return likeliest_charset(sample, region)


def _wide(head: bytes) -> str | None:
    """UTF-16 by its mark, or by the zeros among its first letters."""
    if head.startswith(codecs.BOM_UTF8):
        return None
    plain = (head, head.removeprefix(b'"\0'), head.removeprefix(b'\0"'))
    return next(filter(None, map(wide_charset, plain)), None)


def _strange(stream: IO[bytes]) -> Iterator[bytes]:
    while line := stream.readline(MAX_ROW):
        if not _is_utf8(line):
            yield line


def _is_utf8(data: bytes) -> bool:
    """Whether it is; a character cut at the end is none against it."""
    if data.isascii():
        return True
    try:
        codecs.getincrementaldecoder("utf-8")().decode(data)
    except UnicodeDecodeError:
        return False
    return True
