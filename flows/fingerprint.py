"""Whether a file has changed, or only grown, since it was read.

The cost does not grow with the file: its size, its time, and samples of 4 KB
from head to tail. A change that keeps size, time and every sample is not seen.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path

_SAMPLES, _SAMPLE = 62, 4096


def take(path: Path) -> str:
    """`size-time-samples` of a file, or a hash of a folder's whole listing.

    What cannot be read, or is neither, is `unreadable`.
    """
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            return _of_listing(path)
        if stat.S_ISREG(status.st_mode):
            samples = _samples(path, status.st_size)
            return f"{status.st_size}-{status.st_mtime_ns}-{samples}"
    except OSError:
        pass
    return "unreadable"


def read_before(path: Path, last: str) -> int:
    """How many bytes of a file were read before, when it has only grown since.

    last: its fingerprint then. 0 when anything else has happened to it.
    """
    match last.split("-"):
        case [size, _, samples] if 0 < int(size) < path.stat().st_size:
            return int(size) if _samples(path, int(size)) == samples else 0
    return 0


def _samples(path: Path, size: int) -> str:
    digest = hashlib.blake2b(digest_size=12)
    with path.open("rb") as file:
        for place in range(_SAMPLES):
            file.seek(max(0, size - _SAMPLE) * place // (_SAMPLES - 1))
            digest.update(file.read(min(_SAMPLE, size)))
    return digest.hexdigest()


def _of_listing(folder: Path) -> str:
    digest = hashlib.blake2b(digest_size=12)
    for name, status in _listing(folder):
        line = f"{name}\0{status.st_size}\0{status.st_mtime_ns}\0"
        digest.update(line.encode("utf-8", "surrogateescape"))
    return digest.hexdigest()


def _listing(folder: Path) -> Iterator[tuple[str, os.stat_result]]:
    for root, folders, files in os.walk(folder):
        folders.sort()
        for name in sorted(files):
            file = Path(root, name)
            yield str(file.relative_to(folder)), file.lstat()
