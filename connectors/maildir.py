"""Maildir folders: one file a message, as mutt, Dovecot and mbsync keep them.

Export: point at the folder that has cur and new inside; mbsync or offlineimap
make one out of any IMAP account.

Spec: https://cr.yp.to/proto/maildir.html, Maildir++ for the sub-folders

Rotten: a message stands in several folders at once; flags live in the file's
name; a mail program may move a file while we read, which is then passed over.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from . import Extracted, Interaction, Known, Problem, Reading
from ._mail import read_messages
from ._mail_labels import meaning_of
from ._mail_record import People
from ._mail_split import MAX_MESSAGE, RawMessage

extractor_version = 3
whole_state = False
remembers = True  # a message's file is written once: it need not be opened again


def identify(path: Path) -> bool:
    """A folder with cur and new inside."""
    return (path / "cur").is_dir() and (path / "new").is_dir()


def extract(path: Path, reading: Reading) -> Iterator[Extracted | Known]:
    """One interaction a message of it and its sub-folders, then the people."""
    people = People()
    for file, labels in _files(path):
        mark = _mark(file, labels, reading)
        if reading.known and mark in reading.known:
            yield Known(mark)
            continue
        for said in read_messages(_message(path, file, labels), reading, people):
            yield replace(said, mark=mark) if isinstance(said, Interaction) else said
    yield from people.records()


def _files(path: Path) -> Iterator[tuple[Path, tuple[str, ...]]]:
    """Every message's file, and what folder and flags say of it."""
    for folder, labels in _folders(path):
        for part in ("cur", "new"):
            for file in sorted((folder / part).iterdir()):
                if not file.name.startswith(".") and file.is_file():
                    yield file, (*labels, *_flags(file.name))


def _flags(name: str) -> Iterator[str]:
    flags = name.rpartition(":2,")[2] if ":2," in name else ""
    if "D" in flags:
        yield "draft"
    if "T" in flags:
        yield "trash"


def _mark(path: Path, labels: tuple[str, ...], reading: Reading) -> str:
    """What stays as it is while the message does; other flags come and go."""
    try:
        status = path.stat()
    except OSError:  # moved meanwhile, or not to be read: it is told when it is opened
        return ""
    name = path.name.partition(":2,")[0]
    how = (extractor_version, reading.zone.key, reading.text_signals)
    said = repr((how, name, labels, status.st_size, status.st_mtime_ns))
    return hashlib.blake2b(said.encode("utf-8", "replace"), digest_size=12).hexdigest()


def _folders(path: Path) -> Iterator[tuple[Path, tuple[str, ...]]]:
    """The folder itself and its Maildir++ sub-folders, with their labels."""
    yield path, _labels(path.name.lstrip("."), own=True)
    for child in sorted(path.iterdir()):
        if child.name.startswith(".") and identify(child):
            yield child, _labels(child.name.lstrip("."), own=False)


def _labels(name: str, *, own: bool) -> tuple[str, ...]:
    """A folder's meaning; a sub-folder without one is a label by its own name."""
    meaning = meaning_of(name) or meaning_of(name.rpartition(".")[2])
    if meaning:
        return (meaning,)
    return () if own else (name.lower(),)


def _message(
    root: Path, path: Path, labels: tuple[str, ...]
) -> Iterator[RawMessage | Problem]:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_MESSAGE)
    except FileNotFoundError:  # moved or renamed meanwhile
        return
    except OSError:
        yield Problem(
            str(path.relative_to(root)),
            "the file cannot be opened",
            "its message is not counted",
            "see that you may read it (ls -l), then import the folder again",
        )
        return
    yield RawMessage(str(path.relative_to(root)), data, labels=labels)
