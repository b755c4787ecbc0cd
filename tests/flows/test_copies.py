"""Copies of the archive are what the archive was, and can take its place."""

from __future__ import annotations

import errno
import os
from datetime import date

import pytest

from flows import copies, warehouse
from flows.settings import UserError

HEADERS, BLOCK = 3 * 4096, 1 << 18  # of DuckDB's files
DAY = date(2026, 3, 31)


def add_run(home, number):
    with warehouse.open_archive(home) as con:
        con.execute("insert into raw.runs (run_id, kind) values (?, 'run')", [number])


def runs(home):
    with warehouse.open_archive(home) as con:
        return con.execute("select run_id from raw.runs order by all").fetchall()


def test_a_copy_holds_what_the_archive_held(home):
    """What came after the copy is gone after its return, what was before is there."""
    add_run(home, 1)
    copy = copies.keep(home, DAY, 7)
    add_run(home, 2)
    copies.restore(home, copy)
    assert runs(home) == [(1,)]


def test_the_archive_replaced_is_kept_aside(home):
    """A return to a copy can itself be taken back by hand."""
    add_run(home, 1)
    copy = copies.keep(home, DAY, 7)
    add_run(home, 2)
    aside = copies.restore(home, copy)
    aside.replace(home.archive)
    assert runs(home) == [(1,), (2,)]


def test_a_broken_archive_is_replaced_all_the_same(home):
    """What cannot be opened any more is no obstacle."""
    add_run(home, 1)
    copy = copies.keep(home, DAY, 7)
    home.archive.write_bytes(b"junk")
    copies.restore(home, copy)
    assert runs(home) == [(1,)]


def test_only_the_newest_copies_stay(home):
    """The oldest go, with the notes that belong to them."""
    for day in range(1, 6):
        copies.keep(home, date(2026, 3, day), 3)
    assert [copy.day.day for copy in copies.kept(home)] == [5, 4, 3]
    assert len(list(home.copies.iterdir())) == 6


def test_half_a_copy_takes_no_room(home, monkeypatch):
    """On a disk that is full its room is wanted; the copy before stays."""
    add_run(home, 1)
    kept = copies.keep(home, DAY, 7)

    def write_half(_source, into):
        into.write_bytes(b"half")
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(copies, "_write_copy", write_half)
    with pytest.raises(OSError, match="No space"):
        copies.keep(home, DAY, 7)
    assert set(home.copies.iterdir()) == {kept.file, kept.note}
    assert copies.faults(kept) == ""


def test_a_copy_of_the_same_day_is_renewed(home):
    """The last run of a day counts."""
    copies.keep(home, DAY, 7)
    add_run(home, 1)
    copy = copies.keep(home, DAY, 7)
    assert copies.read_tables(copy.file)["runs"][0] == 1
    assert len(copies.kept(home)) == 1


def test_a_changed_byte_is_seen_and_never_restored(home):
    """A copy that is not what it was made as stays out; the archive stays in."""
    add_run(home, 1)
    copy = copies.keep(home, DAY, 7)
    data = bytearray(copy.file.read_bytes())
    data[len(data) // 2] ^= 0xFF
    copy.file.write_bytes(data)
    assert copies.faults(copy)
    with pytest.raises(UserError, match="another day"):
        copies.restore(home, copy)
    assert runs(home) == [(1,)]


def test_a_copy_nobody_vouches_for_is_not_trusted(home):
    """Without its note nothing says what it must hold."""
    copy = copies.keep(home, DAY, 7)
    copy.note.unlink()
    assert "nothing says" in copies.faults(copy)


def test_a_damaged_block_of_the_archive_is_found(home):
    """Every block is read; damage names the cure."""
    with warehouse.open_archive(home) as con:
        con.execute(
            "insert into raw.problems (run_id, what) "
            "select i, 'what ' || hash(i) from range(200_000) r(i)"
        )
    data = bytearray(home.archive.read_bytes())
    middle = (len(data) // 2 - HEADERS) // BLOCK * BLOCK + HEADERS
    for place in range(middle + 64, middle + 4096):  # at its end it may hold nothing
        data[place] ^= 0x5A
    home.archive.write_bytes(data)
    with pytest.raises(UserError, match="cultivate restore"):
        copies.read_tables(home.archive)


def test_copies_are_private(home):
    """Nobody else may read one."""
    copies.keep(home, DAY, 7)
    assert home.copies.stat().st_mode & 0o777 == 0o700
    assert {file.stat().st_mode & 0o777 for file in home.copies.iterdir()} == {0o600}
