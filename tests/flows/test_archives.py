"""Archives: read as the folder in them would be; what is unsafe is refused."""

from __future__ import annotations

import contextlib
import gzip
import io
import random
import shutil
import stat
import struct
import tarfile
import tracemalloc
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

import connectors
from connectors import SourceError, _archive
from flows import archives, steps, warehouse
from flows import settings as settings_file
from flows.archives import room_of
from flows.settings import Home
from tests.connectors import golden, made_databases
from tests.connectors.golden import FIXTURES

BOOK = "BEGIN:VCARD\nVERSION:3.0\nUID:{0}\nFN:{0} Okafor\nEND:VCARD\n"
BOOK_AND_LOG = ("abook.sqlite", "abook.sqlite-wal")
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


def test_a_known_archive_is_read_again_when_archives_are_read_better(
    home, outside, monkeypatch
):
    """What was told of it may have been wrong; its files are known all the same."""
    archive = zipped(outside / "a.zip", {"one.vcf": BOOK.format("Ana")})
    read(home, archive)
    better = archives.extractor_version + 1
    monkeypatch.setattr(archives, "extractor_version", better)
    assert read(home, archive) == [
        ("a.zip!/one.vcf", "vcard", "unchanged", 0, 0),
        ("a.zip", "archive", "read", 0, 0),
    ]
    assert read(home, archive) == [("a.zip", "archive", "unchanged", 0, 0)]


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
    assert list(steps.find(home, settings)) == ["archive"]
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


@pytest.mark.parametrize("name", ["A: b.vcf", "C:b.vcf", "a/D: c/b.vcf"])
def test_a_name_with_a_colon_points_nowhere(home, outside, name):
    """It is a file of the archive like any other."""
    archive = zipped(outside / "a.zip", {name: BOOK.format("Ana")})
    assert read(home, archive) == [
        (f"a.zip!/{name}", "vcard", "read", 1, 0),
        ("a.zip", "archive", "read", 0, 0),
    ]


def test_the_line_of_an_archive_says_what_was_left_out(home, outside):
    """Each reason once, and where; the cure of what is encrypted is its password."""
    files = {"a.vcf": BOOK.format("Ana"), "b.vcf": BOOK.format("Wei"), "x.txt": "-"}
    path = zipped(outside / "a.zip", files)
    data = bytearray(path.read_bytes())
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + flags] |= 1
    path.write_bytes(data)
    deep = hostile(outside, "deep").read_bytes()
    both = zipped(outside / "c.zip", {"a.zip": bytes(data), "deep.zip": deep})
    run = steps.begin(home, "import")
    settings = settings_file.load(home)
    told = [*steps.import_paths(home, settings, run, [path, both], dry_run=False)]
    whys = {tally.path.name: tally.why for tally in told if tally.source == "archive"}
    left_out = "1 of its files left out: encrypted"
    kinds = "1 inside that nothing here reads: 1 .txt"
    inside = "deep.zip!/x.zip!/x.zip: it is more than 2 archives deep"
    assert whys["a.zip"] == f"{left_out}; {kinds}"
    assert whys["c.zip"] == f"{left_out}; {inside}; {kinds}"
    cures = ask(
        home, f"select distinct cure from raw.problems where what = '{left_out}'"
    )
    assert cures == [("unpack it with its password and import the folder",)]


def opened(archive, room):
    """Every file of an archive by its place in it."""
    allowance = _archive.Allowance(archive.stat().st_size)
    with _archive.open_archive(archive, room, allowance) as found:
        return {
            str(path.relative_to(found.root)): path.read_bytes()
            for path in walked(found.root)
        }


def walked(folder):
    for path in folder.iterdir():
        if path.is_dir():
            yield from walked(path)
        else:
            yield path


