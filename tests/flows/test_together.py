"""Small files join the archive together, as if each had come alone."""

from __future__ import annotations

import shutil
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from connectors import ContactRecord, eml
from flows import desk, raw, raw_together, warehouse
from flows.raw import Batches
from flows.raw_log import Told
from flows.settings import Home
from tests import nights

LETTER = """From: Ana Okafor <ana@example.net>
To: Robin Vale <robin@example.com>{cc}
Message-ID: <{number}@example.net>
{date}
Subject: the boat

Could you bring the {number}th map?
{signature}"""
SIGNATURE = "\n-- \nAna Okafor\n{title}\nAcme Maps Ltd\n+1 415 555 0100\n"
TITLES = ("Head of Sales", "Managing Director", "Head of Sales", "Head of Sales", "")
TABLES = ("interactions", "contact_records", "problems", "file_reads")


def write_letters(folder: Path, numbers: range, *, dated: bool = True) -> None:
    """Letters of which some say the same, and some another title of hers."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in numbers:
        title = TITLES[number % len(TITLES)]
        letter = LETTER.format(
            number=number % 20,
            cc=f"\nCc: P{number} <p{number % 9}@example.org>",
            date=f"Date: Mon, {number % 20 + 1} Jan 2024 08:00:00 +0000" * dated,
            signature=SIGNATURE.format(title=title) if title else "",
        )
        (folder / f"letter-{number:03}.eml").write_text(letter)


def collect(home: Home) -> list[tuple[str, str, int, int, int]]:
    return [
        (t.source, t.state, t.records, t.interactions, t.problems)
        for t in nights.collect(home)
    ]


def rows(home: Home) -> dict[str, list[tuple]]:
    with warehouse.open_archive(home) as con:
        return {
            table: con.execute(
                f"select columns(lambda c: c not in ('seconds', 'fingerprint')) "
                f"from raw.{table} order by all"
            ).fetchall()
            for table in TABLES
        }


@pytest.fixture(autouse=True)
def unhurried(monkeypatch):
    """However long a busy machine takes, files wait for each other."""
    monkeypatch.setattr(desk, "_LONG", 1e9)


@pytest.fixture
def written(monkeypatch) -> list[int]:
    """How many files were written together, each time."""
    numbers: list[int] = []
    write = raw_together.write

    def watched(con, files):
        numbers.append(len(files))
        write(con, files)

    monkeypatch.setattr(raw_together, "write", watched)
    return numbers


def test_the_rows_are_those_of_each_alone(home, monkeypatch, written):
    """Their files, what is said again, problems, counts: over two nights."""
    work, inbox = home.inbox / "eml" / "work", home.inbox / "eml" / "home"
    found = []
    for small in (0, desk.SMALL):
        monkeypatch.setattr(desk, "SMALL", small)
        write_letters(work, range(40))
        write_letters(inbox, range(10, 50))
        write_letters(inbox, range(50, 53), dated=False)
        (home.inbox / "odd.bin").write_bytes(b"\0\1")
        first = collect(home)
        write_letters(work, range(30, 60))
        found.append((first, collect(home), rows(home)))
        home.archive.unlink()
        shutil.rmtree(home.inbox / "eml")
    alone, together = found
    assert together == alone
    assert written == [43, 40, 20]
    assert together[0][0] == ("eml", "ok", 88, 80, 3)


def test_who_says_again_what_they_said_before_another_title(home):
    """It counts as said since then, whether files come together or one by one."""
    found = []
    for many in (1, 4):
        with warehouse.open_archive(home) as con:
            files = [say(con, *said) for said in (("A", 1), ("B", 2), ("A", 3))]
            files.append(say(con, "C", 2))
            for first in range(0, len(files), many):
                raw_together.write(con, files[first : first + many])
            counts = [told.batches.new_records for told in files]
            query = "select title, changed_at from raw.contact_records order by all"
            found.append((counts, con.execute(query).fetchall()))
        home.archive.unlink()
    alone, together = found
    assert together == alone
    assert [day.day for _, day in together[1]] == [3, 2, 2]
    assert together[0] == [1, 1, 0, 1]


def say(con, title: str, day: int) -> Told:
    """A file that was read: she says her title, and since when."""
    batches = Batches(con, 1, Path(f"{title}-{day}"), "")
    batches.begin("eml", "work")
    since = datetime(2024, 1, day, tzinfo=UTC)
    batches.add(ContactRecord(source_key="ana", title=title, changed_at=since))
    batches.flush()
    return Told(batches, "", 1, "read", 0.0)


def test_a_file_that_fails_leaves_those_beside_it(home, monkeypatch, written):
    """Nothing of it is taken in; it is read again, and they are not."""
    write_letters(home.inbox / "eml" / "work", range(5))
    read = eml.extract

    def fail(path, reading):
        yield from read(path, reading)
        if path.stem == "letter-002":
            raise ValueError

    with monkeypatch.context() as patched:
        patched.setattr(eml, "extract", fail)
        assert collect(home)[0][1:4] == ("failed", 8, 4)
    assert collect(home)[0][1:4] == ("ok", 1, 1)
    assert written == [5]
    assert len(rows(home)["interactions"]) == 5


def test_who_is_stopped_reads_again_what_was_not_written(home, monkeypatch):
    """Nothing of files that waited stands, nothing is lost or doubled later."""
    write_letters(home.inbox / "eml" / "work", range(9))
    read = eml.extract

    def stop(path, reading):
        if path.stem == "letter-006":
            raise KeyboardInterrupt
        return read(path, reading)

    monkeypatch.setattr(desk, "_MANY", 4)
    with monkeypatch.context() as patched:
        patched.setattr(eml, "extract", stop)
        with pytest.raises(KeyboardInterrupt):
            collect(home)
    assert len(rows(home)["interactions"]) == 4
    assert collect(home)[0][3] == 5
    assert len(rows(home)["interactions"]) == 9


def test_an_archive_is_read_when_what_it_held_stands(home, tmp_path, written):
    """The letters of a zip are written before the note that the zip was read."""
    write_letters(tmp_path / "letters", range(6))
    with zipfile.ZipFile(home.inbox / "letters.zip", "w") as packed:
        for letter in sorted((tmp_path / "letters").iterdir()):
            packed.write(letter, letter.name)
    assert collect(home)[0][:4] == ("archive", "ok", 10, 6)
    assert written == [6]
    assert collect(home)[0][3] == 0


def test_files_ask_the_archive_once_what_its_columns_hold(home, monkeypatch):
    """A letter is read sooner than the columns of two tables are asked for."""
    asked = []
    kinds_of = raw.kinds_of
    monkeypatch.setattr(raw, "kinds_of", lambda t: asked.append(t) or kinds_of(t))
    write_letters(home.inbox / "letters", range(5))
    collect(home)
    assert len(asked) == 2
