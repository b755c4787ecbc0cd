"""A process aside reads what this one would have read."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from threading import Thread
from zoneinfo import ZoneInfo

import pytest

from connectors import Problem, Reading, SourceError, eml, mbox, vcard
from flows import aside, steps, warehouse
from flows.raw_values import SHAPES, Values
from flows.settings import Home
from tests import nights

ROWS = "from raw.{} select * exclude (first_run, last_run) order by all"
CARD = "BEGIN:VCARD\nVERSION:3.0\nUID:{0}\nFN:Ana {0}\nTEL:+1 415 555 0100\nEND:VCARD\n"
EVENT = """BEGIN:VEVENT
UID:{0}
DTSTART:20260401T100000Z
SUMMARY:Walk {0}
ATTENDEE;CN=Ana {0}:mailto:ana{0}@example.com
END:VEVENT
"""
READING = Reading("default", ZoneInfo("UTC"))


@pytest.fixture
def small_files(monkeypatch):
    """A process for files of a few bytes."""
    monkeypatch.setattr(aside, "WORTH", 10)


@pytest.fixture
def started(monkeypatch) -> list[subprocess.Popen[bytes]]:
    """The processes that have been started."""
    processes: list[subprocess.Popen[bytes]] = []
    start = aside.start_process

    def watched(worker: str) -> subprocess.Popen[bytes]:
        processes.append(start(worker))
        return processes[-1]

    monkeypatch.setattr(aside, "start_process", watched)
    return processes


def write_book(path: Path, cards: range, rest: str = "") -> Path:
    path.write_text("".join(map(CARD.format, cards)) + rest)
    return path


def collect(home: Home, source: str = "vcard") -> steps.Tally:
    (tally,) = nights.collect(home, source)
    return tally


def rows(home: Home) -> list[list[tuple]]:
    with warehouse.open_archive(home) as con:
        return [con.execute(ROWS.format(table)).fetchall() for table in SHAPES]


def task(path: Path, source: str = "vcard") -> aside.Task:
    return aside.Task(f"connectors.{source}", path, READING)


def test_same_as_in_this_process(home, tmp_path, monkeypatch):
    """A calendar read aside gives the meetings, people and problems it gives here."""
    events = "".join(map(EVENT.format, range(40))) + EVENT.format(99)[:30]
    path = home.inbox / "club.ics"
    path.write_text(f"BEGIN:VCALENDAR\n{events}\nEND:VCALENDAR\n")
    other = Home(tmp_path / "other")
    other.inbox.mkdir(parents=True)
    other.path.chmod(0o700)
    other.settings_file.write_text(home.settings_file.read_text())
    here = collect(home, "icalendar")
    monkeypatch.setattr(aside, "WORTH", 10)
    (other.inbox / "club.ics").hardlink_to(path)
    there = collect(other, "icalendar")
    assert (there.interactions, there.records, there.problems) == (40, 40, 1)
    assert (here.interactions, here.records, here.problems) == (40, 40, 1)
    assert [len(each) for each in rows(home)] == [len(each) for each in rows(other)]


def test_an_answer_that_makes_no_sense_is_told(tmp_path, monkeypatch):
    """Whoever waits for it is not left waiting, whatever is wrong with it."""
    nonsense = pickle.GLOBAL + b"no_such_module\nx\n."
    command = f"import sys; sys.stdout.buffer.write({nonsense!r})"

    def start(*_: object) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-c", command],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip

    monkeypatch.setattr(aside, "start_process", start)
    told: list[object] = []

    def wait() -> None:
        with pytest.raises(SourceError) as raised:
            told.extend(aside.read(task(tmp_path / "book.vcf")))
        told.append(raised.value.what)

    waiting = Thread(target=wait, daemon=True)
    waiting.start()
    waiting.join(60)
    assert told == ["the process that read it was stopped"]


def test_known_cards_are_known_there_too(home, small_files):
    """What was read before is not read again, wherever it is looked at."""
    path = write_book(home.inbox / "book.vcf", range(30))
    assert collect(home).records == 30
    write_book(path, range(31))
    assert collect(home).records == 1
    write_book(path, range(1, 31), "BEGIN:VCARD\nEND:VCARD\n")
    tally = collect(home)
    assert (tally.records, tally.problems) == (0, 1)
    with warehouse.open_archive(home) as con:
        query = "select source_key from raw.contact_records where deleted"
        assert con.execute(query).fetchall() == [("0",)]


def test_a_broken_file_is_told_as_here(tmp_path):
    """The connector's own words come through; other failures are told by kind."""
    path = tmp_path / "book.vcf"
    path.write_text("nobody")
    with pytest.raises(SourceError, match="there is no card in the file"):
        list(aside.read(task(path)))
    write_book(path, range(3))
    with pytest.raises(SourceError, match="stopped with AttributeError"):
        list(aside.read(task(path)._replace(reading=replace(READING, zone=None))))


def test_a_process_that_is_killed(tmp_path, started, monkeypatch):
    """Its end is a failure of its file, and is told without hanging."""
    monkeypatch.setattr(aside, "_AHEAD", 1)
    path = write_book(tmp_path / "book.vcf", range(100_000))
    told = aside.read(task(path))
    assert isinstance(next(told), Values)
    started[0].kill()
    with pytest.raises(SourceError, match="was stopped"):
        list(told)
    assert started[0].returncode


def test_nobody_waits_for_the_rest(tmp_path, started):
    """Whoever stops listening ends the process."""
    path = write_book(tmp_path / "book.vcf", range(50_000))
    told = aside.read(task(path))
    next(told)
    assert started[0].poll() is None
    told.close()
    assert started[0].returncode


def test_what_is_told_is_no_more_than_a_few_thousand_things(tmp_path):
    """Values and problems come in pieces, however many the file gives."""
    blank = "BEGIN:VCARD\nFN:\nEND:VCARD\n"
    path = write_book(tmp_path / "book.vcf", range(2_500), blank * 10)
    told = list(aside.read(task(path)))
    many = [len(one.each) for one in told if isinstance(one, Values)]
    assert many == [1_000, 1_000, 500]
    assert sum(isinstance(one, Problem) for one in told) == 1


def test_what_is_small_or_in_an_archive_is_read_here(tmp_path):
    """Starting a process pays only where there is much to read."""
    path = write_book(tmp_path / "book.vcf", range(3))
    assert not aside.is_worth_it(vcard, path, 0)
    assert not aside.is_worth_it(vcard, tmp_path, 0)
    with path.open("ab") as file:
        file.truncate(aside.WORTH)
    assert aside.is_worth_it(vcard, path, 0)
    assert not aside.is_worth_it(vcard, path, 1)


def test_a_letter_is_read_here_however_large_its_attachments(tmp_path):
    """Only its head is read, which is done before a process has started."""
    path = tmp_path / "letter.eml"
    path.write_bytes(b"From: ana@example.net\n\n")
    os.truncate(path, 4 * aside.WORTH)
    assert not aside.is_worth_it(eml, path, 0)
    assert aside.is_worth_it(vcard, path, 0)


def test_what_can_be_read_in_stretches_is_read_here(tmp_path):
    """A mailbox that grew by some megabytes is read before a process has started."""
    path = tmp_path / "Inbox"
    path.touch()
    os.truncate(path, aside.WORTH)
    assert not aside.is_worth_it(mbox, path, 0)
    assert aside.is_worth_it(mbox, path.rename(tmp_path / "Inbox.gz"), 0)
