"""Maildir folders: one file a message, as mutt, Dovecot and mbsync keep them.

Export: point at the folder that has cur and new inside; mbsync or offlineimap
make one out of any IMAP account.

Spec: https://cr.yp.to/proto/maildir.html, Maildir++ for the sub-folders

Rotten: a message stands in several folders at once; flags live in the file's
name; a mail program may move a file while we read, which is then passed over.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from . import Extracted, Problem, Reading
from ._mail import extract_messages
from ._mail_labels import meaning_of
from ._mail_split import MAX_MESSAGE, RawMessage

extractor_version = 3
whole_state = False


def identify(path: Path) -> bool:
    """A folder with cur and new inside."""
    return (path / "cur").is_dir() and (path / "new").is_dir()


def extract(path: Path, reading: Reading) -> Iterator[Extracted]:
    """One interaction a message of it and its sub-folders, then the people."""
    yield from extract_messages(_messages(path), reading)


def _messages(path: Path) -> Iterator[RawMessage | Problem]:
    for folder, labels in _folders(path):
        for part in ("cur", "new"):
            for file in sorted((folder / part).iterdir()):
                if not file.name.startswith(".") and file.is_file():
                    yield from _message(path, file, labels)


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
    flags = path.name.rpartition(":2,")[2] if ":2," in path.name else ""
    if "D" in flags:
        labels = (*labels, "draft")
    if "T" in flags:
        labels = (*labels, "trash")
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
