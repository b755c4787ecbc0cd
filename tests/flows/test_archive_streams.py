"""Streams out of archives: read in any order, never kept whole, never on the disk."""

from __future__ import annotations

import hashlib
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

from connectors import (
    SourceError,
    _archive,
    _archive_stream,
    discover,
    icalendar,
    pst,
)
from tests.connectors import made_pst
from tests.connectors.golden import FIXTURES, READING


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
from connectors import _archive, discover
from flows.archives import Inside
from flows.items import identify
from tests.connectors.golden import READING
from tests.flows.test_archive_streams import told_of
resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # no byte into any file
known = discover()
inside = Inside(
    pathlib.Path(sys.argv[1]), pathlib.Path("/nowhere"),
    lambda path: identify(path, known), known,
)
for found in inside.walk():
    told = told_of(known[found.source].extract(found.path, READING))
    sys.stdout.buffer.write(f"{found.source} {told}\\n".encode())
    sys.stdout.buffer.flush()
assert not [one for one in inside.problems if one.loses]
"""
LARGE = ("pst/archive.pst", "thunderbird/abook.sqlite", "mbox/people.mbox")
FETCHED = ("caldav", "google_calendar", "ics_url", "carddav")


def told_of(rows):
    """What a source said, in a few letters."""
    said = hashlib.sha256()
    for row in rows:
        said.update(repr(row).encode())
    return said.hexdigest()[:16]


def read_without_a_disk(archive):
    """What the files in a zip say, by source, where no byte may be written."""
    told = subprocess.run(
        [sys.executable, "-c", WITHOUT_A_DISK, str(archive)],
        capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert (told.stderr, told.returncode) == ("", 0)
    return dict(line.split() for line in told.stdout.splitlines())


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
    known = discover()
    loose = {
        source: told_of(known[source].extract(FIXTURES / source / name, READING))
        for source, name in (Path(name).parts for name in LARGE)
    }
    assert read_without_a_disk(tmp_path / "a.zip") == loose


def test_what_was_fetched_is_read_without_a_disk(tmp_path):
    """A home's own inbox, packed: events that changed since included."""
    known, loose = discover(), {}
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for source in FETCHED:
            for file in FIXTURES.joinpath(source).glob("*[!d].jsonl"):
                archive.write(file, f"{source}/{file.name}")
                loose[source] = told_of(known[source].extract(file, READING))
    assert len(loose) == len(FETCHED)
    assert read_without_a_disk(tmp_path / "a.zip") == loose


def a_large_calendar():
    """Nine megabytes; the parts of each series stand far from one another."""
    text = "\r\n ".join(["wörter 😀 " * 6] * 300)
    for number in range(400):
        changed = f"RECURRENCE-ID:20260105T{number % 2 + 9:02}0000Z"
        yield from (
            "BEGIN:VEVENT", f"UID:{number % 200}@example.com",
            f"SUMMARY:Tea {number}", f"DESCRIPTION:{text}",
            "DTSTART:20260105T090000Z", "DTSTAMP:20260101T000000Z",
            "RRULE:FREQ=DAILY;COUNT=2" if number < 200 else changed, "END:VEVENT",
        )  # fmt: skip


@pytest.mark.parametrize("way", ["utf-16", "alone"])
def test_a_calendar_of_other_letters_is_read_without_a_disk(tmp_path, way):
    """However large it is, and the same is read as in a plain file."""
    lines = ("BEGIN:VCALENDAR", *a_large_calendar(), "END:VCALENDAR", "")
    text = "\r\n".join(lines)
    plain = tmp_path / "a.ics"
    plain.write_bytes(text.encode())
    assert plain.stat().st_size > 9 << 20
    data = text.encode(way) if way == "utf-16" else text.replace("\n", "").encode()
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("b.ics", data)
    told = told_of(icalendar.extract(plain, READING))
    assert read_without_a_disk(tmp_path / "a.zip") == {"icalendar": told}


def test_many_appointments_are_read_without_a_disk(tmp_path):
    """Nine megabytes of them wait nowhere: each is read again when its turn comes."""
    appointment = dict(made_pst.meetings().messages[0].properties)
    appointment[0x1000] = made_pst.Plain(b"words " * 1200)
    del appointment[made_pst.MEETING, 0x0023]
    folders = []
    for first in range(0, 1350, 150):
        messages = [
            made_pst.Message({**appointment, 0x300B: str(number % 1000).encode()})
            for number in range(first, first + 150)
        ]
        folders.append(made_pst.Folder(f"Kalender {first}", messages))
    loose = tmp_path / "a.pst"
    loose.write_bytes(made_pst.make_pst([made_pst.Folder("Alle", (), folders)]))
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(loose, "a.pst")
    said = [*pst.extract(loose, READING)]
    assert len({one.source_key for one in said}) == 1000
    assert read_without_a_disk(tmp_path / "a.zip") == {"pst": told_of(said)}


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


WITHOUT_MEMORY = """
import pathlib, resource, sys
from connectors import SourceError, _archive
archive = pathlib.Path(sys.argv[1])
with _archive.open_archive(archive, archive, _archive.Allowance(1 << 30)) as found:
    resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
    try:
        (found.root / "x.bin").open("rb").read()
    except SourceError as error:
        print(error.what)
"""


def test_a_file_that_asks_for_too_much_memory_is_told(tmp_path):
    """How much LZMA takes is said in the file: four gigabytes, if it likes."""
    archive = packed(tmp_path / "a.zip", noise(1 << 20), zipfile.ZIP_LZMA)
    data = bytearray(archive.read_bytes())
    head = 30 + len("x.bin") + 4  # then LZMA's own: a byte, and the size it keeps
    data[head + 1 : head + 5] = b"\xff" * 4
    archive.write_bytes(data)
    told = subprocess.run(
        [sys.executable, "-c", WITHOUT_MEMORY, str(archive)],
        capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert told.stdout == "it takes too much memory to unpack it here\n"


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
