"""Who stops a run finds everything in order, and the next one loses nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from threading import Timer

import duckdb
import pytest

from flows import steps, warehouse
from flows.collect import collect
from flows.items import Item
from flows.settings import Settings, load
from flows.stopping import is_stop, why_stopped

CHECKOUT = Path(steps.__file__).parent.parent
MESSAGE = """From p{who}@example.net Mon Sep  4 08:00:00 2023
Message-ID: <{number}@example.net>
Date: Mon, 4 Sep 2023 08:00:00 +0000
From: P <p{who}@example.net>
To: Robin Vale <robin.vale@example.com>
Subject: the boat

Could you bring the {number}th map?

"""
STOPPED = """
import os, signal, sys
from flows import crew, progress, start, stretches

# whoever runs the tests may ignore them (nohup, a shell's background)
for number in (signal.SIGTERM, signal.SIGHUP):
    signal.signal(number, signal.SIG_DFL)
signal.signal(signal.SIGINT, signal.default_int_handler)

stretches.STRETCH, stretches.WORTH = 20_000, 30_000
home, mailbox, how, *rest = sys.argv[1:]
begun = crew.start_process
readers = []

def begin(worker):
    readers.append(begun(worker))
    return readers[-1]

def stop(reached):
    if reached.messages > 150:
        print(*[reader.pid for reader in readers], flush=True)
        (os.killpg if rest else os.kill)(os.getpid(), int(how))

crew.start_process = begin
sys.argv[1:] = ["--home", home, "import", mailbox]
with progress.watched(stop):
    sys.exit(start.main())
"""
INTERACTIONS = "from raw.interactions select count(*), count(distinct source_key)"


@pytest.mark.parametrize("all_of_it", [False, True])
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_stopped_import_is_closed_and_the_next_reads_all(
    home, tmp_path, how, all_of_it
):
    """A line is said, the run failed, no reader is left, and the lock is free."""
    mailbox = tmp_path / "Inbox.mbox"
    said = [MESSAGE.format(who=n % 9, number=n) for n in range(400)]
    mailbox.write_text("".join(said))
    words = [home.path, mailbox, str(int(how)), *(["all"] if all_of_it else [])]
    done = subprocess.run(
        [sys.executable, "-c", STOPPED, *words],
        check=False,
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        start_new_session=True,
    )
    assert (done.returncode, done.stderr) == (
        1,
        "cultivate: stopped; nothing more was done\n",
    )
    readers = [int(pid) for pid in done.stdout.split()]
    assert readers
    for pid in readers:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
    with steps.held(home), warehouse.open_archive(home) as con:
        assert con.execute("select state from raw.runs").fetchall() == [("failed",)]
        assert con.execute(INTERACTIONS).fetchone() == (0, 0)
    with steps.locked(home):
        run_id = steps.begin(home, "import")
        paths = [mailbox]
        (read,) = steps.import_paths(home, load(home), run_id, paths, dry_run=False)
    assert read.interactions == 400
    with warehouse.open_archive(home) as con:
        assert con.execute(INTERACTIONS).fetchone() == (400, 400)


def ask_again_and_again(con):
    for _ in range(1_000):
        con.execute("select range % 9, count(*) from range(1_000_000) group by 1")


@pytest.fixture
def heard():
    """Ctrl-C is heard, whoever runs the tests."""
    usual = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, usual)


@pytest.mark.usefixtures("heard")
def test_a_stop_in_a_query_is_known_by_what_duckdb_makes_of_it():
    """It raises an error of its own, in whose words nothing speaks of a stop."""
    con = duckdb.connect()
    Timer(0.2, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
    with pytest.raises((RuntimeError, KeyboardInterrupt)) as stopped:
        ask_again_and_again(con)
    assert stopped.type is KeyboardInterrupt or is_stop(stopped.value)
    assert not is_stop(RuntimeError("Query was odd"))


def test_a_stop_in_a_query_of_a_file_stops_the_rest_too(home, tmp_path):
    """It is no failure of this file: no reading of it is noted."""

    class Stopped:
        __name__, extractor_version = "stopped", 1

        def extract(self, _path, _reading):
            raise RuntimeError("Query interrupted")
            yield

    item = Item(tmp_path / "a", "stopped", "default")
    item.path.write_text("a")
    with warehouse.open_archive(home) as con:
        known = {"stopped": Stopped()}
        with pytest.raises(KeyboardInterrupt):
            list(collect(con, Settings(), known, 1, [item], tmp_path / "room"))
        assert con.execute("from raw.file_reads").fetchall() == []


@pytest.mark.parametrize("error", [MemoryError(), duckdb.OutOfMemoryException("Ana")])
def test_memory_that_does_not_suffice_is_no_fault_of_the_file(error):
    """Whether Python or DuckDB lacked it, the file is to be read again as it is."""
    what, cure = why_stopped(error)
    assert "too little memory" in what
    assert "import it again" in cure


def test_what_nobody_foresaw_is_told_by_its_kind():
    """Not by its words, which may quote the file."""
    assert "Ana" not in " ".join(why_stopped(ValueError("Ana")))
