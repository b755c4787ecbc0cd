"""Several processes read what one would have read."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import replace
from itertools import chain
from pathlib import Path
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from connectors import Reading, SourceError, mbox
from flows import crew, progress, steps, stretch_worker, stretches, warehouse
from flows.raw import Batches
from flows.raw_rows import Rows
from flows.settings import Home, load
from tests import nights

CHECKOUT = Path(stretches.__file__).parent.parent
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
ROWS = "from raw.{} select * exclude (first_run, last_run, found_at, source_file)"
READING = Reading("default", ZoneInfo("UTC"))
MESSAGE = """From p{who}@example.net Mon Sep  4 08:00:00 2023
Message-ID: <{number}@example.net>
Date: Mon, 4 Sep 2023 08:{minute:02}:00 +0000
From: P{who} {family} <p{who}@example.net>
To: Robin Vale <robin@example.com>
Subject: the boat

Could you bring the {number}th map?

"""


def write_mailbox(path: Path, messages: range) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        for number in messages:
            family = "Okafor" if number % 3 else ""
            file.write(
                MESSAGE.format(
                    who=number % 7, number=number, minute=number % 60, family=family
                )
            )


def collect(home: Home) -> steps.Tally:
    (tally,) = nights.collect(home, "mbox")
    return tally


def rows(home: Home) -> list[list[tuple]]:
    with warehouse.open_archive(home) as con:
        return [
            sorted(con.execute(ROWS.format(table)).fetchall(), key=str)
            for table in ("interactions", "contact_records")
        ]


@pytest.fixture
def small_stretches(monkeypatch):
    """Processes for files of a few kilobytes."""
    monkeypatch.setattr(stretches, "STRETCH", 20_000)
    monkeypatch.setattr(stretches, "WORTH", 30_000)


def test_same_as_in_one_process(home, monkeypatch, small_stretches):
    """A mailbox read by processes gives the rows it gives in one, and no more later."""
    inbox = home.inbox / "Inbox"
    write_mailbox(inbox, range(400))
    tally = collect(home)
    assert (tally.interactions, tally.records, tally.state) == (400, 8, "ok")
    by_processes = rows(home)
    monkeypatch.setattr(stretches, "WORTH", 10**9)
    os.utime(inbox)
    tally = collect(home)
    assert (tally.interactions, tally.records, tally.unchanged) == (0, 0, 0)
    assert rows(home) == by_processes


def test_what_grew(home, small_stretches):
    """A mailbox that grew by much is read on by processes, and nothing is lost."""
    inbox = home.inbox / "Inbox"
    write_mailbox(inbox, range(200))
    collect(home)
    write_mailbox(inbox, range(200, 500))
    assert collect(home).interactions == 300
    with warehouse.open_archive(home) as con:
        assert con.execute("from raw.interactions select count(*)").fetchone() == (500,)


def make_kinds(home: Home):
    with warehouse.open_archive(home) as con:
        batches = Batches(con, 1, home.inbox, "")
        batches.begin("mbox", "default")
        return batches.kinds("interactions")


def test_nothing_is_loaded_from_where_one_works(home, monkeypatch, small_stretches):
    """A folder that is called like one of the program's is not taken for it."""
    write_mailbox(home.inbox / "Inbox", range(200))
    for name in ("connectors", "flows"):
        (home.path / name).mkdir()
        (home.path / name / "__init__.py").write_text("raise SystemExit('ours')")
    monkeypatch.chdir(home.path)
    assert collect(home).interactions == 200


@pytest.fixture
def started(monkeypatch):
    """The processes that are started."""
    processes = []
    start = crew.start_process
    monkeypatch.setattr(
        crew,
        "start_process",
        lambda of: processes.append(start(of)) or processes[-1],
    )
    return processes


def test_processes_stand_by_for_the_next_file(home, small_stretches, started):
    """A run starts them once, and lets go of them when all is read."""
    for name in ("First", "Second"):
        write_mailbox(home.inbox / name, range(200))
    settings = load(home)
    with steps.attempt(home, settings, "run") as run:
        assert steps.collect(home, settings, run.run_id, "mbox").interactions == 200
        processes = len(started)
        write_mailbox(home.inbox / "Third", range(200, 400))
        assert steps.collect(home, settings, run.run_id, "mbox").interactions == 200
        assert len(started) == processes
        assert not any(process.returncode for process in started)
        run.has_read()
        assert all(process.returncode for process in started)
        run.end("ok")