@pytest.mark.parametrize("kind", ["zip", "tar", "tgz"])
@pytest.mark.parametrize("seed", range(10))
def test_noise_in_an_archive_never_gets_out_or_crashes(outside, seed, kind):
    """Flipped, lost and random bytes give what is whole, problems or a refusal."""
    dice = random.Random(seed)  # noqa: S311 - noise, no secret
    files = {f"d{i}/{i}.vcf": BOOK.format(i) for i in range(5)}
    make = zipped if kind == "zip" else tarred
    whole = make(outside / f"a.{kind}", files).read_bytes()
    archive = outside / f"noisy.{kind}"
    for _ in range(20):
        noise = bytearray(whole)
        for _ in range(dice.randrange(1, 12)):
            spot = dice.randrange(len(noise))
            noise[spot : spot + dice.randrange(3)] = dice.randbytes(dice.randrange(4))
        archive.write_bytes(noise)
        with contextlib.suppress(SourceError):
            opened(archive, outside / "room")
    assert {path.name for path in outside.iterdir()} == {f"a.{kind}", f"noisy.{kind}"}


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
    """A file whose check sum is wrong gives nothing, and that is told."""
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
        ("a.zip!/b.vcf", "vcard"),
        ("a.zip", "archive"),
    ]
    assert [row[2:] for row in told] == [
        ("read", 1, 0),
        ("failed", 0, 1),
        ("read", 0, 0),
    ]
    assert problems(home) == ["it is damaged in the archive"]


def test_a_damaged_database_gives_nothing(home, outside):
    """A byte of it that is not what was packed is found, wherever it stands."""
    book = (FIXTURES / "thunderbird" / "abook.sqlite").read_bytes()
    spot = book.rindex(b"@example.")
    with zipfile.ZipFile(outside / "a.zip", "w") as archive:  # stored as it is
        archive.writestr("abook.sqlite", book)
    data = bytearray((outside / "a.zip").read_bytes())
    data[data.index(book[:100]) + spot] = ord("_")
    (outside / "a.zip").write_bytes(data)
    assert read(home, outside / "a.zip")[0][2:4] == ("failed", 0)
    assert "it is damaged in the archive" in problems(home)
    assert said(home) == [[], []]


def test_a_log_beside_a_database_in_a_zip_counts(home, outside):
    """Who is only in Thunderbird's log is read from a zip of both."""
    book = outside / "abook.sqlite"
    with contextlib.closing(made_databases.thunderbird(book, {})) as con:
        con.execute("pragma journal_mode = wal")
        con.execute("pragma wal_autocheckpoint = 0")
        con.execute("insert into properties values ('b', 'DisplayName', 'Ana Eze')")
        con.commit()
        files = {name: (outside / name).read_bytes() for name in BOOK_AND_LOG}
        con.execute("insert into properties values ('c', 'DisplayName', 'Wei Chen')")
        con.commit()
        later = {name: (outside / name).read_bytes() for name in BOOK_AND_LOG}
    assert files["abook.sqlite"] == later["abook.sqlite"]
    archive = zipped(outside / "a.zip", {f"p/{name}": files[name] for name in files})
    assert read(home, archive)[0][:4] == (
        "a.zip!/p/abook.sqlite",
        "thunderbird",
        "read",
        1,
    )
    assert problems(home) == []
    zipped(archive, {f"p/{name}": later[name] for name in later})
    assert read(home, archive)[0][2:4] == ("read", 1)


def test_too_many_files_are_refused(home, outside, monkeypatch):
    """An archive may hold a hundred thousand files, not more."""
    assert _archive.MAX_FILES == 100_000
    monkeypatch.setattr(_archive, "MAX_FILES", 2)
    archive = zipped(outside / "a.zip", {f"{i}.vcf": BOOK.format(i) for i in range(3)})
    read(home, archive)
    assert problems(home) == ["it holds more than 2 files"]


def test_what_a_cut_off_run_left_is_removed(home):
    """What a run of an earlier version left unpacked is gone after the next."""
    left = room_of(home) / "tmp" / "book.vcf"
    left.parent.mkdir(parents=True)
    left.write_text("private")
    settings = settings_file.load(home)
    steps.collect(home, settings, steps.begin(home, "run"), "archive")
    assert not room_of(home).exists()


def tarred(path, files, **kinds):
    """A tar, packed as its name says; kinds: names that are links or the like."""
    mode = {".tgz": "w:gz", ".tbz2": "w:bz2", ".txz": "w:xz"}.get(path.suffix, "w")
    with tarfile.open(path, mode) as archive:
        for name, content in files.items():
            data = content if isinstance(content, bytes) else content.encode()
            entry = tarfile.TarInfo(name)
            entry.size, entry.mtime = len(data), 1777802400
            archive.addfile(entry, io.BytesIO(data))
        for name, kind in kinds.items():
            entry = tarfile.TarInfo(f"{name}.vcf")
            entry.type, entry.linkname = kind, "/etc/passwd"
            archive.addfile(entry)
    return path


