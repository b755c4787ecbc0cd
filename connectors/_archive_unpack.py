"""Ways to unpack what stands in a zip, from its beginning or from where one stood.

Spec: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, 4.3.7 and 4.4.5.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from typing import IO, Protocol, Self

PACKED = 16 << 10  # bytes that are taken from the archive at once
_HEAD = struct.Struct("<26xHH")  # how long the name and what follows it are


class Unpacking(Protocol):
    """How far it has come, and how it goes on; at: the next byte's place."""

    at: int

    def read(self, size: int) -> bytes:
        """So many bytes; fewer only where it breaks off."""

    def copy(self) -> Self | None:
        """Another one that stands here; None where only the beginning is a place."""

    def go_to(self, place: int) -> bool:
        """Stand there at once, forth or back; whether that is possible."""


def unpacking(
    file: IO[bytes], zipped: zipfile.ZipFile, entry: zipfile.ZipInfo
) -> Unpacking:
    """A file in a zip, from its beginning; raises BadZipFile.

    file: the zip itself, which others may read from meanwhile.
    """
    opened = zipped.open(entry)  # it looks at the file's own header
    if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        return _InOrder(opened)
    opened.close()
    file.seek(entry.header_offset)
    named, more = _HEAD.unpack(file.read(_HEAD.size))
    start = entry.header_offset + _HEAD.size + named + more
    if entry.compress_type == zipfile.ZIP_STORED:
        return _Stored(file, start, entry.compress_size)
    return _Deflated(file, start, start + entry.compress_size)


class _Stored:
    """Bytes as they are."""

    def __init__(self, file: IO[bytes], start: int, size: int) -> None:
        self._file, self._start, self._size = file, start, size
        self.at = 0

    def read(self, size: int) -> bytes:
        self._file.seek(self._start + self.at)
        data = self._file.read(max(0, min(size, self._size - self.at)))
        self.at += len(data)
        return data

    def copy(self) -> None:
        return None

    def go_to(self, place: int) -> bool:
        self.at = place
        return True


class _Deflated:
    """Bytes as they are inflated, from packed bytes in start .. end of the file."""

    def __init__(self, file: IO[bytes], start: int, end: int) -> None:
        self._file, self._start, self._end = file, start, end
        self._inflate = zlib.decompressobj(-zlib.MAX_WBITS)
        self.at = 0

    def read(self, size: int) -> bytes:
        parts, left = [], size
        while left and not self._inflate.eof:
            packed = self._inflate.unconsumed_tail or self._packed()
            data = self._inflate.decompress(packed, left)
            if not data and not packed:
                break
            parts.append(data)
            left -= len(data)
        self.at += size - left
        return b"".join(parts)

    def _packed(self) -> bytes:
        self._file.seek(self._start)
        data = self._file.read(min(PACKED, self._end - self._start))
        self._start += len(data)
        return data

    def copy(self) -> _Deflated:
        other = _Deflated(self._file, self._start, self._end)
        other._inflate, other.at = self._inflate.copy(), self.at
        return other

    def go_to(self, place: int) -> bool:
        del place
        return False


class _InOrder:
    """What only goes forth: bzip2 and LZMA, seldom met in zips."""

    def __init__(self, opened: IO[bytes]) -> None:
        self._opened = opened
        self.at = 0

    def read(self, size: int) -> bytes:
        data = b""
        while len(data) < size and (more := self._opened.read(size - len(data))):
            data += more
        self.at += len(data)
        return data

    def copy(self) -> None:
        return None

    def go_to(self, place: int) -> bool:
        del place
        return False