def test_processes_that_ended_meanwhile_are_started_anew(
    home, small_stretches, started
):
    """Whoever ends one that stands by stops no file."""
    settings = load(home)
    with steps.attempt(home, settings, "run") as run:
        for messages in (range(200), range(200, 400)):
            write_mailbox(home.inbox / str(messages), messages)
            tally = steps.collect(home, settings, run.run_id, "mbox")
            assert (tally.interactions, tally.state) == (200, "ok")
            started[-1].kill()
            started[-1].wait()
        run.end("ok")


def sample(path: Path) -> stretch_worker.Sample:
    found = stretches.sample_of([path])
    assert found
    return found


@pytest.fixture
def two_processors(monkeypatch):
    """A machine of two, whatever this one has."""
    monkeypatch.setattr(crew, "cores", lambda: 2)


def test_a_process_starts_before_it_is_asked(
    home, small_stretches, started, two_processors
):
    """It reads the second part of a file for which none would start; one is enough."""
    path = home.inbox / "Inbox"
    write_mailbox(path, range(80))
    kinds = make_kinds(home)
    alone = list(stretches.read(mbox, path, READING, kinds))
    assert not started
    with crew.kept(sample(path)):
        assert len(started) == 1
        assert list(stretches.read(mbox, path, READING, kinds)) == alone
        assert len(started) == 1
        assert started[0].poll() is None
    assert started[0].returncode
    assert sum(said.count for said in alone if isinstance(said, Rows)) == 80


def test_one_more_starts_for_a_long_file(
    home, small_stretches, started, two_processors
):
    """Who started before is one of those that a long file has."""
    path = home.inbox / "Inbox"
    write_mailbox(path, range(200))
    with crew.kept(sample(path)):
        rows = stretches.read(mbox, path, READING, make_kinds(home))
        assert sum(said.count for said in rows if isinstance(said, Rows)) == 200
    assert len(started) == 2
    assert all(process.returncode for process in started)


def test_none_starts_where_it_would_not_be_asked(
    home, monkeypatch, small_stretches, started
):
    """Not for what is short, no mailbox or not there, nor beside one processor."""
    short, other, path = (home.inbox / name for name in ("Short", "book.vcf", "Inbox"))
    write_mailbox(short, range(9))
    write_mailbox(path, range(80))
    other.write_text("BEGIN:VCARD\n" * 4_000)
    assert stretches.sample_of([short, other, home.inbox, home.path / "gone"]) is None
    monkeypatch.setattr(crew, "cores", lambda: 1)
    with crew.kept(sample(path)):
        assert not started


def test_a_process_that_ends_while_it_warms_to_its_work(
    home, small_stretches, started, two_processors
):
    """The file is read without it."""
    path = home.inbox / "Inbox"
    write_mailbox(path, range(80))
    with crew.kept(sample(path)):
        started[0].kill()
        started[0].wait()
        rows = stretches.read(mbox, path, READING, make_kinds(home))
        assert sum(said.count for said in rows if isinstance(said, Rows)) == 80


def test_a_file_cut_short_while_this_process_reads(home, monkeypatch, small_stretches):
    """What is not there any more is not read; nothing ends."""
    path = home.inbox / "Inbox"
    write_mailbox(path, range(80))
    size = path.stat().st_size
    monkeypatch.setattr(stretches, "progress", SimpleNamespace(tell=cutting(path)))
    told = list(stretches.read(mbox, path, READING, make_kinds(home)))
    assert path.stat().st_size < size
    assert 31 <= sum(said.count for said in told if isinstance(said, Rows)) < 80


def cutting(path: Path):
    def cut(*_: object) -> None:
        os.truncate(path, min(path.stat().st_size, 9_000))

    return cut


def test_what_was_read_before_is_not_told_again(tmp_path):
    """A message that ended before where reading starts; one written on since is."""
    path = tmp_path / "Inbox"
    write_mailbox(path, range(3))
    size = path.stat().st_size
    write_mailbox(path, range(3, 5))
    for start, ids in ((size, [3, 4]), (size - 9, [2, 3, 4])):
        reading = replace(READING, start=start)
        told = mbox.extract_stretch(path, reading, 0, path.stat().st_size)
        keys = [said["source_key"] for said in told if isinstance(said, dict)]
        assert list(chain(*keys)) == [f"{number}@example.net" for number in ids]


