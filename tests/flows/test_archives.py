"""Archives: read as the folder in them would be; what is unsafe is refused."""

from __future__ import annotations

import contextlib
import io
import os
import random
import shutil
import stat
import zipfile
from pathlib import Path

import pytest

from connectors import SourceError, _archive
from flows import settings as settings_file
from flows import steps, warehouse
from flows.archives import room_of
from flows.settings import Home
from tests.connectors.golden import FIXTURES

BOOK = "BEGIN:VCARD\nVERSION:3.0\nUID:{0}\nFN:{0} Okafor\nEND:VCARD\n"
HELD = (
    "vcard/simple.vcf",
    "mbox/people.mbox",
    "icalendar/google.ics",
    "journal/marta.journal.md",
)


@pytest.fixture
def outside(tmp_path):
    """A folder beside the home, where nothing may be written by the program."""
    folder = tmp_path / "outside"
    folder.mkdir()
    return folder


def zipped(path: Path, files: dict[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, (2026, 5, 3, 10, 0, 0))
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return path


def read(home, *paths, dry_run=False):
    """Import the paths; (name, source, state, records, problems) of each file."""
    settings = settings_file.load(home)
    run_id = 0 if dry_run else steps.begin(home, "import")
    return [
        (
            str(tally.path.relative_to(paths[0].parent)),
            tally.source,
            tally.state,
            tally.records,
            tally.problems,
        )
        for tally in steps.import_paths(
            home, settings, run_id, list(paths), dry_run=dry_run
        )
    ]


def ask(home, query):
    with warehouse.open_archive(home) as con:
        return con.execute(query).fetchall()


def said(home):
    """Everything the sources said, without where and when it was read."""
    return [
        ask(
            home,
            f"select * exclude (source_file, first_run, last_run) from raw.{table} "
            "order by source, account, source_key, content_hash",
        )
        for table in ("contact_records", "interactions")
    ]


def problems(home):
    return [what for (what,) in ask(home, "select what from raw.problems")]


def test_a_zip_says_what_its_folder_says(home, outside):
    """Cards, mail, a calendar and a journal are the same rows from either."""
    folder = outside / "Takeout"
    folder.mkdir()
    for name in HELD:
        shutil.copyfile(FIXTURES / name, folder / Path(name).name)
    archive = zipped(
        outside / "takeout.zip",
        {f"Takeout/{f.name}": f.read_bytes() for f in folder.iterdir()},
    )
    other = Home(outside.parent / "other")
    shutil.copytree(home.path, other.path)
    read(home, archive)
    read(other, folder)
    assert said(home) == said(other)
    assert {len(rows) > 5 for rows in said(home)} == {True}
    assert not room_of(home).exists()


def test_rows_name_the_file_in_the_archive(home, outside):
    """A row's file is `archive.zip!/inside/path`."""
    archive = zipped(outside / "a.zip", {"Takeout/book.vcf": BOOK.format("Ana")})
    read(home, archive)
    files = ask(home, "select source_file from raw.contact_records")
    assert files == [(f"{archive}!/Takeout/book.vcf",)]


def test_twice_adds_nothing_and_leaves_the_archive_packed(home, outside):
    """An unchanged archive is one unchanged file; a changed one is read again."""
    archive = zipped(
        outside / "a.zip", {"one.vcf": BOOK.format("Ana"), "b.vcf": BOOK.format("Wei")}
    )
    read(home, archive)
    before = said(home)
    assert read(home, archive) == [("a.zip", "archive", "unchanged", 0, 0)]
    zipped(archive, {"one.vcf": BOOK.format("Ana"), "b.vcf": BOOK.format("Chen")})
    assert [row[:4] for row in read(home, archive)] == [
        ("a.zip!/b.vcf", "vcard", "read", 1),
        ("a.zip!/one.vcf", "vcard", "unchanged", 0),
        ("a.zip", "archive", "read", 0),
    ]
    assert before != said(home)


def test_a_dry_run_names_all_and_keeps_nothing(home, outside):
    """Each file read is named, then the archive with what was left out and why."""
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("c.vcf", BOOK.format("Kim"))
    archive = zipped(
        outside / "a.zip",
        {
            "Takeout/archive_browser.html": "<html>",
            "Takeout/book.vcf": BOOK.format("Ana"),
            "Takeout/photo.jpg": b"\xff\xd8",
            "Takeout/photo.jpg.json": "{}",
            "Takeout/other.jpg.json": "{}",
            "Takeout/more.zip": inner.getvalue(),
        },
    )
    assert read(home, archive, dry_run=True) == [
        ("a.zip!/Takeout/book.vcf", "vcard", "read", 1, 0),
        ("a.zip!/Takeout/more.zip!/c.vcf", "vcard", "read", 1, 0),
        ("a.zip", "archive", "read", 0, 1),
    ]
    assert not home.archive.exists() or said(home) == [[], []]
    read(home, archive)
    assert problems(home) == [
        "4 inside that nothing here reads: 2 .json, 1 .html, 1 .jpg"
    ]


def test_an_archive_in_the_inbox_keeps_its_account(home):
    """inbox/vcard/work/x.zip is read into the account work."""
    folder = home.inbox / "vcard" / "work"
    folder.mkdir(parents=True)
    zipped(folder / "x.zip", {"book.vcf": BOOK.format("Ana")})
    settings = settings_file.load(home)
    assert steps.sources(home, settings) == ["archive"]
    tally = steps.collect(home, settings, steps.begin(home, "run"), "archive")
    assert (tally.files, tally.records, tally.state) == (2, 1, "ok")
    assert ask(home, "select account from raw.contact_records") == [("work",)]


def hostile(outside, name):
    """An archive that must be refused or read only in part."""
    path, book = outside / f"{name}.zip", BOOK.format("Ana")
    good = {"book.vcf": book}
    if name == "bomb":
        return zipped(path, {**good, "zeros.mbox": bytes(80 << 20)})
    if name in {"traversal", "backslashes", "absolute", "drive"}:
        escape = {
            "traversal": "../../escaped.vcf",
            "backslashes": "..\\..\\escaped.vcf",
            "absolute": f"{outside}/escaped.vcf",
            "drive": "C:\\escaped.vcf",
        }
        return zipped(path, {**good, escape[name]: book})
    if name == "truncated":
        whole = zipped(path, good).read_bytes()
        path.write_bytes(whole[: len(whole) // 2])
        return path
    if name == "encrypted":
        data = bytearray(zipped(path, good).read_bytes())
        for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
            data[data.index(mark) + flags] |= 1
        path.write_bytes(data)
        return path
    nested = book.encode()
    for depth in range(4):
        inner = io.BytesIO()
        with zipfile.ZipFile(inner, "w") as archive:
            archive.writestr("x.zip" if depth else "book.vcf", nested)
        nested = inner.getvalue()
    path.write_bytes(nested)
    return path


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("bomb", "it unpacks to more than 200 times its size"),
        ("traversal", "it would write outside its folder"),
        ("backslashes", "it would write outside its folder"),
        ("absolute", "it would write outside its folder"),
        ("drive", "it would write outside its folder"),
        ("truncated", "it is no whole zip archive"),
        ("encrypted", "it is encrypted"),
        ("deep", "it is more than 2 archives deep"),
    ],
)
def test_what_is_unsafe_is_refused(home, outside, name, what):
    """Nothing is taken in or written anywhere, and a problem says why."""
    archive = hostile(outside, name)
    before = sorted(outside.parent.rglob("*"))
    told = read(home, archive)
    assert {row[2] for row in told} <= {"failed", "unrecognised"}
    assert problems(home) == [what]
    assert said(home) == [[], []]
    made = set(outside.parent.rglob("*")) - set(before)
    assert {path.name for path in made} <= {"archive.duckdb", "archive.duckdb.wal"}


@pytest.mark.parametrize("seed", range(20))
def test_noise_in_an_archive_never_gets_out_or_crashes(outside, seed):
    """Flipped, lost and random bytes give what is whole, problems or a refusal."""
    dice = random.Random(seed)  # noqa: S311 - noise, no secret
    files = {f"d{i}/{i}.vcf": BOOK.format(i) for i in range(5)}
    whole = zipped(outside / "a.zip", files).read_bytes()
    for number in range(20):
        noise = bytearray(whole)
        for _ in range(dice.randrange(1, 12)):
            spot = dice.randrange(len(noise))
            noise[spot : spot + dice.randrange(3)] = dice.randbytes(dice.randrange(4))
        archive = outside / "noisy.zip"
        archive.write_bytes(noise)
        into = outside / "unpacked" / str(number)
        with contextlib.suppress(SourceError):
            _archive.unpack(archive, into, _archive.Allowance(len(noise)))
    made = {path.name for path in outside.iterdir()}
    assert made <= {"a.zip", "noisy.zip", "unpacked"}
    assert not [path for path in outside.rglob("*") if path.is_symlink()]


def test_links_and_devices_are_left_out(home, outside):
    """The plain files beside them are read; nothing points anywhere."""
    archive = zipped(outside / "a.zip", {"book.vcf": BOOK.format("Ana")})
    with zipfile.ZipFile(archive, "a") as opened:
        for name, kind in (("link.vcf", stat.S_IFLNK), ("fifo.vcf", stat.S_IFIFO)):
            entry = zipfile.ZipInfo(name)
            entry.external_attr = (kind | 0o777) << 16
            opened.writestr(entry, "/etc/passwd")
    told = read(home, archive)
    assert told[0] == ("a.zip!/book.vcf", "vcard", "read", 1, 0)
    assert problems(home) == [
        "1 of its files left out: links",
        "1 of its files left out: no plain files",
    ]


def test_a_damaged_entry_leaves_the_others(home, outside):
    """A file whose check sum is wrong is left out and told of."""
    archive = zipped(
        outside / "a.zip", {"a.vcf": BOOK.format("Ana"), "b.vcf": BOOK.format("Wei")}
    )
    data = bytearray(archive.read_bytes())
    spot = data.index(b"PK\x03\x04", 1)
    data[spot + 14 : spot + 18] = b"\0\0\0\0"
    central = data.rindex(b"PK\x01\x02")
    data[central + 16 : central + 20] = b"\0\0\0\0"
    archive.write_bytes(data)
    told = read(home, archive)
    assert [row[:2] for row in told] == [
        ("a.zip!/a.vcf", "vcard"),
        ("a.zip", "archive"),
    ]
    assert problems(home) == ["1 of its files left out: damaged"]


def test_too_many_files_are_refused(home, outside, monkeypatch):
    """An archive may hold a hundred thousand files, not more."""
    assert _archive.MAX_FILES == 100_000
    monkeypatch.setattr(_archive, "MAX_FILES", 2)
    archive = zipped(outside / "a.zip", {f"{i}.vcf": BOOK.format(i) for i in range(3)})
    read(home, archive)
    assert problems(home) == ["it holds more than 2 files"]


def test_unpacked_files_are_the_owners_alone(outside):
    """Folders are 0700 and files 0600, whatever the archive says."""
    old = os.umask(0)
    try:
        archive = outside / "a.zip"
        with zipfile.ZipFile(archive, "w") as opened:
            entry = zipfile.ZipInfo("sub/book.vcf", (2026, 5, 3, 10, 0, 0))
            entry.external_attr = 0o100777 << 16
            opened.writestr(entry, "x")
        into = outside / "into"
        _archive.unpack(archive, into, _archive.Allowance(1))
    finally:
        os.umask(old)
    modes = {
        path.name: stat.S_IMODE(path.stat().st_mode)
        for path in (into, into / "sub", into / "sub" / "book.vcf")
    }
    assert modes == {"into": 0o700, "sub": 0o700, "book.vcf": 0o600}
    assert (into / "sub" / "book.vcf").stat().st_mtime == 1777802400


def test_what_a_cut_off_run_left_is_removed(home):
    """Unpacked files of a run that was killed are gone after the next."""
    left = room_of(home) / "tmp" / "book.vcf"
    left.parent.mkdir(parents=True)
    left.write_text("private")
    settings = settings_file.load(home)
    steps.collect(home, settings, steps.begin(home, "run"), "archive")
    assert not room_of(home).exists()