@pytest.mark.parametrize("ending", ["tar", "tgz", "tbz2", "txz"])
def test_a_tar_says_what_its_folder_says(home, outside, ending):
    """Plain or packed, its files are the same rows as those of the folder."""
    folder = outside / "Takeout"
    folder.mkdir()
    for name in HELD:
        shutil.copyfile(FIXTURES / name, folder / Path(name).name)
    files = {f"Takeout/{f.name}": f.read_bytes() for f in folder.iterdir()}
    archive = tarred(outside / f"takeout.{ending}", {**files, "a/b.jpg": b"\xff"})
    other = Home(outside.parent / "other")
    shutil.copytree(home.path, other.path)
    read(home, archive)
    read(other, folder)
    assert said(home) == said(other)
    left_out = "1 inside that nothing here reads: 1 .jpg"
    assert sorted(problems(home)) == sorted([left_out, *problems(other)])
    assert [row[2] for row in read(home, archive)] == ["unchanged"]


@pytest.mark.parametrize("ending", ["tar", "tgz"])
def test_what_is_unsafe_in_a_tar_is_refused(home, outside, ending):
    """A place outside refuses all of it; links and devices are left out."""
    book = BOOK.format("Ana")
    path = tarred(outside / f"a.{ending}", {"book.vcf": book, "../out.vcf": book})
    read(home, path)
    assert problems(home) == ["it would write outside its folder"]
    assert said(home) == [[], []]
    kinds = {"soft": tarfile.SYMTYPE, "hard": tarfile.LNKTYPE, "fifo": tarfile.FIFOTYPE}
    path = tarred(outside / f"b.{ending}", {"book.vcf": book}, **kinds)
    assert read(home, path)[0][2:4] == ("read", 1)
    assert problems(home)[1:] == [
        "2 of its files left out: links",
        "1 of its files left out: no plain files",
    ]


def test_a_packed_tar_may_not_unpack_to_too_much(home, outside):
    """Neither its files nor their headers may grow beyond what is sane."""
    bomb = tarred(outside / "a.tgz", {"zeros.jpg": bytes(80 << 20), "a.vcf": "x"})
    read(home, bomb)
    assert problems(home) == ["it unpacks to more than 200 times its size"]
    header = tarfile.TarInfo("long")
    header.type, header.size = tarfile.GNUTYPE_LONGNAME, 3 << 20
    with gzip.open(outside / "b.tgz", "wb") as packed:
        packed.write(header.tobuf(tarfile.GNU_FORMAT) + b"x" * (3 << 20) + bytes(1024))
    read(home, outside / "b.tgz")
    assert problems(home)[1:] == ["it is no whole tar archive"]


def test_archives_of_either_kind_stand_inside_each_other(home, outside):
    """A tgz in a zip in a tar is read; the limits hold for all of them together."""
    inner = tarred(outside / "c.tgz", {"book.vcf": BOOK.format("Ana")}).read_bytes()
    middle = zipped(outside / "b.zip", {"x/c.tgz": inner}).read_bytes()
    outer = tarred(outside / "a.tar", {"b.zip": middle})
    assert read(home, outer)[0] == (
        "a.tar!/b.zip!/x/c.tgz!/book.vcf", "vcard", "read", 1, 0,
    )  # fmt: skip


def test_a_takeout_in_parts_is_read_part_by_part(home, outside):
    """Each part is an archive of its own; together they say what one zip says."""
    parts = [
        zipped(
            outside / f"takeout-20260503T100000Z-00{number}.zip",
            {f"Takeout/Contacts/{number}.vcf": BOOK.format(f"P{number}")},
        )
        for number in (1, 2, 3)
    ]
    told = read(home, *parts)
    assert [row[2:4] for row in told if row[1] == "vcard"] == [("read", 1)] * 3
    keys = ask(home, "select source_key from raw.contact_records")
    assert sorted(keys) == [("P1",), ("P2",), ("P3",)]


