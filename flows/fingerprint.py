"""Whether a file has changed, or only grown, since it was read.

The cost does not grow with the file: its size, its time, which file it is (inode),
and samples of 4 KB from head to tail, or a small file's every byte. A change in place
that keeps size, time and every sample is not seen. Of a file that was only touched,
copied or moved a hash of all of it shows that it is the same.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path

_SAMPLES, _SAMPLE = 62, 4096


def take(path: Path) -> str:
    """`size-time-inode-samples` of a file, or a hash of a folder's whole listing.

    What cannot be read, or is neither, is `unreadable`. A path in an archive knows
    its own mark.
    """
    if mark := getattr(path, "mark", None):
        return str(mark())
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            return _of_listing(path)
        if stat.S_ISREG(status.st_mode):
            parts = (status.st_size, status.st_mtime_ns, status.st_ino)
            samples = _samples(path, status.st_size)
            return "-".join(map(str, parts)) + f"-{samples}{_of_log(path)}"
    except OSError:
        pass
    return "unreadable"


def _of_log(path: Path) -> str:
    """The log of a database, whose newest content stands in it; mostly nothing."""
    try:
        status = path.with_name(f"{path.name}-wal").stat()
    except OSError:
        return ""
    return f"-{status.st_size}-{status.st_mtime_ns}"


def with_content(path: Path, taken: str) -> str:
    """A file's fingerprint with a hash of all of it; of anything else as it is."""
    content = _of_content(path)
    return f"{taken}={content}" if content else taken


def is_known(path: Path, taken: str, last: str) -> bool:
    """Whether a file is as it was at its last fingerprint, whenever it was written.

    What else a fingerprint ends with has to be the same as well.
    """
    then, _, content = last.partition("=")
    if taken == then:
        return True
    was, now = then.split("-"), taken.split("-")
    alike = was[0] == now[0] and was[3:] == now[3:]  # but for its time and inode
    return bool(content) and alike and content == _of_content(path)


def _of_content(path: Path) -> str:
    """A hash of all of a file; of what is no file, and may never end, nothing."""
    if hasattr(path, "mark"):
        return ""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            return ""
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()[:32]
    except OSError:
        return ""


def read_before(path: Path, last: str) -> int:
    """How many bytes of a file were read before, when it has only grown since.

    last: its fingerprint then. 0 when anything else has happened to it: another
    file in its place is read whole, however alike it begins.
    """
    if hasattr(path, "mark"):
        return 0
    status = path.stat()
    match last.split("-"):
        case [size, _, which, samples] if 0 < int(size) < status.st_size:
            same = int(which) == status.st_ino and samples == _samples(path, int(size))
            return int(size) if same else 0
    return 0


def _samples(path: Path, size: int) -> str:
    digest = hashlib.blake2b(digest_size=12)
    with path.open("rb") as file:
        if size <= _SAMPLES * _SAMPLE:  # each byte once, where samples would overlap
            digest.update(file.read(size))
            return digest.hexdigest()
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
