"""Fetch, identify, extract: what the sources say goes into the archive's raw floor.

A file is read in one transaction, which small files share: all of it or nothing.
Equal content adds no row; changed content is a new version; a record missing from a
file that is the whole state of its account becomes a tombstone. A file that has not
changed since it was read is left alone. An archive is read through: what it holds
counts as files.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from connectors import Connector
from connectors._fetched import is_fetched
from flows import archives, fingerprint
from flows.archives import ARCHIVE
from flows.desk import Desk, Read, may_wait
from flows.extraction import extract
from flows.item_settings import mapping_mark, owner_mark, region
from flows.items import Item, identify
from flows.raw import Batches
from flows.raw_log import Told
from flows.settings import Settings

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection


FAILED = {"failed", "unfetched"}
Readings: TypeAlias = dict[tuple[Any, ...], str]


@dataclass(frozen=True)
class FileTally:
    """What reading one file did; records and interactions count new rows.

    state: read, unchanged, unrecognised, failed; unfetched for an account on a
        server of which nothing new could be had.
    why: what kept it from being read, or the cure when it said nothing.
    out_of_reach: its server could not be reached; later it may be.
    """

    path: Path
    source: str
    account: str
    state: str
    records: int = 0
    interactions: int = 0
    problems: int = 0
    why: str = ""
    out_of_reach: bool = False


@dataclass(frozen=True)
class Tally:
    """What collecting one source did.

    whys: what kept accounts on servers from being fetched, and what to do.
    out_of_reach: one of them could not be reached, and later may be.
    """

    source: str
    files: int = 0
    unchanged: int = 0
    records: int = 0
    interactions: int = 0
    problems: int = 0
    seconds: float = 0.0
    state: str = "ok"
    whys: tuple[str, ...] = ()
    out_of_reach: bool = False


def collect(
    con: Connection,
    settings: Settings,
    connectors: Mapping[str, Connector],
    run_id: int,
    items: Iterable[Item],
    room: Path,
) -> Iterator[FileTally]:
    """Read each item that has changed since it was last read, in order.

    room: the folder archives are unpacked in; it is emptied.
    """
    archives.clear(room)
    readings = _last_readings(con)
    desk = Desk(con, run_id)
    for item in items:
        if item.source == ARCHIVE:
            yield from _collect_archive(
                desk, settings, connectors, item, readings, room
            )
        else:
            yield from _collect_item(desk, settings, connectors, item, readings)
    yield from map(_told, desk.clear())


def _collect_item(
    desk: Desk,
    settings: Settings,
    connectors: Mapping[str, Connector],
    item: Item,
    readings: Readings,
) -> Iterator[FileTally]:
    version = _version(connectors, item)
    key = _key(item, version)
    last = readings.get(key, "")
    now = fingerprint.take(item.path) + mapping_mark(settings, item)
    now += owner_mark(settings, connectors, item)
    if fingerprint.is_known(item.path, now, last):
        yield FileTally(item.file, item.source, item.account, "unchanged")
        return
    start = 0
    if getattr(connectors.get(item.source), "grows", False):
        start = fingerprint.read_before(item.path, last)
    elif not is_fetched(item.path, item.source):
        now = fingerprint.with_content(item.path, now)
    waits = may_wait(connectors.get(item.source), item)
    if not waits:
        yield from map(_told, desk.clear())
    read = _read(desk, settings, connectors, item, now, version, start)
    if read.told.state != "failed":
        readings[key] = now
    yield from map(_told, desk.put(read, may_wait=waits))


def _collect_archive(
    desk: Desk,
    settings: Settings,
    connectors: Mapping[str, Connector],
    item: Item,
    readings: Readings,
    room: Path,
) -> Iterator[FileTally]:
    """Read what an archive holds, each file as one, then note the archive itself.

    It is left packed while it is unchanged and nothing reads better than then: no
    connector, nor what opens archives.
    """
    started = time.monotonic()
    version = archives.extractor_version
    version += sum(connector.extractor_version for connector in connectors.values())
    now = fingerprint.take(item.path)
    if now == readings.get(_key(item, version), ""):
        yield FileTally(item.file, item.source, item.account, "unchanged")
        return
    inside = _open_archive(connectors, item, room)
    for found in inside.walk():
        member = item.holding(found)
        yield from _collect_item(desk, settings, connectors, member, readings)
    yield from map(_told, desk.clear())
    batches = Batches(desk.con, desk.run_id, item.file, "")
    batches.begin(item.source, item.account)
    tally = _tell_archive(item, inside, batches)
    batches.log(now, version, tally.state, time.monotonic() - started)
    batches.commit()
    yield tally


def _open_archive(
    connectors: Mapping[str, Connector], item: Item, room: Path
) -> archives.Inside:
    asked = partial(identify, connectors=connectors, preferred=item.preferred)
    return archives.Inside(item.path, room, asked, connectors)


def _tell_archive(item: Item, inside: archives.Inside, batches: Batches) -> FileTally:
    for problem in inside.problems:
        batches.add(problem)
    return _tally(item, batches, inside.state, inside.why)


def dry_run(
    settings: Settings,
    connectors: Mapping[str, Connector],
    items: Iterable[Item],
    room: Path,
) -> Iterator[FileTally]:
    """What `collect` would find in each item, without keeping anything."""
    archives.clear(room)
    for item in items:
        if item.source == ARCHIVE:
            inside = _open_archive(connectors, item, room)
            for found in inside.walk():
                yield _look(settings, connectors, item.holding(found))
            yield _tell_archive(item, inside, Batches(None, 0, item.file, ""))
        else:
            yield _look(settings, connectors, item)


def _look(
    settings: Settings, connectors: Mapping[str, Connector], item: Item
) -> FileTally:
    batches = Batches(None, 0, item.file, "")
    state, why = extract(connectors, settings, item, batches, 0)
    return _tally(item, batches, state, why)


def _version(connectors: Mapping[str, Connector], item: Item) -> int:
    connector = connectors.get(item.source)
    return connector.extractor_version if connector else 0


def _last_readings(con: Connection) -> Readings:
    """The fingerprint of the newest reading of each file that stands."""
    # put together here: DuckDB takes longer to plan it than to give them all
    undone = set(con.execute("select run_id from raw.undone_runs").fetchall())
    query = (
        "select run_id, file, source, account, extractor_version, fingerprint"
        " from raw.file_reads where state != 'failed'"
    )
    said = sorted(con.execute(query).fetchall(), key=itemgetter(0))
    return {tuple(key): mark for run_id, *key, mark in said if (run_id,) not in undone}


def _key(item: Item, version: int) -> tuple[str, str, str, int]:
    """What `Readings` know a file by; another connector's version reads it anew."""
    return str(item.file), item.source, item.account, version


def _read(
    desk: Desk,
    settings: Settings,
    connectors: Mapping[str, Connector],
    item: Item,
    mark: str,
    version: int,
    start: int,
) -> Read:
    started = time.monotonic()
    where = region(settings, item)
    batches = Batches(desk.con, desk.run_id, item.file, where, desk.kinds)
    whole_state = getattr(connectors.get(item.source), "whole_state", False)
    batches.begin(item.source, item.account, whole_state=whole_state)
    try:
        state, why = extract(connectors, settings, item, batches, start)
    except BaseException:
        batches.roll_back()
        raise
    seconds = time.monotonic() - started
    return Read(item, Told(batches, mark, version, state, seconds), why)


def _told(read: Read) -> FileTally:
    return _tally(read.item, read.told.batches, read.told.state, read.why)


def _tally(item: Item, batches: Batches, state: str, why: str) -> FileTally:
    return FileTally(
        item.file,
        item.source,
        item.account,
        state,
        batches.new_records,
        batches.new_interactions,
        batches.problems,
        why or batches.advice,
    )