def test_every_fixture_reads_the_same_from_an_archive(outside):
    """Each source says of a file in a zip or a tgz what it says of the file."""
    for fixture in golden.inputs():
        top = fixture.path.name
        files = {top: fixture.path.read_bytes()} if fixture.path.is_file() else {
            f"{top}/{path.relative_to(fixture.path)}": path.read_bytes()
            for path in sorted(fixture.path.rglob("*")) if path.is_file()
        }  # fmt: skip
        known = [*golden.extract(fixture)]
        for archive in (
            zipped(outside / "a.zip", files), tarred(outside / "a.tgz", files)
        ):  # fmt: skip
            allowance = _archive.Allowance(1 << 30)
            with _archive.open_archive(archive, outside / "r", allowance) as found:
                packed = replace(fixture, path=found.root / top)
                connector = connectors.discover()[fixture.source]
                assert connector.identify(packed.path), str(fixture)
                assert [*golden.extract(packed)] == known, str(fixture)


def test_a_damaged_file_is_told_by_its_place(home, outside):
    """It is no file of a kind nobody reads: what it was cannot even be seen."""
    inner = zipped(
        outside / "in.zip", {"a/cal.ics": "x" * 99, "b.vcf": BOOK.format("A")}
    )
    data = bytearray(inner.read_bytes())
    data[data.index(b"PK\x03\x04")] ^= 1
    both = {"c.vcf": BOOK.format("Ana"), "in.zip": bytes(data)}
    told = read(home, zipped(outside / "a.zip", both))
    assert [row[2] for row in told] == ["read"] * 3
    assert ask(home, "select place, what, why from raw.problems") == [
        ("in.zip!/a/cal.ics", "it is damaged in the archive", "it was left out")
    ]


def test_empty_files_are_told_as_empty(home, outside):
    """They are of kinds that are read, only there is nothing in them."""
    files = {"a.ics": "", "b.vcf": BOOK.format("Ana"), "c.html": "<p>"}
    read(home, zipped(outside / "a.zip", files))
    assert problems(home) == ["2 inside that nothing here reads: 1 .html, 1 empty .ics"]


def test_many_problems_take_one_line(home, outside):
    """The first are told on the archive's line, the others counted."""
    archive = zipped(
        outside / "a.zip", {f"{n}.ics": BOOK.format("A") for n in range(9)}
    )
    archive.write_bytes(archive.read_bytes().replace(b"PK\x03\x04", b"PK\x03\x05"))
    run = steps.begin(home, "import")
    settings = settings_file.load(home)
    (told,) = steps.import_paths(home, settings, run, [archive], dry_run=False)
    assert told.why.split("; ")[4:] == [
        "4.ics: it is damaged in the archive", "4 more problems",
    ]  # fmt: skip
    assert len(problems(home)) == 9


def test_folders_in_folders_have_a_bound(home, outside):
    """A name of thousands of folders would take gigabytes; the others are read."""
    files = {"a/" * 30_000 + "x.vcf": BOOK.format("Ana"), "b.vcf": BOOK.format("Wei")}
    archive = zipped(outside / "a.zip", files)
    assert [row[0] for row in read(home, archive)] == ["a.zip!/b.vcf", "a.zip"]
    assert problems(home) == ["1 of its files left out: in more than 100 folders"]


@pytest.mark.parametrize("many", [300_000, 1_000_000])
def test_a_list_of_too_many_files_is_not_taken_in(outside, many):
    """A million names in a small zip: they are counted before memory is asked for."""
    archive = zipped(outside / "a.zip", {"a.vcf": BOOK.format("Ana")})
    data = archive.read_bytes()
    first = data.index(b"PK\x01\x02")
    last = data.index(b"PK\x05\x06")
    listed = data[first:last] * many
    end = bytearray(data[last:])
    struct.pack_into("<HHII", end, 8, 0xFFFF, 0xFFFF, len(listed), first)
    archive.write_bytes(data[:first] + listed + end)
    size = len(listed)
    del listed
    tracemalloc.start()
    with pytest.raises(SourceError, match="more than 100,000 files"):
        opened(archive, outside / "room")
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 2 * size
