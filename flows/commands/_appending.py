"""Lines put to the end of a file of the owner's, by one command at a time."""

from __future__ import annotations

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO


@contextmanager
def held(path: Path) -> Iterator[IO[bytes]]:
    """The file, made when it is not there; others wait until it is let go."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "r+b", buffering=0) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file


def put(file: IO[bytes], lines: str) -> None:
    """Write lines, and a line end before them when the last was typed without one.

    Raises OSError on a full disk: half a line would say something else.
    """
    text = lines.encode()
    end = file.seek(0, os.SEEK_END)
    if end:
        file.seek(-1, os.SEEK_END)
        if file.read(1) != b"\n":
            text = b"\n" + text
    if file.write(text) < len(text):
        file.truncate(end)
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
