"""What a process and all it started have used: seconds of processor, memory.

Linux only: it reads /proc. Pages of files are not counted as memory, since the
system takes them back whenever it likes.
"""

from __future__ import annotations

import os
import threading
from pathlib import Path

_TICK = os.sysconf("SC_CLK_TCK")


def tree(pid: int) -> list[int]:
    """The process and everything below it."""
    found = [pid]
    for each in found:
        for task in Path(f"/proc/{each}/task").glob("*/children"):
            found += map(int, task.read_text().split())
    return found


def processor_seconds(pid: int) -> float:
    """Used by the tree so far, ended and waited-for children included."""
    ticks = 0
    for each in tree(pid):
        fields = Path(f"/proc/{each}/stat").read_text().rpartition(") ")[2].split()
        ticks += sum(map(int, fields[11:15]))
    return ticks / _TICK


def anonymous_bytes(pid: int) -> int:
    """Memory the tree holds now, pages of files apart.

    A copy of the first process that has not become another program yet shares its
    memory, and is not counted.
    """
    held = 0
    own = _program(pid)
    for each in tree(pid):
        if each != pid and _program(each) == own:
            continue
        for line in Path(f"/proc/{each}/status").read_text().splitlines():
            if line.startswith("RssAnon:"):
                held += int(line.split()[1]) * 1024
    return held


def _program(pid: int) -> bytes:
    return Path(f"/proc/{pid}/cmdline").read_bytes()


class Watch(threading.Thread):
    """Looks at a tree's memory every few hundredths of a second; keeps the most."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.pid, self.most = pid, 0
        self._ended = threading.Event()

    def run(self) -> None:
        while not self._ended.wait(0.03):
            try:
                self.most = max(self.most, anonymous_bytes(self.pid))
            except (OSError, IndexError):  # a process ended while it was looked at
                continue

    def end(self) -> int:
        """Stop looking; the most bytes seen."""
        self._ended.set()
        self.join()
        return self.most
