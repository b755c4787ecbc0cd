"""Erase a person: the one step that rewrites what is otherwise only added to.

The archive and each of its copies are written anew without them, their lines leave
journal and decisions, past reports that name them are deleted, and what was fetched
from servers loses their objects. What the owner dropped is only told, not touched.
A decision that holds nothing but hashes keeps them out of every later import.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb

from connectors._fetched import MESSAGES, OBJECTS
from flows import cipher, copies, decisions, forgotten, warehouse
from flows.settings import Home, Settings
from flows.traces import Known, files_of, holds, still_in

_CACHES = ("normal_email", "normal_name", "normal_organisation", "normal_phone")
_LEDGERS = ("person_ids", "person_redirects", "reminders")
_LEFT_OVER = ("building.duckdb", "archive.replaced.duckdb")
_SPILLED = (".spill", "cultivate.duckdb.tmp")  # left when killed in the middle


@dataclass(frozen=True)
class Erased:
    """What was done, in counts, and what is left to the owner."""

    rows: int
    lines: int
    reports: int
    copies: int
    still_in: tuple[Path, ...]


def erase(home: Home, settings: Settings, known: Known) -> Erased:
    """Take a person out of everything in the home but what the owner dropped there.

    The caller holds the home's lock, has put the decision `forget` down, and makes
    database and report anew afterwards.
    """
    one = forgotten.Forgotten.read(
        forgotten.seal((*known.identities, *known.records), known.names)
    )
    dropped = files_of(home, known)
    lines = _thin(home.decisions, _in_decision(one))
    lines += _thin(home.journal, _in_text(known))
    for name in (MESSAGES, OBJECTS):
        for file in sorted(home.inbox.glob(f"*/*/{name}")):
            _thin_fetched(file, known)
    rows = _rewrite(home.archive, one, known)
    thinned = 0
    for copy in copies.kept(home):
        if not copies.faults(copy):
            _rewrite(copy.file, one, known)
            copies.vouch(copy)
            thinned += 1
    for name in _LEFT_OVER:
        warehouse.remove(home.path / name)
    for name in _SPILLED:
        shutil.rmtree(home.path / name, ignore_errors=True)
    reports = _drop_reports(home, known)
    return Erased(
        rows, lines, reports, thinned, still_in(home, settings, known, dropped)
    )


def _rewrite(file: Path, one: forgotten.Forgotten, known: Known) -> int:
    """Write a database anew without the person; gives how many rows went.

    Rows deleted in place would stay in the file's free blocks.
    """
    beside = file.with_suffix(".rewritten")
    warehouse.remove(beside)
    with warehouse.write(file) as con:
        before = _count(con)
        forgotten.teach(con, [one])
        con.execute("begin")
        forgotten.keep_out(con, "raw.contact_records", "raw.interactions")
        _thin_ledgers(con, known)
        after = _count(con)
        con.execute("commit")
        warehouse.copy_into(con, beside, encrypted=cipher.is_encrypted(file))
    beside.replace(file)
    Path(f"{file}.wal").unlink(missing_ok=True)
    return before - after


def _count(con: duckdb.DuckDBPyConnection) -> int:
    query = """
        select
            (select count(*) from raw.contact_records)
            + (select count(*) from raw.interactions)
    """
    count: int = con.execute(query).fetchall()[0][0]
    return count


def _thin_ledgers(con: duckdb.DuckDBPyConnection, known: Known) -> None:
    """Ledgers lose the person's rows; caches of values are emptied, and refill."""
    there = {name for (name,) in con.execute(_TABLES).fetchall()}
    for table in there.intersection(_CACHES):
        con.execute(f"delete from raw.{table}")
    for table in there.intersection(_LEDGERS):
        con.execute(
            f"delete from raw.{table} where list_contains(?, person_id)",
            [list(known.person_ids)],
        )
    if "kind_pairs" in there:  # a copy may be older than this ledger
        con.execute(
            "delete from raw.kind_pairs "
            "where is_forgotten(record_a) or is_forgotten(record_b)"
        )
    for table in ("contact_records", "interactions"):
        con.execute(
            f"""
            delete from raw.file_keys
            where
                relation = '{table}'
                and (source, account, source_key) not in (
                    select (source, account, source_key) from raw.{table}
                )
            """
        )
    con.execute(
        """
        delete from raw.decisions
        where
            is_forgotten(record_a)
            or is_forgotten(record_b)
            or names_forgotten(value)
            or names_forgotten(note)
        """
    )


_TABLES = "select table_name from duckdb_tables() where schema_name = 'raw'"


def _in_decision(one: forgotten.Forgotten) -> Callable[[str], bool]:
    """Whether a line of decisions.csv is about the person; the one forgetting stays."""

    def about(line: str) -> bool:
        cells = decisions.cells(line)
        return "forget" not in cells[2:3] and any(
            one.is_one(cell) or one.is_named(cell) for cell in cells[3:]
        )

    return about


def _in_text(known: Known) -> Callable[[str], bool]:
    """Whether a line names the person: by whole name, address or number."""
    said = [re.escape(text) for text in known.traces]
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(said)})(?!\w)") if said else None
    return lambda line: bool(pattern and pattern.search(line.lower()))


def _thin(file: Path, gone: Callable[[str], bool]) -> int:
    """Write a file of lines anew without some; gives how many went."""
    if not file.is_file():
        return 0
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not gone(line)]
    if len(kept) < len(lines):
        _replace(file, (line.encode() for line in kept))
    return len(lines) - len(kept)


def _thin_fetched(file: Path, known: Known) -> None:
    """Take a person's objects, and the messages that show them, out of what came."""
    said = [text.encode() for text in known.traces]
    pieces = _messages(file) if file.suffix == ".mbox" else _lines(file)
    kept = (p for p in pieces if not any(text in p.lower() for text in said))
    _replace(file, kept)


def _lines(file: Path) -> Iterator[bytes]:
    with file.open("rb") as text:
        yield from text


def _messages(file: Path) -> Iterator[bytes]:
    """Each message with its separator; fetched ones hold escaped bodies or none."""
    waiting: list[bytes] = []
    for line in _lines(file):
        if line.startswith(b"From ") and waiting:
            yield b"".join(waiting)
            waiting = []
        waiting.append(line)
    yield b"".join(waiting)


def _replace(file: Path, pieces: Iterable[bytes]) -> None:
    beside = file.with_name(file.name + ".new")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as text:
        text.writelines(pieces)
    beside.replace(file)


def _drop_reports(home: Home, known: Known) -> int:
    """Delete past reports that show the person, and replays, which hold databases.

    Pages made for a talk go together: any of them is made again by a command.
    """
    gone = 0
    days = ("????-??-??", "latest*", "replay/*", "prepare")
    for folder in [path for days_of in days for path in home.reports.glob(days_of)]:
        if folder.is_symlink():
            continue
        replayed = folder.parent.name == "replay"
        if replayed or any(holds(file, known.traces) for file in folder.iterdir()):
            shutil.rmtree(folder)
            gone += 1
    return gone
