"""Fingerprints tell an unchanged file from a grown one and from another."""

from __future__ import annotations

import os

from flows import fingerprint


def make(path, data: bytes, stamp: int = 1):
    path.write_bytes(data)
    os.utime(path, (stamp, stamp))
    return fingerprint.take(path)


def test_a_file_left_alone_keeps_its_fingerprint(tmp_path):
    """The same bytes at the same time give the same fingerprint."""
    file = tmp_path / "mail"
    first = make(file, b"x" * 100_000)
    assert fingerprint.take(file) == first


def test_a_change_of_bytes_time_or_size_shows(tmp_path):
    """Each of them alone gives another fingerprint."""
    file = tmp_path / "mail"
    seen = {
        make(file, b"x" * 9000),
        make(file, b"x" * 8999 + b"y"),
        make(file, b"x" * 9001),
        make(file, b"x" * 9000, stamp=2),
    }
    assert len(seen) == 4


def test_another_file_in_its_place_shows(tmp_path):
    """The same size, time and bytes under the same name, but written anew."""
    file, other = tmp_path / "mail", tmp_path / "other"
    last = make(file, b"x" * 9000)
    grown = make(other, b"x" * 9000)
    other.replace(file)
    assert fingerprint.take(file) == grown != last
    make(file, b"x" * 9000 + b"tail")
    assert fingerprint.read_before(file, last) == 0
    assert fingerprint.read_before(file, grown) == 9000


def test_a_change_in_a_databases_log_shows(tmp_path):
    """What a program has written only to the log beside it is a change."""
    file = tmp_path / "abook.sqlite"
    seen = {make(file, b"x" * 9000)}
    (tmp_path / "abook.sqlite-wal").write_bytes(b"page")
    seen.add(fingerprint.take(file))
    assert len(seen) == 2


def test_what_only_grew_is_read_on_where_it_ended(tmp_path):
    """The old bytes are still the beginning: only the tail is new."""
    file = tmp_path / "mail"
    last = make(file, b"a" * 50_000)
    make(file, b"a" * 50_000 + b"tail", stamp=2)
    assert fingerprint.read_before(file, last) == 50_000


def test_what_was_rewritten_is_read_whole(tmp_path):
    """A longer file with another beginning, a shorter one, and none before."""
    file = tmp_path / "mail"
    last = make(file, b"a" * 50_000)
    make(file, b"b" * 60_000)
    assert fingerprint.read_before(file, last) == 0
    make(file, b"a" * 40_000)
    assert fingerprint.read_before(file, last) == 0
    assert fingerprint.read_before(file, "") == 0
    assert fingerprint.read_before(file, "unreadable") == 0


def test_a_folder_is_its_listing(tmp_path):
    """A message added anywhere below shows; nothing else does."""
    (tmp_path / "cur").mkdir()
    before = fingerprint.take(tmp_path)
    assert fingerprint.take(tmp_path) == before
    (tmp_path / "cur" / "1").write_bytes(b"x")
    assert fingerprint.take(tmp_path) != before


def test_what_is_no_file_is_unreadable(tmp_path):
    """A pipe is never opened; a missing file raises nothing."""
    os.mkfifo(tmp_path / "pipe")
    assert fingerprint.take(tmp_path / "pipe") == "unreadable"
    assert fingerprint.take(tmp_path / "missing") == "unreadable"


def test_a_file_that_was_only_touched_is_known(tmp_path):
    """By a hash of all of it; any other byte shows, however alike the samples are."""
    path = tmp_path / "book.vcf"
    path.write_bytes(b"a" * 1_000_000)
    last = fingerprint.with_content(path, fingerprint.take(path) + "-mapping")
    assert fingerprint.is_known(path, fingerprint.take(path) + "-mapping", last)
    os.utime(path, (1, 1))
    assert fingerprint.is_known(path, fingerprint.take(path) + "-mapping", last)
    assert not fingerprint.is_known(path, fingerprint.take(path) + "-other", last)
    with path.open("r+b") as file:
        file.seek(10_000)
        file.write(b"b")
    os.utime(path, (1, 1))
    assert fingerprint.take(path).rpartition("-")[2] == last.split("-")[3]
    assert not fingerprint.is_known(path, fingerprint.take(path) + "-mapping", last)


def test_a_copy_elsewhere_is_known(tmp_path):
    """A home that moves is known again, though every file is another one."""
    path = tmp_path / "book.vcf"
    path.write_bytes(b"a" * 5_000)
    last = fingerprint.with_content(path, fingerprint.take(path))
    copy = tmp_path / "copy.vcf"
    copy.write_bytes(path.read_bytes())
    assert fingerprint.is_known(copy, fingerprint.take(copy), last)


def test_a_folder_has_no_content_of_its_own(tmp_path):
    """Its listing is all there is to compare."""
    assert fingerprint.with_content(
        tmp_path, fingerprint.take(tmp_path)
    ) == fingerprint.take(tmp_path)
    assert not fingerprint.is_known(tmp_path, "other", fingerprint.take(tmp_path))
    assert not fingerprint.is_known(tmp_path, fingerprint.take(tmp_path), "")
