"""Whatever ends a night, yesterday's report and database stay whole."""

from __future__ import annotations

import errno
import importlib.util
import os
import resource
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

DRIVER = Path(__file__).parents[2] / "bench" / "_faults.py"
_spec = importlib.util.spec_from_file_location("_faults", DRIVER)
_faults = sys.modules["_faults"] = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_faults)

CULTIVATE = Path(sys.executable).with_name("cultivate")
AS_OF = ("--as-of", "2026-01-31")


@pytest.fixture(scope="module")
def yesterday(tmp_path_factory):
    """A home after one good run."""
    home = tmp_path_factory.mktemp("faults") / "home"
    _faults.prepare(home)
    _faults.drop(home, 0)
    _faults.run(home)
    return home


@pytest.fixture
def home(yesterday, tmp_path):
    """The same with something new to read, the test's own."""
    copy = tmp_path / "home"
    shutil.copytree(yesterday, copy, symlinks=True)
    _faults.drop(copy, 1)
    return copy


def night(home, *before, **options):
    """Run the command as a process of its own, some words before it."""
    return subprocess.run(
        [*before, CULTIVATE, "--home", home, "run", *AS_OF],
        capture_output=True,
        text=True,
        check=False,
        **options,
    )


@pytest.mark.parametrize("event", [3, 9, 19, 29, 36])
def test_a_killed_run_leaves_yesterday_whole_and_the_next_completes(home, event):
    """Killed at this thing it does to its home; then every card and mail is once."""
    assert _faults.kill_at(home, event)
    left = _faults.look(home)
    assert left.page_is_whole
    assert left.people in {1, 2}
    _faults.run(home)
    assert _faults.look(home) == _faults.State.complete(2)


def test_a_full_disk_is_told_and_nothing_is_torn(home):
    """No file may grow: one line, exit 1; with room again the run completes."""

    def no_room():
        resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 19, 1 << 19))

    done = night(home, preexec_fn=no_room)
    assert done.returncode == 1
    assert done.stderr.count("\n") <= 2
    assert "the disk is full; make room" in done.stderr
    assert list(home.glob("building*")) == []
    assert _faults.look(home).page_is_whole
    _faults.run(home)
    assert _faults.look(home) == _faults.State.complete(2)


@pytest.mark.parametrize(
    ("file", "words"),
    [("journal.md", ["log", "met Wei Chen: tea"]), ("decisions.csv", ["goal", "add"])],
)
def test_a_word_is_kept_whole_or_not_at_all(home, file, words):
    """A disk that is full in the middle of its line: it is told, nothing is added."""
    (home / file).write_bytes(b"# mine\n")

    def little_room():
        resource.setrlimit(resource.RLIMIT_FSIZE, (20, 20))

    words = [*words, "to teach"] if words[0] == "goal" else words
    done = subprocess.run(
        [CULTIVATE, "--home", home, *words],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=little_room,
    )
    assert done.returncode == 1
    assert "the disk is full; make room" in done.stderr
    assert (home / file).read_bytes() == b"# mine\n"


def test_a_database_a_full_disk_has_no_room_for_is_told_so(home):
    """Nobody is sent to look for other programs."""
    program = "from sys import argv; from pathlib import Path; from flows import %s"
    program = f"{program % 'warehouse'}; warehouse.write(Path(argv[1]))"
    done = subprocess.run(
        [sys.executable, "-c", program, home / "new.duckdb"],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0)),
    )
    assert "UserError" not in done.stderr
    assert os.strerror(errno.EFBIG) in done.stderr


def test_too_little_memory_leaves_yesterday_whole(home):
    """Memory ends in the middle: no report is torn, the next run completes."""

    def little():
        resource.setrlimit(resource.RLIMIT_AS, (900 << 20, 900 << 20))

    assert night(home, preexec_fn=little).returncode != 0
    assert _faults.look(home).page_is_whole
    _faults.run(home)
    assert _faults.look(home) == _faults.State.complete(2)


def test_a_home_nothing_can_be_written_to_is_told(home, as_anybody):
    """One line that says what to do; what is there can still be read."""
    home.chmod(0o500)
    lock = home / "lock"
    lock.unlink(missing_ok=True)
    done = night(home, *as_anybody)
    home.chmod(0o700)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "chmod" in done.stderr
    assert _faults.look(home).people == 1


def test_what_may_not_be_read_is_told_and_the_rest_is_read(home, as_anybody):
    """Each is a problem with its cure; once it may be read the next run reads it."""
    inbox = home / "inbox"
    for name in ("closed.vcf", "closed.eml", "listed/a.vcf", "box/new/1"):
        file = inbox / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(_faults.CARD.format(number=name.replace("/", ".")))
    for folder in ("cur", "tmp"):
        (inbox / "box" / folder).mkdir()
    shut = [inbox / name for name in ("closed.vcf", "closed.eml", "listed", "box/new")]
    for path in shut:
        path.chmod(0o000)
    done = night(home, *as_anybody)
    assert done.returncode == 0
    assert "why: cultivate sql unread_files" in done.stdout
    assert _faults.look(home) == _faults.State.complete(2)
    with duckdb.connect(str(home / "cultivate.duckdb"), read_only=True) as con:
        told = con.execute("select distinct what, cure from problems").fetchall()
    assert len(told) == 2
    assert {cure.partition(" the ")[0] for _, cure in told} == {
        "check that",
        "give yourself",
    }
    for path in shut:
        path.chmod(0o700)
    _faults.run(home)
    assert _faults.look(home).cards == 2 + 3


def test_a_clock_that_jumped_back_loses_nothing(home):
    """A run in what the ledger calls the past reads, resolves and numbers on."""
    with_future = (
        "update raw.runs set started_at = '2031-01-01', finished_at = '2031-01-01'"
    )
    with duckdb.connect(str(home / "archive.duckdb")) as con:
        con.execute(with_future)
    _faults.run(home)
    assert _faults.look(home) == _faults.State.complete(2)
    with duckdb.connect(str(home / "archive.duckdb")) as con:
        assert con.execute("select max(run_id) from raw.runs").fetchall() == [(2,)]


def test_what_hangs_or_never_ends_is_left_alone(home):
    """A pipe nobody writes to and an endless device stop nothing."""
    os.mkfifo(home / "inbox" / "pipe.vcf")
    (home / "inbox" / "zero.mbox").symlink_to("/dev/zero")
    (home / "inbox" / "round").symlink_to(home / "inbox")
    assert night(home, timeout=300).returncode == 0
    assert _faults.look(home) == _faults.State.complete(2)