def test_a_process_that_is_killed(home, tmp_path, small_stretches, started):
    """The end of a process is a failure of its file, and is told without hanging."""
    path = tmp_path / "Inbox"
    write_mailbox(path, range(2000))
    told = stretches.read(mbox, path, READING, make_kinds(home))
    assert isinstance(next(told), Rows)
    for process in started:
        process.kill()
    with pytest.raises(SourceError, match="was stopped"):
        list(told)
    assert all(process.returncode for process in started)


def test_what_a_process_cannot_read(tmp_path, small_stretches):
    """What fails in a process is told by its kind, as in this one."""
    path = tmp_path / "Inbox"
    write_mailbox(path, range(300))
    with pytest.raises(SourceError, match="stopped with KeyError"):
        list(stretches.read(mbox, path, READING, {}))


@pytest.mark.parametrize(
    ("error", "what"),
    [
        (RecursionError("Ana"), "its reading stopped with RecursionError"),
        (AttributeError("Ana"), "its reading stopped with AttributeError"),
        (MemoryError(), "there is too little memory to read it"),
    ],
)
def test_whatever_stops_a_process_is_told(tmp_path, error, what):
    """No error ends it with a page of what went wrong, which may quote the file."""

    def extract_stretch(*_: object) -> None:
        raise error

    task = stretch_worker.Task("connectors.mbox", tmp_path, READING, {})
    reader = SimpleNamespace(extract_stretch=extract_stretch)
    told = stretch_worker.read_stretch(reader, task, 0, 1)
    assert told.failure
    assert told.failure[0] == what


def test_how_far_it_has_come(home, tmp_path, small_stretches):
    """Each stretch tells bytes and messages; the last tells all of them."""
    path = tmp_path / "Inbox"
    write_mailbox(path, range(400))
    told: list[progress.Reached] = []
    with progress.watched(told.append):
        list(stretches.read(mbox, path, READING, make_kinds(home)))
    assert len(told) > 2
    assert told == sorted(told)
    assert told[-1] == (path.stat().st_size, path.stat().st_size, 400)


@pytest.mark.parametrize("size", [1, 50_000_000, 400_000_001])
def test_stretches_cover_a_file_and_become_shorter(size):
    """Nothing lies between two, and no process waits long for the last."""
    bounds = list(stretches.cut(0, size))
    firsts, ends = zip(*bounds, strict=True)
    assert firsts == (0, *ends[:-1])
    assert ends[-1] == size
    lengths = [end - first for first, end in bounds]
    assert lengths == sorted(lengths, reverse=True)
    assert lengths[0] <= stretches.STRETCH
    assert lengths[-1] <= stretches.STRETCH / 8


def test_the_line_of_progress():
    """It says numbers only, and the time left where there is some."""
    pace = progress.Pace()
    assert (
        pace.line(progress.Reached(10**9, 10**9, 7)) == "1,000 of 1,000 MB, 7 messages"
    )
    pace = progress.Pace()
    pace.line(progress.Reached(10, 10**9, 0))
    assert pace.line(progress.Reached(1000, 10**9, 1)).endswith(" s left")


KILLED = """
import os, signal, sys
from pathlib import Path
from flows import progress, settings, steps, stretches
from flows.settings import Home, load

def stop(reached):
    if reached.messages > 150:
        os.kill(os.getpid(), signal.SIGKILL)

if __name__ == "__main__":
    stretches.STRETCH, stretches.WORTH = 20_000, 30_000
    home = Home(Path(sys.argv[1]))
    with steps.locked(home), progress.watched(stop):
        steps.collect(home, settings.load(home), steps.begin(home, "run"), "mbox")
"""


def test_an_import_that_is_killed(home, tmp_path, small_stretches):
    """The next one reads the file whole: nothing is lost, nothing is there twice."""
    write_mailbox(home.inbox / "Inbox", range(400))
    script = tmp_path / "killed.py"
    script.write_text(KILLED)
    command = [sys.executable, str(script), str(home.path)]
    done = subprocess.run(command, check=False, cwd=CHECKOUT, env=ENVIRONMENT)
    assert done.returncode == -signal.SIGKILL
    with warehouse.open_archive(home) as con:
        assert con.execute("from raw.interactions select count(*)").fetchone() == (0,)
    assert collect(home).interactions == 400
    with warehouse.open_archive(home) as con:
        query = "from raw.interactions select count(*), count(distinct source_key)"
        assert con.execute(query).fetchone() == (400, 400)
