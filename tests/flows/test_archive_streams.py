"""Streams out of archives: read in any order, never kept whole, never on the disk."""

from __future__ import annotations

import io
import random
import subprocess
import sys
import tarfile
import tracemalloc
import zipfile
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors import SourceError, _archive, _archive_stream
from tests.connectors.golden import FIXTURES


def noise(size):
    """Bytes that cannot be packed, always the same."""
    return random.Random(1).randbytes(size)  # noqa: S311 - noise, no secret


WHOLE = noise(600_000) + bytes(500_000) + noise(200_000)


def packed(path, data, how=zipfile.ZIP_DEFLATED):
    """An archive of one file."""
    if path.suffix == ".zip":
        with zipfile.ZipFile(path, "w", how) as archive:
            archive.writestr("x.bin", data)
    else:
        with tarfile.open(path, "w:gz" if path.suffix == ".tgz" else "w") as archive:
            entry = tarfile.TarInfo("x.bin")
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return path


@contextmanager
def streamed(archive):
    """Its file as a stream."""
    allowance = _archive.Allowance(1 << 30)
    room = archive.parent / "room"
    with (
        _archive.open_archive(archive, room, allowance) as found,
        (found.root / "x.bin").open("rb") as stream,
    ):
        yield stream


STREAMED = """
import sys, pathlib
from connectors import _archive
archive, room = map(pathlib.Path, sys.argv[1:])
with _archive.open_archive(archive, room, _archive.Allowance(1 << 30)) as found:
    with (found.root / "x.bin").open("rb") as stream:
        stream.seek(30 << 20)
        stream.read(10)
        stream.seek(5)
        print(stream.read(5).hex(), flush=True)
        sys.stdin.read()
"""


def test_a_kill_leaves_nothing(tmp_path):
    """What waits of a packed tar has no name on the disk, and goes with the process."""
    data = noise(40 << 20)
    archive = packed(tmp_path / "a.tgz", data)
    room = tmp_path / "room"
    with subprocess.Popen(
        [sys.executable, "-c", STREAMED, str(archive), str(room)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stdout.readline() == f"{data[5:10].hex()}\n"
        assert [*room.rglob("*")] == []
        process.kill()
    assert [*room.rglob("*")] == []


WITHOUT_A_DISK = """
import resource, sys, pathlib
from zoneinfo import ZoneInfo
from connectors import Reading, SourceError, _archive, discover
from flows.archives import Inside
from flows.items import identify
resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # no byte into any file
known = discover()
inside = Inside(
    pathlib.Path(sys.argv[1]), pathlib.Path("/nowhere"),
    lambda path: identify(path, known), known,
)
reading = Reading("default", ZoneInfo("UTC"))
for found in inside.walk():
    said = sum(1 for _ in known[found.source].extract(found.path, reading))
    sys.stdout.buffer.write(f"{found.source} {said}\\n".encode())
    sys.stdout.buffer.flush()
assert not [one for one in inside.problems if one.loses]
"""
LARGE = ("pst/archive.pst", "thunderbird/abook.sqlite", "mbox/people.mbox")


@pytest.mark.parametrize("how", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_zip_in_a_zip_is_read_without_a_disk(tmp_path, how):
    """Mail, a data file of Outlook's and a database, behind 40 MB, twice packed."""
    inner = tmp_path / "inner.zip"
    with zipfile.ZipFile(inner, "w", how) as archive:
        archive.writestr("a/noise.txt", noise(40 << 20))
        for name in LARGE:
            archive.write(FIXTURES / name, name)
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(inner, "b/inner.zip")
    told = subprocess.run(
        [sys.executable, "-c", WITHOUT_A_DISK, str(tmp_path / "a.zip")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (told.stderr, told.returncode) == ("", 0)
    there = [line.split() for line in told.stdout.splitlines()]
    assert {source for source, _ in there} == {Path(name).parts[0] for name in LARGE}
    assert all(int(said) > 1 for _, said in there)


def test_memory_does_not_grow_with_what_is_unpacked(tmp_path):
    """A large file, read from back to front and at random, takes some megabytes."""
    large = b"".join(bytes([number]) * (1 << 20) for number in range(96))
    archive = packed(tmp_path / "a.zip", large)
    del large
    dice = random.Random(3)  # noqa: S311 - places, no secret
    places = [place << 20 for place in range(95, 0, -1)]
    places += [dice.randrange(96 << 20) for _ in range(99)] + [95 << 20, 9] * 40
    with streamed(archive) as stream:
        tracemalloc.start()
        for place in places:
            stream.seek(place)
            assert stream.read(1) == bytes([place >> 20])
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert most < 48 << 20


def test_what_goes_only_forth_is_not_begun_again_for_ever(tmp_path, monkeypatch):
    """Bzip2 and LZMA have no places to go back to: too many leaps are told."""
    monkeypatch.setattr(_archive_stream, "HELD", 2)
    told = "only be read from front to back"

    def leap(stream):
        for number in range(99):
            stream.seek(number % 2 * 900_000)
            assert stream.read(1)

    for how in (zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        archive = packed(tmp_path / "a.zip", noise(1 << 20), how)
        with streamed(archive) as stream, pytest.raises(SourceError, match=told):
            leap(stream)


def test_a_check_sum_is_looked_at_behind_the_end(tmp_path):
    """Who reads in no order hears of damage by reading on where nothing is left."""
    archive = packed(tmp_path / "a.zip", noise(1 << 20), zipfile.ZIP_STORED)
    data = bytearray(archive.read_bytes())
    data[500_000] ^= 1
    archive.write_bytes(data)
    with streamed(archive) as stream:
        stream.seek(900_000)
        assert stream.read(10) == noise(1 << 20)[900_000:900_010]
        stream.seek(0, io.SEEK_END)
        with pytest.raises(SourceError, match="damaged in the archive"):
            stream.read(1)


@settings(max_examples=40, deadline=None)
@given(
    moves=st.lists(
        st.tuples(st.integers(0, 1_500_000), st.integers(0, 400_000)), max_size=6
    )
)
def test_a_stream_reads_like_a_file(tmp_path_factory, moves):
    """Wherever one seeks, however it is packed, the bytes are those of the file."""
    folder = tmp_path_factory.getbasetemp() / "streams"
    data = WHOLE
    if not folder.exists():
        folder.mkdir()
        for how in (0, 8, 12, 14):  # stored, deflated, bzip2, lzma
            packed(folder / f"{how}.zip", data, how)
        packed(folder / "a.tar", data)
        packed(folder / "a.tgz", data)
    for archive in sorted(folder.glob("*.*")):
        file = io.BytesIO(data)
        with streamed(archive) as stream:
            for place, size in moves:
                assert stream.seek(place) == file.seek(place)
                assert stream.read(size) == file.read(size)
                assert stream.tell() == file.tell()
