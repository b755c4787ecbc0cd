"""Verified copies of the archive: made after a night, brought back by `restore`.

A copy is the archive as it stood at a checkpoint, and beside it what it holds: a
hash of its bytes, and of every table its rows and a hash over them. A copy whose
tables do not read back as the archive's never takes its place among the others.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from flows import warehouse
from flows.settings import Home, UserError

_BLOCK = 1 << 20
Tables = dict[str, tuple[int, str]]


@dataclass(frozen=True)
class Copy:
    """One copy: the day of its night, the database, and what it must hold."""

    day: date
    file: Path

    @property
    def note(self) -> Path:
        """The file that says what the copy held when it was verified."""
        return self.file.with_suffix(".json")


def kept(home: Home) -> list[Copy]:
    """The copies there are, newest first."""
    found = []
    for file in sorted(home.copies.glob("archive-????-??-??.duckdb"), reverse=True):
        try:
            day = date.fromisoformat(file.stem.removeprefix("archive-"))
        except ValueError:
            continue
        found.append(Copy(day, file))
    return found


def keep(home: Home, day: date, number: int) -> Copy:
    """Copy the archive, verify the copy, and drop the oldest beyond `number`.

    The caller holds the home's lock. Raises UserError when the copy does not read
    back as the archive; the earlier copies then stay.
    """
    home.copies.mkdir(mode=0o700, exist_ok=True)
    with warehouse.open_archive(home) as con:
        con.execute("checkpoint")
        held = _tables(con)
    copy = Copy(day, home.copies / f"archive-{day.isoformat()}.duckdb")
    beside = copy.file.with_suffix(".new")
    try:
        _write_copy(home.archive, beside)
        if read_tables(beside) != held:
            raise UserError(
                f"the copy {copy.file.name} did not read back as the archive; look at "
                "the disk, and run: cultivate doctor --verify"
            )
        _vouch(copy, beside, held)
        beside.replace(copy.file)
    finally:
        beside.unlink(missing_ok=True)
    for old in kept(home)[number:]:
        old.file.unlink()
        old.note.unlink(missing_ok=True)
    return copy


def vouch(copy: Copy) -> None:
    """Note anew what a copy holds, after it was rewritten on purpose."""
    _vouch(copy, copy.file, read_tables(copy.file))


def _vouch(copy: Copy, file: Path, held: Tables) -> None:
    _write_note(copy.note, {"sha256": _digest(file), "tables": held})


def faults(copy: Copy) -> str:
    """What is wrong with a copy, in words; empty when it is as it was made."""
    try:
        note = json.loads(copy.note.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return "nothing says what it must hold"
    if _digest(copy.file) != note.get("sha256"):
        return "its bytes have changed since it was made"
    return ""


def restore(home: Home, copy: Copy) -> Path | None:
    """Let a copy be the archive again; gives where the present one went, if any.

    The caller holds the home's lock. Raises UserError when the copy is not whole.
    """
    fault = faults(copy)
    if fault:
        raise UserError(f"{copy.file} cannot be trusted: {fault}; take another day's")
    beside = home.archive.with_suffix(".restored")
    _write_copy(copy.file, beside)
    aside = _set_aside(home)
    beside.replace(home.archive)
    return aside


def _set_aside(home: Home) -> Path | None:
    """Keep the archive that is there, with its log, to be looked at.

    By a second name, not by moving: a home is never without its archive.
    """
    if not home.archive.exists():
        return None
    aside = home.archive.with_name("archive.replaced.duckdb")
    warehouse.remove(aside)
    os.link(home.archive, aside)
    log = Path(f"{home.archive}.wal")
    if log.exists():
        log.replace(f"{aside}.wal")
    return aside


def read_tables(file: Path) -> Tables:
    """Rows and a hash of every table of an archive, read to its last block.

    DuckDB checks each block's own sum as it reads. Raises UserError when the file
    is no database, or not whole.
    """
    try:
        with warehouse.read(file) as con:
            return _tables(con)
    except duckdb.Error as error:
        raise UserError(
            f"{file} cannot be read to its end ({type(error).__name__}); bring back a "
            "verified copy: cultivate restore"
        ) from None


def _tables(con: duckdb.DuckDBPyConnection) -> Tables:
    query = """
        select table_name from duckdb_tables() where schema_name = 'raw' order by all
    """
    return dict(_sums(con, [name for (name,) in con.execute(query).fetchall()]))


def _sums(
    con: duckdb.DuckDBPyConnection, names: list[str]
) -> Iterator[tuple[str, tuple[int, str]]]:
    for name in names:
        query = f'select count(*), coalesce(bit_xor(hash(t)), 0) from raw."{name}" as t'
        rows, mixed = con.execute(query).fetchall()[0]
        yield name, (rows, f"{mixed:016x}")


def _write_copy(source: Path, into: Path) -> None:
    """Copy the bytes, readable by the owner only, down to the disk."""
    with (
        source.open("rb") as old,
        os.fdopen(
            os.open(into, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb"
        ) as new,
    ):
        shutil.copyfileobj(old, new, _BLOCK)
        new.flush()
        os.fsync(new.fileno())


def _write_note(path: Path, note: dict[str, object]) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(note, file, indent=1)
        file.write("\n")


def _digest(file: Path) -> str:
    with file.open("rb") as data:
        return hashlib.file_digest(data, "sha256").hexdigest()
