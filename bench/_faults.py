"""A night that is killed: at the k-th thing it does to its home, or at a moment.

Shared by `bench/faults.py`, which kills hundreds of times, and the tests, which kill
a few times. SIGKILL leaves a program no chance to clean up, like a power cut does.
"""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import duckdb

CARD = """\
BEGIN:VCARD
VERSION:3.0
UID:fault-{number}
FN:Person Number {number}
EMAIL:person.{number}@example.com
END:VCARD
"""
MAIL = """\
From: Person Number {number} <person.{number}@example.com>
To: Robin Vale <robin.vale@example.com>
Subject: Round {number}
Date: Mon, 05 Jan 2026 09:{minute:02}:00 +0000
Message-ID: <fault-{number}@example.com>

Shall we meet?
"""
# counts what the run opens, renames, links and removes in its home, and dies at one
KILLED = """\
import os, signal, sys
home, last = sys.argv[1], int(sys.argv[2])
seen = 0

def watch(event, args):
    global seen
    if event in {"open", "os.rename", "os.remove", "os.link", "os.mkdir"}:
        if isinstance(args[0], (str, bytes, os.PathLike)) and os.fsdecode(
            args[0]
        ).startswith(home):
            seen += 1
            if seen == last:
                os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(watch)
from flows.commands import main
code = main(["--home", home, "run", "--as-of", "2026-01-31"])
print("events", seen, file=sys.stderr)
sys.exit(code)
"""


@dataclass(frozen=True)
class State:
    """What a home shows: people of its database, its newest page, its archive."""

    people: int
    page_is_whole: bool
    cards: int
    mails: int

    @classmethod
    def complete(cls, dropped: int) -> State:
        """What a home shows that holds everything dropped, once."""
        return cls(dropped, page_is_whole=True, cards=dropped, mails=dropped)


def prepare(home: Path) -> None:
    """A new home of an invented owner."""
    words = ["--owner-name", "Robin Vale", "--owner-email", "robin.vale@example.com"]
    _cultivate(home, "init", *words, "--timezone", "Europe/Berlin")


def drop(home: Path, number: int) -> None:
    """One more card and mail to read."""
    folder = home / "inbox"
    (folder / f"{number}.vcf").write_text(CARD.format(number=number))
    text = MAIL.format(number=number, minute=number % 60)
    (folder / f"{number}.eml").write_text(text)


def run(home: Path) -> None:
    """A run nobody disturbs; raises when it fails."""
    _cultivate(home, "run", "--as-of", "2026-01-31")


def kill_at(home: Path, event: int) -> bool:
    """Start a run and kill it at that event; gives whether it got so far."""
    words = [sys.executable, "-c", KILLED, str(home), str(event)]
    done = subprocess.run(words, capture_output=True, check=False)
    if done.returncode not in {0, -9}:
        raise RuntimeError(done.stderr.decode())
    return done.returncode != 0


def kill_after(home: Path, seconds: float) -> bool:
    """Start a run and kill it after so long; gives whether it was still at work."""
    words = [sys.executable, "-c", KILLED, str(home), "-1"]
    with subprocess.Popen(
        words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as night:
        try:
            said = night.communicate(timeout=seconds)[1]
        except subprocess.TimeoutExpired:
            night.kill()
            return True
    if night.returncode:
        raise RuntimeError(said.decode())
    return False


def look(home: Path) -> State:
    """Open what a kill left behind, as a reader would; raises when it is torn."""
    with duckdb.connect(str(home / "cultivate.duckdb"), read_only=True) as con:
        people = _one(con, "select count(*) from people where kind = 'person'")
        con.execute("select sum(points) from score_parts").fetchall()
    page = home / "reports" / "latest" / "report.html"
    whole = page.read_text(encoding="utf-8").rstrip().endswith("</html>")
    with duckdb.connect(str(home / "archive.duckdb")) as con:
        cards = _one(
            con, "select count(*) from raw.contact_records where known_by = 'card'"
        )
        mails = _one(con, "select count(*) from raw.interactions")
    return State(people, whole, cards, mails)


def _one(con: duckdb.DuckDBPyConnection, query: str) -> int:
    number: int = con.execute(query).fetchall()[0][0]
    return number


def _cultivate(home: Path, *words: str) -> None:
    script = "import sys; from flows.commands import main; sys.exit(main(sys.argv[1:]))"
    call = [sys.executable, "-c", script, "--home", str(home), *words]
    subprocess.run(call, check=True, capture_output=True)
