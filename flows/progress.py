"""How far the reading of a large file has come, for whoever watches.

The one who reads tells; without a watcher nothing happens. Only numbers are told.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple, TypeAlias


class Reached(NamedTuple):
    """Bytes read of how many, and the messages found in them."""

    done: int
    size: int
    messages: int


Watcher: TypeAlias = Callable[[Reached], None]
_watchers: list[Watcher] = []


@contextmanager
def watched(watcher: Watcher) -> Iterator[None]:
    """Have the watcher told of whatever is read meanwhile."""
    _watchers.append(watcher)
    try:
        yield
    finally:
        _watchers.remove(watcher)


def tell(done: int, size: int, messages: int) -> None:
    """Say how far a file has been read."""
    for watcher in _watchers:
        watcher(Reached(done, size, messages))


class Pace:
    """Puts what is reached in a line, with the time left as it went so far."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._last = 0

    def line(self, reached: Reached) -> str:
        """`412 of 1,000 MB, 17,200 messages, 21 s left`."""
        now = time.monotonic()
        if reached.done <= self._last:  # another file
            self._began = now
        self._last = reached.done
        said = f"{reached.done / 1e6:,.0f} of {reached.size / 1e6:,.0f} MB"
        said += f", {reached.messages:,} messages"
        seconds = (now - self._began) / max(reached.done, 1)
        left = round(seconds * (reached.size - reached.done))
        return f"{said}, {left:,} s left" if left else said
