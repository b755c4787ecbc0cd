"""The files a fetch appends to, and how far it had come: safe against being killed.

An account's folder `inbox/<source>/<account>/` holds a few files (`messages.mbox`
of headers, `objects.jsonl`) and, hidden, `.cursor.json`: the newest checkpoint, which
is a cursor and how long each file was then. What stands behind a checkpoint belongs
to no cursor and is cut off again, so that going on from there doubles nothing.

Each file begins with a line that names its source, by which the source knows it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import IO, Any, Self

from ._head import begins_with

CHECKPOINT = ".cursor.json"
MESSAGES = "messages.mbox"
OBJECTS = "objects.jsonl"

Cursor = dict[str, Any]


def option(
    default: Any,
    says: str,
    *,
    required: bool = False,
    words: tuple[str, ...] = (),
    least: int = 0,
) -> Any:
    """A field of a connector's `Options`: its default, its sentence.

    required: an account cannot be fetched without it; words: the only ones a text may
    be; least: what a number must reach.
    """
    metadata = {"says": says, "required": required, "words": words, "least": least}
    return field(default=default, metadata=metadata)


def first_line(name: str, source: str) -> bytes:
    """How a fetched file of this name begins."""
    if name.endswith(".jsonl"):
        return json.dumps({"fetched by": source}).encode() + b"\n"
    return f"# fetched by {source}\n\n".encode()


def is_fetched(path: Path, source: str) -> bool:
    """Whether the file is one that this source fetched."""
    named = path.name in {MESSAGES, OBJECTS}
    return named and begins_with(path, first_line(path.name, source))


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """From where a fetch may go on: its cursor, and the size of each file then."""

    cursor: Cursor
    sizes: Mapping[str, int]


def read_checkpoint(folder: Path) -> Checkpoint | None:
    """The newest checkpoint of an account; None where there is none to go by.

    A file that is shorter than it was then has been tampered with: none, either.
    """
    try:
        told = json.loads((folder / CHECKPOINT).read_bytes())
        found = Checkpoint(dict(told["cursor"]), dict(told["sizes"]))
        whole = all(_size(folder / name) >= size for name, size in found.sizes.items())
    except (OSError, ValueError, TypeError, KeyError):
        return None
    return found if whole else None


class Closed(Exception):  # noqa: N818  # reads as what is the case
    """Nobody waits any more for what would be appended."""


class Drop:
    """Where one fetch appends. Use it in a `with`: it is cut to its last checkpoint.

    cursor: where to begin, {} for everything: the newest checkpoint's, else the one
    the archive remembers (`known`). moves: rises whenever a fetch gets on.
    """

    def __init__(self, folder: Path, source: str, known: Cursor) -> None:
        self.folder, self.source = folder, source
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._files: dict[str, IO[bytes]] = {}
        self.moves = 0
        self._at_work = Lock()
        self._open = True
        last = read_checkpoint(folder)
        self.cursor: Cursor = last.cursor if last else known
        self._sizes = dict(last.sizes) if last else self._found()
        if last is None:
            self._write_checkpoint()
        self.cut()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.cut()

    @property
    def size(self) -> int:
        """Bytes of all files that a checkpoint covers: more when a fetch got on."""
        return sum(self._sizes.values())

    def path(self, name: str) -> Path:
        """One of the account's files; it may not be there yet."""
        return self.folder / name

    def append(self, name: str, data: bytes) -> None:
        """Write at the end of a file; it counts from the next checkpoint on."""
        with self._moving():
            self._append(name, data)

    def close(self) -> None:
        """Take nothing more: whoever still fetches has been given up."""
        with self._at_work:
            self._open = False

    @contextmanager
    def _moving(self) -> Iterator[None]:
        with self._at_work:
            if not self._open:
                raise Closed
            self.moves += 1
            yield

    def _append(self, name: str, data: bytes) -> None:
        if name not in self._files:
            descriptor = os.open(
                self.path(name), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600
            )
            self._files[name] = os.fdopen(descriptor, "ab")
            if not _size(self.path(name)):
                self._files[name].write(first_line(name, self.source))
        self._files[name].write(data)

    def flush(self) -> None:
        """Let what was appended be read in the files."""
        for file in self._files.values():
            file.flush()

    def checkpoint(self, cursor: Cursor) -> None:
        """Let what was appended stand, and a fetch that follows begin at `cursor`."""
        with self._moving():
            self.flush()
            for name, file in self._files.items():
                os.fsync(file.fileno())
                self._sizes[name] = _size(self.path(name))
            self.cursor = cursor
            self._write_checkpoint()

    def cut(self) -> None:
        """Let go of what was appended behind the last checkpoint."""
        for file in self._files.values():
            file.close()
        self._files.clear()
        for name in self._found():
            if _size(self.path(name)) > self._sizes.get(name, 0):
                os.truncate(self.path(name), self._sizes.get(name, 0))

    def _found(self) -> dict[str, int]:
        there = {name: _size(self.path(name)) for name in (MESSAGES, OBJECTS)}
        return {name: size for name, size in there.items() if size}

    def _write_checkpoint(self) -> None:
        beside = self.folder / f"{CHECKPOINT}.new"
        told = json.dumps({"cursor": self.cursor, "sizes": self._sizes})
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(told)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self.folder / CHECKPOINT)


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0
