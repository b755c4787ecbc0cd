"""A calendar of other letters or line ends, seen as UTF-8 with line feeds.

It is rewritten piece by piece as it is read, in whatever order: nothing of it is held
whole, nor written anywhere.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from typing import IO

from ._seekable import Pieced

PIECE = 64 << 10  # bytes of the file that are rewritten at once
FAR = 256 << 10  # between the places that are remembered, or more:
PLACES = 1 << 16  # so many at most
ALONE = re.compile(rb"\r(?!\n)")

Decode = Callable[[bytes, str, bool], tuple[str, int]]


def rewritten(file: IO[bytes], start: int, decode: Decode | None) -> Pieced[int]:
    """The file as it is rewritten.

    start: where its text begins. decode: from 16-bit letters, as `codecs` has it;
    without it bytes stay what they are, but for the line ends.
    """

    def take(place: int) -> tuple[bytes, int] | None:
        file.seek(place)
        if not (data := file.read(PIECE)):
            return None
        piece, used = _rewrite(data, decode, is_last=len(data) < PIECE)
        return piece, place + used

    every = max(FAR, file.seek(0, os.SEEK_END) // PLACES)
    return Pieced(file, take, start, every)


def _rewrite(data: bytes, decode: Decode | None, *, is_last: bool) -> tuple[bytes, int]:
    """The piece, and of how many bytes it is made; what is cut in two waits."""
    used, width = len(data), 1
    if decode:
        text, used = decode(data, "replace", is_last)
        data, width = text.encode(), 2
    if data.endswith(b"\r") and not is_last:  # its line feed may follow
        data, used = data[:-1], used - width
    return ALONE.sub(b"\n", data), used
