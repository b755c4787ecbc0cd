"""Fetch, identify, extract: what the sources say goes into the archive's raw floor.

A file is read in one transaction: all of it or nothing. Equal content adds no
row; changed content is a new version; a record missing from a file that is the
whole state of its account becomes a tombstone. A file that has not changed since
it was read is left alone.
"""

from __future__ import annotations

import stat
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from connectors import Connector, Problem, Reading, SourceError
from flows import fingerprint
from flows.raw import Batches
from flows.settings import Home, Settings

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection

UNRECOGNISED = "inbox"


@dataclass(frozen=True)
class Item:
    """One file, or one folder a connector reads as a whole."""

    path: Path
    source: str
    account: str


@dataclass(frozen=True)
class FileTally:
    """What reading one file did; records and interactions count new rows."""

    path: Path
    source: str
    account: str
    state: str
    records: int = 0
    interactions: int = 0
    problems: int = 0
    why: str = ""


@dataclass(frozen=True)
class Tally:
    """What collecting one source did."""

    source: str
    files: int = 0
    unchanged: int = 0
    records: int = 0
    interactions: int = 0
    problems: int = 0
    seconds: float = 0.0
    state: str = "ok"


def find_items(
    home: Home, settings: Settings, connectors: Mapping[str, Connector]
) -> list[Item]:
    """Everything a night reads: the journal, the inbox, the settings' paths.

    What no connector claims has the source `inbox`.
    """
    items = [Item(home.journal, "journal", "default")] if _is_file(home.journal) else []
    for entry in _children(home.inbox):
        items += _walk_inbox(entry, connectors)
    for account in settings.sources:
        for path in account.paths:
            items += [
                Item(found, source, account.account)
                for found, source in identify(path, connectors, account.source)
            ]
    unique = {(item.path, item.source): item for item in items}
    return sorted(unique.values(), key=lambda item: (item.source, item.path))


def _walk_inbox(entry: Path, connectors: Mapping[str, Connector]) -> Iterator[Item]:
    """inbox/<source>/<account>/... names the account; anything else is default."""
    if entry.name not in connectors or not entry.is_dir():
        for path, source in identify(entry, connectors):
            yield Item(path, source, "default")
        return
    for child in _children(entry):
        is_account = child.is_dir() and not connectors[entry.name].identify(child)
        for path, source in identify(child, connectors, entry.name):
            yield Item(path, source, child.name if is_account else "default")


def identify(
    path: Path, connectors: Mapping[str, Connector], preferred: str = ""
) -> Iterator[tuple[Path, str]]:
    """Which source reads the path, or each file below it.

    A folder is offered before its files; links below it are not followed; what
    nobody claims has the source `inbox`.
    """
    names = [preferred] if preferred in connectors else []
    names += [name for name in connectors if name != preferred]
    pending = [path]
    while pending:
        here = pending.pop()
        source = next((name for name in names if connectors[name].identify(here)), "")
        if source:
            yield here, source
        elif here.is_dir():
            pending += reversed(_children(here))
        else:
            yield here, UNRECOGNISED


def _children(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return [
        child
        for child in sorted(folder.iterdir())
        if not child.name.startswith(".") and not child.is_symlink()
    ]


def _is_file(path: Path) -> bool:
    try:
        return stat.S_ISREG(path.stat().st_mode)
    except OSError:
        return False


def collect(
    con: Connection,
    settings: Settings,
    connectors: Mapping[str, Connector],
    run_id: int,
    items: Iterable[Item],
) -> Iterator[FileTally]:
    """Read each item that has changed since it was last read, in order."""
    for item in items:
        version = _version(connectors, item)
        last = _last_reading(con, item, version)
        now = fingerprint.take(item.path)
        if now == last:
            yield FileTally(item.path, item.source, item.account, "unchanged")
            continue
        grows = getattr(connectors.get(item.source), "grows", False)
        start = fingerprint.read_before(item.path, last) if grows else 0
        yield _read(con, settings, connectors, run_id, item, now, version, start)


def dry_run(
    settings: Settings, connectors: Mapping[str, Connector], items: Iterable[Item]
) -> Iterator[FileTally]:
    """What `collect` would find in each item, without writing anything."""
    for item in items:
        batches = Batches(None, 0, item.path, "")
        state, why = _extract(connectors, settings, item, batches, 0)
        yield _tally(item, batches, state, why)


def _version(connectors: Mapping[str, Connector], item: Item) -> int:
    connector = connectors.get(item.source)
    return connector.extractor_version if connector else 0


def _last_reading(con: Connection, item: Item, version: int) -> str:
    """The fingerprint of the newest reading of this file that stands, if any."""
    query = """
        select fingerprint
        from raw.file_reads
        where
            file = ?
            and source = ?
            and account = ?
            and extractor_version = ?
            and state != 'failed'
            and run_id not in (select run_id from raw.undone_runs)
        order by run_id desc
        limit 1
    """
    which = [str(item.path), item.source, item.account, version]
    found = con.execute(query, which).fetchall()
    return found[0][0] if found else ""


def _read(
    con: Connection,
    settings: Settings,
    connectors: Mapping[str, Connector],
    run_id: int,
    item: Item,
    mark: str,
    version: int,
    start: int,
) -> FileTally:
    started = time.monotonic()
    batches = Batches(con, run_id, item.path, _region(settings, item))
    batches.begin(item.source, item.account)
    try:
        state, why = _extract(connectors, settings, item, batches, start)
        whole = state == "read" and connectors[item.source].whole_state
        batches.merge(whole_state=whole)
        tally = _tally(item, batches, state, why)
        batches.log(mark, version, state, time.monotonic() - started)
    except BaseException:
        batches.roll_back()
        raise
    batches.commit()
    return tally


def _region(settings: Settings, item: Item) -> str:
    own = [
        account.region
        for account in settings.sources
        if (account.source, account.account) == (item.source, item.account)
    ]
    return next(filter(None, own), settings.owner.region)


def _extract(
    connectors: Mapping[str, Connector],
    settings: Settings,
    item: Item,
    batches: Batches,
    start: int,
) -> tuple[str, str]:
    """Stream one item into batches; how it ended, and why if not well.

    Whatever a reader does not foresee stops this file only; its error is told by
    type, since its text may quote what the file says.
    """
    if item.source == UNRECOGNISED:
        what = "no connector can read this file"
        cure = "see what can be read with: cultivate sources; else remove it"
        batches.add(Problem("", what, "nothing in it is counted", cure))
        return "unrecognised", what
    zone, region = settings.owner.zone, _region(settings, item)
    reading = Reading(item.account, zone, region, start=start)
    try:
        for extracted in connectors[item.source].extract(item.path, reading):
            batches.add(extracted)
    except SourceError as error:
        what, cure = error.what, error.cure
    except (OSError, ValueError, ArithmeticError, LookupError, TypeError) as error:
        what = f"its reading stopped with {type(error).__name__}"
        cure = "export it again; if that does not help, report the kind of file"
    else:
        return "read", ""
    batches.drop()
    batches.add(Problem("", what, "nothing of this file was taken in", cure))
    return "failed", what


def _tally(item: Item, batches: Batches, state: str, why: str) -> FileTally:
    return FileTally(
        item.path,
        item.source,
        item.account,
        state,
        batches.new_records,
        batches.new_interactions,
        batches.problems,
        why,
    )
