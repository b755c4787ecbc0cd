"""What there is to read: files and folders by the source that reads them."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from connectors import Connector, SourceError
from flows.archives import ARCHIVE, Found, is_archive
from flows.settings import Home, Settings

UNRECOGNISED = "inbox"
UNREADABLE = "no connector can read this file"
BESIDE_DATABASE = ("-wal", "-shm", "-journal")


@dataclass(frozen=True)
class Item:
    """One file, or one folder a connector reads as a whole, or one archive.

    preferred: for an archive, the source asked first about what it holds.
    inside: how a file in an archive is named, `archive.zip!/inside/path`.
    """

    path: Path
    source: str
    account: str
    preferred: str = ""
    inside: Path | None = None

    @property
    def file(self) -> Path:
        """The name its rows carry."""
        return self.inside or self.path

    def holding(self, found: Found) -> Item:
        """What an archive holds, as an item of the archive's account."""
        return Item(found.path, found.source, self.account, inside=found.file)


def find_items(
    home: Home, settings: Settings, connectors: Mapping[str, Connector]
) -> list[Item]:
    """Everything a night reads: the journal, the inbox, the settings' paths.

    What no connector claims has the source `inbox`, unless the settings say what
    its columns mean.
    """
    items = [Item(home.journal, "journal", "default")] if _is_file(home.journal) else []
    for entry in _children(home.inbox):
        items += _walk_inbox(entry, connectors)
    for account in settings.sources:
        for path in account.paths:
            items += [
                Item(found, source, account.account, account.source)
                for found, source in identify(path, connectors, account.source)
            ]
    mapped = {(said.source, said.account) for said in settings.sources if said.columns}
    items = [_by_mapping(item, mapped) for item in items]
    unique = {(item.path, item.source): item for item in items}
    return sorted(unique.values(), key=lambda item: (item.source, item.path))


def still_there(items: Iterable[Item]) -> Iterator[Item]:
    """Items that have not gone since they were found, one after the other.

    What nothing could read stays: a path that never was there is told of.
    """
    for item in items:
        if item.source == UNRECOGNISED or item.path.exists():
            yield item


def _walk_inbox(entry: Path, connectors: Mapping[str, Connector]) -> Iterator[Item]:
    """inbox/<source>/<account>/... names the account; anything else is default."""
    if entry.name not in connectors or not entry.is_dir():
        for path, source in identify(entry, connectors):
            yield Item(path, source, "default")
        return
    for child in _children(entry):
        is_account = child.is_dir() and not connectors[entry.name].identify(child)
        for path, source in identify(child, connectors, entry.name):
            account = child.name if is_account else "default"
            yield Item(path, source, account, entry.name)


def _by_mapping(item: Item, mapped: set[tuple[str, str]]) -> Item:
    """A table nobody recognises, of an account whose columns are mapped."""
    if item.source == UNRECOGNISED and (item.preferred, item.account) in mapped:
        return replace(item, source=item.preferred)
    return item


def identify(
    path: Path, connectors: Mapping[str, Connector], preferred: str = ""
) -> Iterator[tuple[Path, str]]:
    """Which source reads the path, or each file below it.

    A folder is offered before its files; links below it are not followed; an
    archive nobody claims has the source `archive`, anything else `inbox`, a folder
    that may not be opened too: it must not stop what lies beside it. Of a home only
    what its owner put there is asked about: its own reports would come back as mail.
    """
    names = [preferred] if preferred in connectors else []
    names += [name for name in connectors if name != preferred]
    pending = [path]
    while pending:
        here = pending.pop()
        if not _may_be_opened(here):
            yield here, UNRECOGNISED
            continue
        source = next((name for name in names if _claims(connectors[name], here)), "")
        if source:
            yield here, source
        elif here.is_dir():
            pending += reversed(_put_there(here))
        else:
            yield here, ARCHIVE if is_archive(here) else UNRECOGNISED


def _may_be_opened(path: Path) -> bool:
    """Whether a folder lets anybody in; what is in an archive (has a mark) does."""
    if hasattr(path, "mark") or not path.is_dir():
        return True
    return os.access(path, os.R_OK | os.X_OK)


def _claims(connector: Connector, path: Path) -> bool:
    """Whether a source reads the path; not what cannot even be looked at."""
    try:
        return connector.identify(path)
    except (OSError, SourceError):
        return False


def _children(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return [
        child
        for child in sorted(folder.iterdir())
        if not child.name.startswith(".")
        and not child.is_symlink()
        and not _is_of_database(child)
    ]


def _put_there(folder: Path) -> list[Path]:
    """What lies in a folder; of a home, what it did not make itself."""
    children = _children(folder)
    if not {"cultivate.toml", "inbox"} <= {child.name for child in children}:
        return children
    return [child for child in children if child.name in {"inbox", "journal.md"}]


def _is_of_database(path: Path) -> bool:
    """A database's log, index or journal, which is looked at with the database."""
    book, dash, _ = path.name.rpartition("-")
    named = path.name.endswith(BESIDE_DATABASE) and book and dash
    return bool(named) and path.with_name(book).is_file()


def _is_file(path: Path) -> bool:
    try:
        return stat.S_ISREG(path.stat().st_mode)
    except OSError:
        return False
