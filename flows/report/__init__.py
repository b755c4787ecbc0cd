"""Writes what the owner reads: the page, the tables, the reminders, the digest.

The same database and as_of give the same bytes: nothing here asks the clock.
"""

from __future__ import annotations

import os
import shutil
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from flows import warehouse
from flows.settings import Home, Settings

if TYPE_CHECKING:
    from flows.report import reading

REDACTED = "report-redacted.html"


def write(
    home: Home,
    settings: Settings,
    as_of: datetime,
    database: Path,
    folder: Path,
    *,
    remember: bool,
    redact: bool = False,
) -> Path:
    """Write a report's files into `folder` and give the page's path.

    With `remember`, reports/latest leads there and the reminders' ledger moves.
    With `redact`, only a page by initials is written beside the others.
    """
    # `who` speaks the report's words too, and must not wait for its libraries
    from flows.report import digest, html, reading, tables
    from flows.report.redact import redact as by_initials

    material = reading.read(database, as_of, settings.owner.zone)
    if remember:
        _mend_latest(home.reports)  # before a day it is compared with is written anew
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if redact:
        page = html.page(by_initials(material), settings, redacted=True)
        return _put(folder / REDACTED, page.encode())
    stamp = html.Stamp.of(settings)
    _put(folder / "relationships.csv", tables.relationships(database, stamp))
    _put(folder / "score_parts.csv", tables.score_parts(database))
    _put(folder / "reminders.ics", _reminders(home, material, remember=remember))
    body = digest.text(material, stamp)
    _put(folder / "digest.txt", body.encode())
    _put(folder / "digest.eml", digest.message(material, settings, body))
    page = html.page(material, settings, redacted=False)
    written = _put(folder / "report.html", page.encode())
    if remember:
        _lead_latest_to(folder, home.reports)
    return written


def _reminders(home: Home, material: reading.Material, *, remember: bool) -> bytes:
    from flows.report import reminders

    con = warehouse.open_archive(home)
    try:
        known = reminders.recall(con, material.as_of)
        entries = reminders.propose(material, known)
        if remember:
            reminders.remember(con, known, entries)
    finally:
        con.close()
    return reminders.calendar(material, entries)


def _put(file: Path, content: bytes) -> Path:
    """Write beside, for the owner's eyes only, then take the file's place."""
    beside = file.with_name(f".{file.name}.new")
    beside.unlink(missing_ok=True)
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as out:
        out.write(content)
    return beside.replace(file)


def _lead_latest_to(folder: Path, reports: Path) -> None:
    beside = reports / ".latest.new"
    beside.unlink(missing_ok=True)
    beside.symlink_to(os.path.relpath(folder, reports), target_is_directory=True)
    beside.replace(reports / "latest")


def _mend_latest(reports: Path) -> None:
    """Where a home was copied with its links followed, `latest` is a folder.

    It is one day's once more; what no day holds is kept under a name of its own.
    """
    latest = reports / "latest"
    if latest.is_symlink() or not latest.is_dir():
        return
    for day in sorted(reports.glob("????-??-??"), reverse=True):
        if _is_same(latest, day):
            shutil.rmtree(latest)
            _lead_latest_to(day, reports)
            return
    names = (latest.with_name(f"latest-kept-{number}") for number in count(1))
    latest.rename(next(name for name in names if not name.exists()))


def _is_same(one: Path, other: Path) -> bool:
    """Whether two folders hold the same files; neither has folders in it."""
    import filecmp  # once in a home's life

    names = {file.name for file in one.iterdir()}
    if names != {file.name for file in other.iterdir()}:
        return False
    same, _, _ = filecmp.cmpfiles(one, other, names, shallow=False)
    return len(same) == len(names)
