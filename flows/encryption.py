"""Encrypt the databases of a home, or decrypt them, as `[home] encrypt` says.

A run does it before it writes anything: the archive, the database, the copies and
past replays are each written anew beside and renamed, so that a kill leaves either.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb

from flows import cipher, copies, secret, warehouse
from flows.settings import Home, Settings


def follow(home: Home, settings: Settings) -> None:
    """Bring every database to what the settings say; the caller holds the lock.

    Raises UserError where that cannot be done safely; then nothing was written. A
    copy that is not whole stays as it is, and so does an archive set aside: `doctor`
    names them.
    """
    wanted = settings.home.encrypt
    if wanted:
        cipher.load_module(duckdb.connect())
        secret.make_database_key()
    if wanted and not home.archive.exists():
        warehouse.write(home.archive, encrypted=True).close()
    whole = {copy.file: copy for copy in copies.kept(home) if not copies.faults(copy)}
    left = {*home.path.glob("*.duckdb")} - {home.archive, home.database}
    for file in differing(home, encrypted=wanted):
        if file in whole:
            _rewrite(file, encrypted=wanted)
            copies.vouch(whole[file])
        elif file.parent != home.copies and file not in left:
            _rewrite(file, encrypted=wanted)


def differing(home: Home, *, encrypted: bool) -> Iterator[Path]:
    """The databases of a home that are not as wanted."""
    for pattern in ("*.duckdb", "copies/*.duckdb", "reports/replay/*/*.duckdb"):
        for file in sorted(home.path.glob(pattern)):
            if cipher.is_encrypted(file) != encrypted:
                yield file


def _rewrite(file: Path, *, encrypted: bool) -> None:
    beside = file.with_suffix(".rewritten")
    warehouse.remove(beside)
    with warehouse.write(file) as con:
        warehouse.copy_into(con, beside, encrypted=encrypted)
    beside.replace(file)
    Path(f"{file}.wal").unlink(missing_ok=True)
